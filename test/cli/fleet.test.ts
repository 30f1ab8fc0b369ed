import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

/** Workspaces are done side by side, and said as they end. */
const withoutTurns = (text: string): string =>
  text.replaceAll(/(?:^.+ \(\d+ of \d+\)\n)+/gm, (lines) =>
    lines
      .replaceAll(/\(\d+ of/g, '(one of')
      .split(/(?<=\n)/)
      .toSorted()
      .join(''),
  );

const inFolder = wholeInFolder(import.meta.url, withoutTurns);

const subscription = (index: number): string => `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`;

const rule = (index: number): string => `id: 00000000-0000-4000-8000-00000000000${index}
name: Rule ${index}
version: 1.0.0
kind: Scheduled
description: A rule of a fleet.
severity: Medium
query: |
  SigninLogs
  | where ResultType == "50126"
  | summarize Count = count() by UserPrincipalName
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
`;

/** A fleet of ten customers, of which some cannot work: `settings` of the emulated workspace by the customer's number. */
const fleetOf = async (
  { write }: Shell,
  settings: Readonly<Record<number, string>> = {},
  more: readonly string[] = [],
): Promise<void> => {
  const workspaces = Array.from({ length: 10 }, (_, index) => {
    const emulator = settings[index] ?? `{state: .picket/emulator/${index}.json}`;
    const groups = index === 7 ? 'groups: [canary], ' : '';
    return `  customers/c${index}: {subscriptionId: ${subscription(index)}, resourceGroup: rg, workspaceName: law-c${index}, ${groups}emulator: ${emulator}}`;
  });
  const project = 'project: {name: fleet, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47}';
  await write('picket.yaml', [project, ...more, 'groups: {canary: {}}', 'workspaces:', ...workspaces, ''].join('\n'));
  for (const index of [1, 2]) await write(`analytics-rules/${index}.yaml`, rule(index));
};

type Run = { readonly workspace: string; readonly exitCode: number };
const runsIn = (out: string): readonly Run[] => {
  const value: unknown = JSON.parse(out);
  const runs = isObject(value) && Array.isArray(value['runs']) ? value['runs'] : [];
  return runs.flatMap((run) =>
    isObject(run) && typeof run['workspace'] === 'string' && typeof run['exitCode'] === 'number'
      ? [{ workspace: run['workspace'], exitCode: run['exitCode'] }]
      : [],
  );
};

const unreachable = "{url: 'http://127.0.0.1:9'}";
const unreadable = '{state: picket.yaml}';

describe('a deployment to many workspaces', () => {
  test('leaves the others complete and correct where a fifth fail in different ways', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 2: unreachable, 5: unreadable });
      const { code, out } = await shell.picket('deploy', '-w', 'customers/*', '--yes', '--format', 'json');
      expect(code).toBe(6);
      const ends = runsIn(out);
      expect(ends.filter(({ exitCode }) => exitCode !== 0)).toEqual([
        { workspace: 'customers/c2', exitCode: 4 },
        { workspace: 'customers/c5', exitCode: 3 },
      ]);
      const sound = [0, 1, 3, 4, 6, 7, 8, 9].flatMap((index) => ['-w', `customers/c${index}`]);
      const { code: after, out: planned } = await shell.picket(
        'plan',
        ...sound,
        '--detailed-exitcode',
        '--format',
        'json',
      );
      expect([after, runsIn(planned).length]).toEqual([0, 8]);
    });
  });

  test('says once what is the same for all, and of how many', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      const { code, err } = await shell.picket('deploy', '-w', 'customers/*', '--yes');
      expect(code).toBe(0);
      expect(err.match(/^.*note: .*$/gm)).toEqual([expect.stringMatching(/^10 workspaces: note: ATT&CK coverage/)]);
    });
  });

  test('stops after the first wave that fails, and goes on from there', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 7: unreachable }, ['fleet: {concurrency: 1, waves: [canary, 20%, all]}']);
      const first = await shell.picket('deploy', '-w', 'customers/*', '--yes', '--format', 'json');
      // Nothing was written: that of the nine others is a refusal.
      expect(first.code).toBe(5);
      expect(JSON.parse(first.out)).toMatchObject({
        runs: expect.arrayContaining([
          expect.objectContaining({
            workspace: 'customers/c0',
            error: expect.objectContaining({ code: 'wave-stopped' }),
          }),
        ]),
      });
      await fleetOf(shell, {}, ['fleet: {concurrency: 1, waves: [canary, 20%, all]}']);
      const again = await shell.picket('deploy', '--resume', '--yes', '--format', 'json');
      expect(again.code).toBe(0);
      expect(
        runsIn(again.out)
          .map(({ workspace }) => workspace)
          .slice(0, 3),
      ).toEqual(['customers/c7', 'customers/c0', 'customers/c1']);
      expect(await readdir(join(shell.cwd, '.picket', 'runs'))).toEqual([]);
    });
  });

  test.each([
    ['picket.yaml', ', maxFailures: 1', []],
    ['the command line, before picket.yaml,', ', maxFailures: 0', ['--max-failures', '1']],
  ])('goes on after as many failures as %s allows', async (_where, settings, options) => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 7: unreachable }, [`fleet: {waves: [canary, all]${settings}}`]);
      const chosen = ['-w', 'customers/c7', '-w', 'customers/c0'];
      const { code, out } = await shell.picket('deploy', ...chosen, '--yes', '--format', 'json', ...options);
      expect(code).toBe(6);
      expect(runsIn(out)).toEqual([
        { workspace: 'customers/c7', exitCode: 4 },
        { workspace: 'customers/c0', exitCode: 0 },
      ]);
    });
  });

  test('that was done before has nothing left where a run stops again, unless the content has changed', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 7: unreachable });
      const first = await shell.picket('deploy', '-w', 'customers/*', '--yes');
      expect(first.err).toContain('1 workspace left: ');
      const again = await shell.picket('deploy', '--resume', '--yes', '--concurrency', '1');
      expect(again).toMatchObject({ code: 5, err: expect.stringContaining('1 workspace left: ') });
      await shell.write('analytics-rules/3.yaml', rule(3));
      const anew = ['--resume', '--yes', '--concurrency', '1'] as const;
      await fleetOf(shell, { 0: unreachable, 7: unreachable }, ['fleet: {waves: [customers/c0, all]}']);
      const other = await shell.picket('deploy', ...anew);
      expect(other.err).toContain('The content has changed since');
      expect(other.err).toContain('2 workspaces left: ');
    });
  });

  test('refuses to go on with other options, another selection, or without an unfinished run', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 7: unreachable });
      expect(await shell.picket('deploy', '--resume', '--yes')).toMatchObject({
        code: 3,
        err: expect.stringContaining('There is no run to resume.'),
      });
      await shell.picket('deploy', '-g', 'canary', '--yes');
      expect(await shell.picket('deploy', '--resume', '--prune', '--yes')).toMatchObject({
        code: 3,
        err: expect.stringMatching(
          /was begun with other options\.[^]*Give none of those that decide what is written\./,
        ),
      });
      expect(await shell.picket('deploy', '--resume', '-w', 'local', '--yes')).toMatchObject({
        code: 3,
        err: expect.stringContaining('--workspace chooses others'),
      });
    });
  });

  test('asks once about all, and writes nothing after a no', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      shell.answers.push('n');
      const { code, err } = await shell.picket('deploy', '-w', 'customers/c[01]');
      expect(code).toBe(5);
      expect(err).toContain('Nothing was written');
      expect(await readdir(join(shell.cwd, '.picket')).catch(() => [])).not.toContain('runs');
      shell.answers.push('y');
      expect(await shell.picket('deploy', '-w', 'customers/c[01]')).toMatchObject({ code: 0 });
    });
  });

  test('goes on without a workspace that is gone, and asks of one workspace alone', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 1: unreachable, 7: unreachable });
      const these = ['-w', 'customers/c[0178]'];
      await shell.picket('deploy', ...these, '--yes', '--concurrency', '1', '--waves', 'customers/c0,customers/c1,all');
      const { 1: _gone, ...others } = { 1: unreachable, 7: '{state: .picket/emulator/7.json}' };
      await fleetOf(shell, others);
      const config = await readFile(join(shell.cwd, 'picket.yaml'), 'utf8');
      await shell.write('picket.yaml', config.replace(/^ {2}customers\/c1: .*\n/m, ''));
      await shell.picket('deploy', '--resume', '--yes', '--concurrency', '1');
      const { err } = await shell.picket('plan', '-w', 'customers/c[89]', '--concurrency', '1');
      expect(err).toBe('');
      await shell.write('analytics-rules/1.yaml', rule(1).replace('Medium', 'High'));
      shell.answers.push('y');
      expect(await shell.picket('deploy', '-w', 'customers/c[8]', '--allow-changes', '10')).toMatchObject({ code: 0 });
    });
  });

  test('keeps what two workspaces had before apart', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      await shell.picket('deploy', '-w', 'customers/*', '--yes');
      for (const index of [1, 2])
        await shell.write(
          `analytics-rules/${index}.yaml`,
          rule(index).replace('1.0.0', '1.0.1').replace('50126', '50053'),
        );
      expect(await shell.picket('deploy', '-w', 'customers/*', '--yes', '--allow-changes', '10')).toMatchObject({
        code: 0,
      });
      const kept = await readdir(join(shell.cwd, '.picket', 'backups', 'customers'));
      expect(kept).toEqual(Array.from({ length: 10 }, (_, index) => `c${index}`));
      const [moment = ''] = await readdir(join(shell.cwd, '.picket', 'backups', 'customers', 'c4'));
      const files = await readdir(join(shell.cwd, '.picket', 'backups', 'customers', 'c4', moment));
      expect(files).toHaveLength(2);
      const text = await readFile(
        join(shell.cwd, '.picket', 'backups', 'customers', 'c4', moment, files[0] ?? ''),
        'utf8',
      );
      expect(text).toContain('50126');
    });
  });
});

