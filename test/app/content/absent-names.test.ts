import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isObject, listOf, objectOf, parseJson } from '../../../src/core/json.ts';
import { inFolder } from '../../cli/io.ts';

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '01');
const config = `project: { name: scenario, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
content: [analytics-rules, parsers, watchlists]
workspaces:
  prod:
    subscriptionId: 00000000-0000-0000-0000-000000000001
    resourceGroup: rg
    workspaceName: law-prod
    optOut:
      - { rule: parser/Away, reason: No logs }
      - { rule: watchlist/Vips, reason: No list }
`;

const parser = (name: string): string =>
  `FunctionName: ${name}\nFunctionAlias: ${name}\nFunctionQuery: SigninLogs | where UserPrincipalName has "x"\n`;

test('what a workspace does not get is found once a query by its name, at the first place', async () => {
  await inFolder(async ({ write, picket }) => {
    await write('picket.yaml', config);
    await write('parsers/Away.yaml', parser('Away'));
    await write('parsers/Stays.yaml', parser('Stays'));
    await write('watchlists/Vips/watchlist.yaml', 'watchlistAlias: Vips\ndisplayName: Vips\nitemsSearchKey: User\n');
    await write('watchlists/Vips/data.csv', 'User\nana\n');
    const query = [
      '  let Own = () { SigninLogs };',
      "  let Vips = _GetWatchlist('Vips');",
      '  Own()',
      '  | union (Away()), Away, Stays',
      '  | where UserPrincipalName in (Vips | project SearchKey)',
    ];
    await write(
      'analytics-rules/one.yaml',
      rule.replace(/^query: [\s\S]*?\n(?=\w)/m, `query: |\n${query.join('\n')}\n`),
    );
    const { out } = await picket('validate', '-w', 'prod', '--format', 'json');
    const report = parseJson(out);
    const found = isObject(report) ? listOf(report['diagnostics']).map(objectOf) : [];
    const at = (line: number, column: number, end: number) => ({
      start: { line, column },
      end: { line, column: end },
    });
    const hint = 'A stage or an opt-out does so: keep this away too, or give the workspace what the query names.';
    const absent = { code: 'rule/absent-name', severity: 'warning', hint, path: 'analytics-rules/one.yaml' };
    expect(found.filter(({ code }) => code !== 'rule/opted-out')).toEqual([
      {
        ...absent,
        message: 'The query names `Vips` of watchlists/Vips/watchlist.yaml, which is kept from the workspace.',
        range: at(16, 14, 27),
      },
      {
        ...absent,
        message: 'The query names `Away` of parsers/Away.yaml, which is kept from the workspace.',
        range: at(18, 12, 16),
      },
    ]);
  });
});
