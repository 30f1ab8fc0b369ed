import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const place = 'subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg';
const config = `project: {name: options, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}
content: [rules, hunts]
groups: {sites: {}}
workspaces:
  lab: {${place}, workspaceName: law-lab, groups: [sites], include: {tags: [lab]}}
  prod: {${place}, workspaceName: law-prod, groups: [sites]}
`;

/** A rule; with `mapped` it has a warning. */
const rule = (number: number, query: string, more = ''): string => `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a00${number}
name: Rule ${number}
version: 1.0.0
kind: Scheduled
description: Somebody cleared the log.
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [DefenseEvasion]
relevantTechniques: [T1070.001]
query: ${query}
${more}`;

const mapped =
  'entityMappings: [{entityType: Account, fieldMappings: [{identifier: Name, columnName: Account}]}]\ntags: [lab]\n';

const weak = mapped.replace('tags: [lab]\n', '');

const cleared = 'SecurityEvent | where EventID == 1102 and Account != "backup" | project Account';

const cases = (more = ''): string => `defaults: {SecurityEvent: {EventID: 1102, Account: ana}}
cases:
  - name: cleared
    given: {SecurityEvent: [{}]}
    expect: {alerts: 1, rows: [{Account: ana}]}
  - name: not cleared
    base: cleared
    with: {SecurityEvent.0.EventID: 4624}
    expect: silent
${more}`;

const project = async ({ write }: Shell): Promise<void> => {
  await write('picket.yaml', config);
  await write('rules/one.yaml', rule(1, cleared, mapped));
  await write('rules/one.test.yaml', cases());
  await write('rules/sub/two.yaml', rule(2, 'SecurityEvent | where EventID == 4720', weak));
  await write('rules/sub/three.yaml', rule(3, 'SecurityEvent | where EventID == 4726').replace('version: 1.0.0\n', ''));
  await write(
    'hunts/four.yaml',
    'id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a004\nname: Hunt 4\ndescription: Looks for it.\nquery: SecurityEvent | take 1\ntactics: [Discovery]\nrelevantTechniques: [T1087]\n',
  );
};

/** Runs command lines one after the other, as words between spaces. */
const runs = async ({ picket }: Shell, lines: readonly string[]): Promise<readonly number[]> => {
  const codes: number[] = [];
  for (const line of lines) codes.push((await picket(...line.split(' '))).code);
  return codes;
};