describe('workspaces of a fleet', () => {
  test('are chosen by pattern, group and shard, and by all shards each once', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      const chosen = async (...argv: readonly string[]) =>
        runsIn((await shell.picket('validate', ...argv, '--no-kql', '--format', 'json')).out).map(
          ({ workspace }) => workspace,
        );
      expect(await chosen('-g', 'canary')).toEqual(['customers/c7']);
      expect(await chosen('-w', 'customers/c[12]', '-g', 'canary')).toEqual([
        'customers/c1',
        'customers/c2',
        'customers/c7',
      ]);
      const parts = [];
      for (const index of [1, 2, 3]) parts.push(await chosen('-w', 'customers/*', '--shard', `${index}/3`));
      expect(parts.map(({ length }) => length)).toEqual([3, 3, 4]);
      expect(parts.flat().toSorted()).toEqual(await chosen('-w', 'customers/*'));
    });
  });

  test('have a table of items by workspace in the report of drift too', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      await shell.picket('deploy', '-w', 'customers/c0', '--yes');
      const { out } = await shell.picket('drift', '-w', 'customers/c0', '-w', 'customers/c1');
      expect(out).toContain('Rule 1  ·             missing');
    });
  });

  test.each(['health', 'pull'])('are all in the one report of %s', async (command) => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      const { code, out } = await shell.picket(command, '-w', 'customers/c[01]', '--format', 'json');
      expect([code, runsIn(out).map(({ workspace }) => workspace)]).toEqual([0, ['customers/c0', 'customers/c1']]);
      expect(JSON.parse(out)).toHaveProperty('matrix');
    });
  });

  test('say which word of a selection means nothing', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      const mistakes: readonly (readonly [readonly string[], string])[] = [
        [['plan', '-w', 'clients/*'], 'No workspace of the configuration is like `clients/*`.'],
        [['plan', '-w', 'customer/*'], 'Did you mean `customers/*`?'],
        [['plan', '-g', 'canari'], 'There is no group `canari`'],
        [['plan', '--shard', '4/3'], '--shard takes i/n'],
        [['plan', '-g', 'canary', '--concurrency', '0'], '--concurrency takes a number from 1'],
        [['deploy', '-g', 'canary', '--waves', 'canari'], '`canari` is no wave'],
        [['deploy', '-g', 'canary', '--max-failures', 'some'], '--max-failures takes'],
        [['workspaces', '--matrix', 'github', '--shards', 'x'], '--shards takes a whole number from 1 to 256, not `x`'],
        [['workspaces', '--matrix', 'github', '--shards', '0'], '--shards takes a whole number from 1 to 256, not `0`'],
        [['workspaces', '--matrix', 'github', '--shards', '257'], 'from 1 to 256, not `257`'],
        [['workspaces', '--shards', '3'], 'Add --matrix and one of github, azure-devops, gitlab.'],
        [['deploy', '-w', 'customers/c1', '--waves', 'all'], '--waves is for several workspaces'],
      ];
      for (const [argv, message] of mistakes)
        expect(await shell.picket(...argv)).toMatchObject({ code: 3, err: expect.stringContaining(message) });
    });
  });
});

