import { describe, expect, test } from '@jest/globals';
import { eachWorkspace, type OneRun } from '../../src/cli/each-workspace.ts';
import { meansSeveral } from '../../src/cli/fleet-options.ts';
import type { ExitCode } from '../../src/cli/exit-code.ts';
import { PicketError } from '../../src/core/errors.ts';
import type { Io } from '../../src/core/io.ts';
import { validated } from '../report/reports.ts';
import { inFolder } from './io.ts';

const three = ['a', 'b', 'c'].map(
  (name) =>
    `  ${name}: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-${name}}`,
);

type Ended = { readonly code: number; readonly out: string; readonly err: string; readonly asked: readonly string[] };

/** Runs work for three workspaces, each of which ends as told. */
const ending = (
  ends: Readonly<Record<string, ExitCode | Error>>,
  given: readonly string[] = ['*'],
  stopAfter?: string,
): Promise<Ended> =>
  inFolder(async ({ cwd, write }) => {
    await write('picket.yaml', ['workspaces:', ...three, ''].join('\n'));
    const stop = new AbortController();
    let [out, err] = ['', ''];
    const stream = (write_: (text: string) => void): Io['out'] => ({
      write: write_,
      interactive: false,
      colour: false,
      columns: () => 100,
    });
    const io: Io = {
      out: stream((text) => (out += text)),
      err: stream((text) => (err += text)),
      ask: async () => undefined,
      attended: false,
      env: {},
      cwd,
      clock: { now: () => 0, sleep: async () => undefined },
      signals: { stop: stop.signal, abort: new AbortController().signal },
    };
    const asked: string[] = [];
    const code = await eachWorkspace(
      io,
      { workspace: given, concurrency: '1' },
      [{ format: 'json' }],
      async (workspace = ''): Promise<OneRun> => {
        asked.push(workspace);
        if (workspace === stopAfter) stop.abort();
        const end = ends[workspace] ?? 0;
        if (end instanceof Error) throw end;
        return { report: validated([]), source: () => undefined, code: end };
      },
    );
    return { code, out, err, asked };
  });

describe('a run over several workspaces', () => {
  test('ends with the highest code, whatever their order, and with 70 or 130 before all others', async () => {
    expect(await ending({ a: 1, b: 6, c: 2 })).toMatchObject({ code: 6, asked: ['a', 'b', 'c'] });
    expect(await ending({})).toMatchObject({ code: 0, err: '' });
    expect(await ending({ a: new TypeError('a slip'), b: 6 })).toMatchObject({ code: 70 });
    const interrupted = new PicketError('interrupted', 'Stopped.', { code: 'interrupted' });
    expect(await ending({ a: interrupted, b: new TypeError('a slip') })).toMatchObject({ code: 130 });
  });

  test('goes on after one that fails, and says of which it was', async () => {
    const denied = new PicketError('auth', 'Nobody is signed in.', { code: 'auth' });
    expect(await ending({ a: denied, c: 2 })).toMatchObject({
      code: 4,
      err: 'a: error: Nobody is signed in.\n',
      asked: ['a', 'b', 'c'],
    });
  });

  test('says of a slip of its own that it is one, and how to report it', async () => {
    const { out } = await ending({ a: new TypeError('a slip'), b: 2 });
    expect(JSON.parse(out)).toMatchObject({
      runs: [
        { workspace: 'a', exitCode: 70, error: { code: 'bug', hint: expect.stringContaining('report it') } },
        { workspace: 'b', exitCode: 2 },
        { workspace: 'c', exitCode: 0 },
      ],
    });
  });

  test('begins no other after an interrupt, and names those that were left', async () => {
    expect(await ending({}, ['c', 'a', 'b'], 'c')).toMatchObject({
      asked: ['c'],
      err: 'Interrupted; not looked at: a, b.\n',
    });
  });

  test('takes each once, in the order given, and of a pattern those that it fits', async () => {
    expect(await ending({}, ['c', 'c', 'a'])).toMatchObject({ asked: ['c', 'a'] });
    expect(await ending({}, ['[ab]*', 'c'])).toMatchObject({ asked: ['a', 'b', 'c'] });
  });

  test('is meant by a pattern and by different names, and not by one name', () => {
    expect([undefined, [], ['a'], ['a', 'a']].map((workspace) => meansSeveral({ workspace }))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([['*'], ['a', 'b'], ['prod-*'], ['customers/?']].map((workspace) => meansSeveral({ workspace }))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([meansSeveral({ group: ['emea'] }), meansSeveral({ shard: '1/2' })]).toEqual([true, true]);
  });
});