describe('the options of validate', () => {
  test('choose what is checked', () =>
    inFolder(async (shell) => {
      await project(shell);
      const choosing = [
        'validate',
        'validate --no-kql',
        'validate --no-cache --workers 0',
        'validate rules/one.yaml',
        'validate rules/one.test.yaml',
        'validate rules/sub hunts',
        'validate --type hunting-query',
        'validate --type hunting-query --type analytics-rule',
        'validate -w lab',
        'validate -w lab rules/sub',
        'validate -w lab -w prod',
        'validate -g sites',
        'validate --shard 1/2',
        'validate --shard 2/2',
        'validate --no-config rules',
        'validate --config picket.yaml hunts',
      ];
      expect(new Set(await runs(shell, choosing))).toEqual(new Set([0]));
      const refused = [
        'validate nothing',
        'validate --type nonsense',
        'validate -w nowhere',
        'validate -g nowhere',
        'validate --shard 0/2',
        'validate --workers 65',
        'validate --workers many',
        'validate --config',
        'validate --config other.yaml',
        'validate --no-config',
      ];
      expect(new Set(await runs(shell, refused))).toEqual(new Set([3]));
    }));

  test('hold warnings below a number', () =>
    inFolder(async (shell) => {
      await project(shell);
      const lines = ['0', '1', '2', '3', 'few', '-1'].map((most) => `validate --max-warnings ${most}`);
      expect(await runs(shell, [...lines, 'validate --max-warnings 0 hunts rules/sub/three.yaml'])).toEqual([
        1, 1, 0, 0, 3, 3, 0,
      ]);
      // An error fails the run, whatever warnings there are.
      await shell.write('rules/sub/two.yaml', rule(2, 'SecurityEvent | where Nope == 1', weak));
      expect(await runs(shell, ['validate --max-warnings 0 --format github', 'validate --max-warnings 9'])).toEqual([
        1, 1,
      ]);
    }));

  test('tell what is new from what is known', () =>
    inFolder(async (shell) => {
      await project(shell);
      const known = 'validate --baseline known.json';
      expect(await runs(shell, [known, `${known} --update-baseline`, known])).toEqual([3, 0, 0]);
      await shell.read('known.json');
      expect(
        await runs(shell, [
          `${known} --max-warnings 0`,
          `${known} rules/one.yaml`,
          `${known} rules/sub/two.yaml`,
          `${known} -w prod`,
          `${known} -g sites`,
          `${known} --format json`,
          `${known} --update-baseline -w prod -w lab`,
          'validate --update-baseline',
        ]),
      ).toEqual([0, 0, 0, 0, 0, 0, 3, 3]);
      await rm(join(shell.cwd, 'rules/sub/two.yaml'));
      await shell.write('rules/new.yaml', rule(5, 'SecurityEvent | where EventID == 1', weak));
      expect(
        await runs(shell, [known, `${known} hunts`, `${known} --type analytics-rule`, `${known} --max-warnings 0`]),
      ).toEqual([0, 0, 0, 1]);
      await rm(join(shell.cwd, 'rules/sub/three.yaml'));
      expect(await runs(shell, [known, `${known} --update-baseline`, known])).toEqual([0, 0, 0]);
      await shell.read('known.json');
      await rm(join(shell.cwd, 'rules/new.yaml'));
      expect(await runs(shell, [`${known} --update-baseline`, known])).toEqual([0, 0]);
      await shell.read('known.json');
      for (const text of [
        '',
        '{"version": 2, "findings": []}',
        '{"version": 1}',
        '{"version": 1, "findings": [1]}',
        '{"version": 1, "findings": [{"code": "a", "path": "b"}]}',
        '{"version": 1, "findings": [{"code": "a", "path": "b", "message": "c", "count": "1"}]}',
      ]) {
        await shell.write('known.json', text);
        expect(await runs(shell, [known])).toEqual([3]);
      }
      await shell.write(
        'known.json',
        '{"version": 1, "findings": [{"code": "a", "path": "b", "message": "c", "count": 2}]}',
      );
      expect(await runs(shell, [known])).toEqual([0]);
    }));

  test('repair what can be repaired, and then have nothing to repair', () =>
    inFolder(async (shell) => {
      await project(shell);
      expect(await runs(shell, ['validate --fix hunts', 'validate --fix rules', 'validate --fix', 'validate'])).toEqual(
        [0, 0, 0, 0],
      );
      expect(await shell.read('rules/sub/three.yaml')).toContain('version: 1.0.0');
    }));
});

