import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inFolder } from '../../cli/io.ts';

const definition = 'watchlistAlias: Hosts\ndisplayName: Hosts\nitemsSearchKey: Host\n';
const config = 'project: {name: p, id: 6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11}\ncontent: [watchlists]\n';

/** What `validate` says of a list with these lines. */
const said = (data: string | Uint8Array, more = ''): Promise<string> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    await shell.write('watchlists/Hosts/watchlist.yaml', definition + more);
    await writeFile(join(shell.cwd, 'watchlists/Hosts/data.csv'), data);
    return (await shell.picket('validate')).out;
  });

const rows = (count: number, length: number): string =>
  `Host,Note\n${Array.from({ length: count }, (_, index) => `h${index},${'x'.repeat(length)}\n`).join('')}`;

test('a name that is too short is not called empty', async () => {
  const short = await inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    await shell.write(
      'watchlists/ab.csv',
      '# watchlistAlias: ab\n# displayName: cd\n# itemsSearchKey: Host\nHost\na\n',
    );
    return (await shell.picket('validate')).out;
  });
  expect(short).toContain('`watchlistAlias` is "ab"; at least 3 characters are needed.');
  expect(short).toContain('hint: Use a longer one.');
});

describe('the lines of a watchlist', () => {
  test('are refused where one upload would not take them, with the way out', async () => {
    const large = await said(rows(400, 10_000));
    expect(large).toContain('The lines are 4.0 MB; an upload takes 3.8 MB.');
    expect(large).toContain('rule/watchlist-lines');
    expect(large).toContain('(SAS)');
    expect(await said(rows(400, 10_000), 'rows: ignore\n')).not.toContain('MB');
    expect(await said(rows(300, 10_000))).not.toContain('MB');
  });

  test('are refused where a quote takes rows into a value', async () => {
    expect(await said('Host,Note\na,"x\nb,\n')).toContain('Row 1 has a value whose double quote is never closed');
    expect(await said('Host,Note\na,"x\nb,"y"\nc,\n')).toContain('goes on behind its closing double quote');
  });

  test('are refused where they are no UTF-8, at their file', async () => {
    const latin = await said(Buffer.from('Host,Note\na,Zo\u00EB\n', 'latin1'));
    expect(latin).toContain('data.csv: The file is not valid UTF-8: byte 0xEB at offset 14');
  });

  test('are refused where one is longer than the service takes', async () => {
    expect(await said(rows(2, 10_240))).toContain('Row 1 is a line of more than 10,240 characters.');
    expect(await said(rows(2, 10_237))).not.toContain('10,240');
  });
});