describe('picket report merge', () => {
  test('says where shards have no report, and ends as for a workspace that was not reached', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell);
      await shell.picket('plan', '-w', 'customers/*', '--shard', '1/3', '--format', 'json=1.json');
      expect(await shell.picket('report', 'merge', '1.json', '--shards', '3')).toMatchObject({
        code: 4,
        err: expect.stringContaining('error: 1 of 3 shards have a report.'),
      });
      await shell.picket('deploy', '-w', 'customers/*', '--shard', '2/3', '--yes', '--format', 'json=2.json');
      expect((await shell.picket('report', 'merge', '1.json', '2.json', '--shards', '3')).code).toBe(6);
      await shell.picket('plan', '-w', 'customers/*', '--shard', '3/3', '--format', 'json=3.json');
      expect((await shell.picket('report', 'merge', '1.json', '2.json', '3.json', '--shards', '3')).code).toBe(0);
      expect((await shell.picket('report', 'merge', '1.json', '2.json', '--shards', '1')).err).toContain(
        'There are 2 reports of 1 shard.',
      );
    });
  });

  test('says the reports of shards as one, with the exit code of one run, and refuses one workspace twice', async () => {
    await inFolder(async (shell) => {
      await fleetOf(shell, { 2: unreachable });
      const whole = await shell.picket('plan', '-w', 'customers/*', '--format', 'json');
      for (const part of ['1/2', '2/2'])
        await shell.picket('plan', '-w', 'customers/*', '--shard', part, '--format', `json=${part.charAt(0)}.json`);
      const merged = await shell.picket('report', 'merge', '1.json', '2.json', '--format', 'json');
      expect(merged.code).toBe(whole.code);
      expect(JSON.parse(merged.out)).toEqual(JSON.parse(whole.out));
      expect(await shell.picket('report', 'merge', '1.json', '1.json')).toMatchObject({
        code: 3,
        err: expect.stringContaining('are both about the workspace customers/c0'),
      });
      expect((await shell.picket('report', 'merge', 'none.json')).code).toBe(3);
      expect((await shell.picket('report', 'split', '1.json')).code).toBe(3);
      await shell.write('other.json', '{}');
      expect((await shell.picket('report', 'merge', 'other.json')).err).toContain(
        'other.json has the report version null.',
      );
      await shell.picket('plan', '-w', 'customers/c1', '--format', 'json=one.json');
      expect((await shell.picket('report', 'merge', 'one.json')).err).toContain(
        'one.json is the report of one workspace.',
      );
    });
  });
});
