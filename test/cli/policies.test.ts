import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { createPortal, type Portal } from '../../src/emulator/portal.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-policies',
} as const;

const config = `project: { name: policies, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9 }
workspaces:
  local: ${JSON.stringify({ ...target, emulator: { state: 'state.jsonl', settings: { queries: 'accepted' } } })}
`;

const idOf = (index: number): string => `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a00${index}`;
const pathOf = (index: number): string => `analytics-rules/${index}.yaml`;

const rule = (index: number, { kind = 'NRT', enabled = true, name = `Rule ${index}` } = {}): string =>
  `id: ${idOf(index)}
name: ${name}
version: 1.0.0
description: Finds it.
kind: ${kind}
enabled: ${enabled}
severity: High
tactics: [Impact]
query: |
  SigninLogs | take 1
${kind === 'NRT' ? '' : 'queryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n'}`;

/** Five rules that were deployed, and what the workspace's people may do. */
const deployed = (work: (shell: Shell, portal: Portal) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    await shell.write('picket.yaml', config);
    for (const index of [1, 2, 3, 4, 5]) await shell.write(pathOf(index), rule(index));
    expect((await shell.picket('deploy', '--yes')).code).toBe(0);
    const store = await fileStore(join(shell.cwd, 'state.jsonl'));
    const clock = { now: () => noon, sleep: () => Promise.resolve() };
    await work(shell, createPortal({ store, clock, target }));
  });

type Deed = (shell: Shell, portal: Portal) => Promise<unknown>;
type Case = readonly [code: string, deed: Deed, argv: readonly string[], wayOut: string];

const without = (shell: Shell, ...indexes: readonly number[]): Promise<unknown> =>
  Promise.all(indexes.map((index) => rm(join(shell.cwd, pathOf(index)))));

const cases: readonly Case[] = [
  ['kind-change', (shell) => shell.write(pathOf(1), rule(1, { kind: 'Scheduled' })), [], 'a new id'],
  [
    'template-link-change',
    (shell) => shell.write(pathOf(1), `${rule(1)}alertRuleTemplateName: ${idOf(9)}\n`),
    [],
    'Write the live link into the file',
  ],
  [
    'too-many-disables',
    async (shell) => {
      for (const index of [1, 2, 3, 4]) await shell.write(pathOf(index), rule(index, { enabled: false }));
    },
    ['--allow-disables', '3'],
    '--allow-disables 4',
  ],
  ['too-many-deletes', (shell) => without(shell, 1, 2, 3, 4), ['--prune'], '--allow-deletes 4'],
  [
    'listing-incomplete',
    async (_shell, portal) => {
      for (const index of [1, 2, 3, 4]) await portal.deleteRule(idOf(index));
    },
    [],
    '--allow-missing 4',
  ],
  ['coverage-loss', (shell) => shell.write(pathOf(1), rule(1, { enabled: false })), [], 'approvals'],
  ['drift', (_shell, portal) => portal.editRule(idOf(1), { severity: 'Low' }), [], `--overwrite ${idOf(1)}`],
  [
    'conflict',
    async (shell, portal) => {
      await portal.editRule(idOf(1), { severity: 'Low' });
      await shell.write(pathOf(1), rule(1).replace('severity: High', 'severity: Medium'));
    },
    [],
    `--overwrite ${idOf(1)}`,
  ],
  [
    'look-alike',
    async (shell, portal) => {
      await portal.createRule(idOf(8), {
        kind: 'NRT',
        properties: { displayName: 'RULE 6 ', enabled: true, severity: 'Low', query: 'SigninLogs | take 2' },
      });
      await shell.write(pathOf(6), rule(6));
    },
    [],
    `adopt ${idOf(8)}`,
  ],
  ['prune-empty', (shell) => without(shell, 1, 2, 3, 4, 5), ['--prune'], ''],
  ['unknown-id', () => Promise.resolve(), ['--overwrite', idOf(9)], ''],
];

test.each(cases)(
  '%s stops a deployment at the command line, says the way out, and nothing is written',
  async (...given) => {
    const [code, deed, argv, wayOut] = given;
    await deployed(async (shell, portal) => {
      await deed(shell, portal);
      const before = await portal.rules();
      const ran = await shell.picket('deploy', '--yes', ...argv);
      expect([ran.code, ran.err]).toEqual([5, expect.any(String)]);
      expect(ran.out).toMatch(new RegExp(String.raw`\b${code}\b`));
      expect(ran.out).toContain(wayOut);
      expect(await portal.rules()).toEqual(before);
    });
  },
);

test('no-switch stops a deployment that would switch off what has no switch', async () => {
  await deployed(async (shell) => {
    const query = 'hunting-queries/7.yaml';
    for (const index of [7, 8])
      await shell.write(
        `hunting-queries/${index}.yaml`,
        `id: ${idOf(index)}\nname: Leaks ${index}\ndescription: Finds them.\ntactics: [Impact]\nquery: SigninLogs | take ${index}\n`,
      );
    expect((await shell.picket('deploy', '--yes')).code).toBe(0);
    await rm(join(shell.cwd, query));
    const ran = await shell.picket('deploy', '--yes', '--prune=disable');
    expect([ran.code, ran.out]).toEqual([5, expect.stringMatching(/no-switch[^]*To remove it: --prune\./)]);
  });
});

test('api-version-too-old stops a rule that the api-version of the workspace does not carry', async () => {
  await deployed(async (shell, portal) => {
    const before = await portal.rules();
    await shell.write(
      'picket.yaml',
      config.replace('{"subscriptionId"', '{"apiVersion":"2023-02-01","subscriptionId"'),
    );
    await shell.write(pathOf(1), rule(1).replace('severity: High', 'severity: Low'));
    const ran = await shell.picket('deploy', '--yes');
    expect([ran.code, ran.out]).toEqual([1, expect.stringContaining('api-version-too-old')]);
    expect(ran.out).toContain('Set a newer apiVersion for the workspace in picket.yaml');
    expect(await portal.rules()).toEqual(before);
  });
});