describe('the options of test', () => {
  test('choose what is run', () =>
    inFolder(async (shell) => {
      await project(shell);
      const chosen = [
        'test',
        'test rules/one.yaml',
        'test rules/one.test.yaml',
        'test rules/sub --untested',
        'test --case cleared',
        'test --case CLEAR',
        'test --case not',
        'test -w lab',
        'test -g sites --case not',
        'test --type analytics-rule',
        'test --type hunting-query',
        'test --timeout 600',
        'test --timeout 600s --format github',
        'test --explain --case cleared',
        'test --untested',
        'test --mutants',
        'test --min-mutants 0 --mutants',
        'test --min-mutants 75',
        'test --update',
      ];
      expect(await runs(shell, chosen)).toEqual(chosen.map(() => 0));
      expect(await runs(shell, ['test --min-mutants 76', 'test --min-mutants 100 --case cleared'])).toEqual([1, 0]);
      const refused = [
        'test rules/sub',
        'test rules/sub hunts',
        'test nothing',
        'test --case claered',
        'test --case nowhere',
        'test --timeout 0',
        'test --timeout 601',
        'test --timeout soon',
        'test --min-mutants 101',
        'test --min-mutants some',
        'test --backend workspace',
        'test --backend elsewhere',
        'test --backend kusto --kusto nowhere',
        'test --changed nowhere',
        'test -w nowhere',
      ];
      expect(await runs(shell, refused)).toEqual(refused.map(() => 3));
      shell.env['CI'] = 'true';
      expect(await runs(shell, ['test --update', 'test'])).toEqual([3, 0]);
    }));

  test('write what comes out, keep scores that may not fall, and want tests', () =>
    inFolder(async (shell) => {
      await project(shell);
      await shell.write(
        'rules/one.test.yaml',
        cases()
          .replace('alerts: 1', 'alerts: 2')
          .replace(/expect: silent\n$/, ''),
      );
      expect(await runs(shell, ['test', 'test --update', 'test --update', 'test --mutants --update'])).toEqual([
        1, 0, 0, 0,
      ]);
      await shell.read('rules/one.test.yaml');
      await shell.read('mutation-scores.json');
      await shell.write('rules/one.test.yaml', cases().split('  - name: not cleared')[0] ?? '');
      expect(await runs(shell, ['test --mutants', 'test --mutants --case cleared', 'test --min-mutants 50'])).toEqual([
        1, 0, 1,
      ]);
      await shell.write('picket.yaml', `${config}requireTests: {severities: [Medium, High]}\n`);
      expect(await runs(shell, ['test', 'test --case cleared', 'test rules/sub/two.yaml', 'test --untested'])).toEqual([
        1, 0, 1, 1,
      ]);
      await shell.write('picket.yaml', `${config}requireTests: {severities: [Medium], statuses: [Available]}\n`);
      await shell.write('rules/sub/two.yaml', rule(2, 'SecurityEvent | where EventID == 4720', 'status: Available\n'));
      expect(await runs(shell, ['test'])).toEqual([1]);
    }));

  test('give a case an expectation of its own where its base expects something else', () =>
    inFolder(async (shell) => {
      await project(shell);
      const base = (name: string, of: string, value: number, more = ''): string =>
        `  - {name: ${name}, base: ${of}, with: {SecurityEvent.0.EventID: ${value}}${more}}\n`;
      const inherited = (expected: string): string =>
        `defaults: {SecurityEvent: {EventID: 1102, Account: ana}}
cases:
${base('child of the last', 'last', 4624)}  - name: first
    given: {SecurityEvent: [{}]}
    expect: ${expected}
${base('same', 'first', 1102)}${base('other', 'first', 4624)}${base('same as the other', 'other', 4624)}${base('back', 'other', 1102)}${base('own', 'first', 4624, ', expect: silent')}${base('last', 'own', 4624)}`;
      for (const expected of ['{alerts: 2}', '{alerts: 1}', 'silent']) {
        await shell.write('rules/one.test.yaml', inherited(expected));
        expect(await runs(shell, ['test --update', 'test'])).toEqual([0, 0]);
        await shell.read('rules/one.test.yaml');
        await shell.write('rules/one.test.yaml', inherited(expected));
        await runs(shell, ['test --update --case other']);
        await shell.read('rules/one.test.yaml');
      }
    }));

  test('tell rules whose silent cases prove something from others', () =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', config.replace('[rules, hunts]', '[rules]'));
      const both = (fires: string, silent: string): string =>
        `defaults: {SecurityEvent: {EventID: 1102, Account: ana}}\ncases:\n${fires === '' ? '' : `  - {name: fires, given: {${fires}}, expect: {alerts: 1}}\n`}${silent === '' ? '' : `  - {name: silent, given: {${silent}}, expect: silent}\n`}`;
      const twice = 'SecurityEvent | where EventID == 1102 | summarize Times = count() by Account | where Times > 1';
      const joined =
        'SecurityEvent | where EventID == 1102 | join kind=inner SigninLogs on $left.Account == $right.UserId';
      const many = Array.from({ length: 13 }, (_, at) => `{EventID: ${at}}`).join(', ');
      const found: readonly (readonly [query: string, fires: string, silent: string])[] = [
        // One value away; one row more; one row less; a row of another table.
        [cleared, 'SecurityEvent: [{}]', 'SecurityEvent: [{EventID: 1}]'],
        [twice, 'SecurityEvent: [{}, {}]', 'SecurityEvent: [{}]'],
        [
          'SecurityEvent | summarize Times = count() | where Times == 1',
          'SecurityEvent: [{}]',
          'SecurityEvent: [{}, {}]',
        ],
        [joined, 'SecurityEvent: [{}], SigninLogs: [{UserId: ana}]', 'SecurityEvent: [{}], SigninLogs: []'],
        // Two values away; nothing there; only silent; only firing; the changed row is in the middle of many.
        [cleared, 'SecurityEvent: [{}]', 'SecurityEvent: [{EventID: 1, Account: backup}]'],
        [cleared, 'SecurityEvent: [{}]', 'SecurityEvent: []'],
        [cleared, '', 'SecurityEvent: [{EventID: 1}]'],
        [cleared, 'SecurityEvent: [{}]', ''],
        [cleared, 'SecurityEvent: [{}]', `SecurityEvent: [${many}]`],
      ];
      for (const [index, [query, fires, silent]] of found.entries()) {
        await shell.write(`rules/r${index + 1}.yaml`, rule(index + 1, query, index === 3 ? '' : mapped));
        await shell.write(`rules/r${index + 1}.test.yaml`, both(fires, silent));
      }
      expect(await runs(shell, ['test --untested', 'test --mutants rules/r1.yaml rules/r2.yaml'])).toEqual([0, 0]);
    }));
});
