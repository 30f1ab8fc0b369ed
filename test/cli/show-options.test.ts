import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const workspace = (name: string, more = ''): string =>
  `  ${name}: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-${name}, emulator: {state: ${name}.jsonl}${more}}\n`;

const config = `project: {name: shown, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}
content: [rules, hunts, lists]
schema: {parsers: [parsers], watchlists: [lists]}
parameters: {Code: {type: string, default: "4720"}}
groups:
  sites: {overlays: [{select: {names: [Rule 1]}, set: {severity: High}}], parameters: {Code: "4726"}}
  quiet: {}
disabled: [{rule: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a003, workspace: lab, until: 2026-12-24, reason: Floods}]
workspaces:
${workspace('lab', ', groups: [sites], overlays: [{select: {names: [Rule 1]}, exclude: [{where: {Account: scanner}, until: 2026-12-01, reason: Scans, owner: ana}]}]')}${workspace('prod', ', exclude: {tags: [lab]}')}${workspace('test', ', groups: [sites, quiet]')}`;

const rule = (number: number, query: string, more = ''): string => `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a00${number}
name: Rule ${number}
version: 1.0.0
kind: Scheduled
description: Somebody made an account.
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [Persistence]
relevantTechniques: [T1136.00${number}]
query: |
  ${query.replaceAll('\n', '\n  ')}
entityMappings: [{entityType: Account, fieldMappings: [{identifier: FullName, columnName: Account}]}]
${more}`;

const project = async ({ write }: Shell): Promise<void> => {
  await write('picket.yaml', config);
  const known = "let known = _GetWatchlist('Known') | project User;\n";
  await write(
    'rules/one.yaml',
    rule(
      1,
      `${known}SecurityEvent\n| where EventID == {{param.Code}} and Account !in (known)`,
      'requiredDataConnectors: [{connectorId: SecurityEvents, dataTypes: [SecurityEvent]}]\nmetadata: {owner: soc}\n',
    ),
  );
  await write('rules/two.yaml', rule(2, 'Logons\n| where Account == "root"', 'tags: [lab]\nenabled: false\n'));
  await write('rules/three.yaml', rule(3, 'SecurityEvent\n| where EventID == 1102', 'lifecycle: experimental\n'));
  await write(
    'hunts/four.yaml',
    'id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a004\nname: Hunt 4\ndescription: Looks for it.\nquery: |\n  Logons\n  | where TimeGenerated > ago(1d)\ntactics: [Discovery]\nrelevantTechniques: [T1087]\n',
  );
  await write('parsers/Logons.kql', 'SecurityEvent | where EventID == 4624');
  await write('lists/Known.csv', '# displayName: Known\n# itemsSearchKey: User\nUser\nana\n');
};

/** Runs command lines one after the other, as words between spaces; `_` is a space within a word. */
const runs = async ({ picket }: Shell, lines: readonly string[]): Promise<readonly number[]> => {
  const codes: number[] = [];
  for (const line of lines)
    codes.push((await picket(...line.split(' ').map((word) => word.replaceAll('_', ' ')))).code);
  return codes;
};

/** Each of these command lines ends with this code. */
const allEnd = async (shell: Shell, code: number, lines: readonly string[]): Promise<void> => {
  expect(await runs(shell, lines)).toEqual(lines.map(() => code));
};

const inFormats = (line: string): readonly string[] =>
  ['pretty', 'json', 'markdown', 'github'].map((format) => `${line} --format ${format}`);

describe('commands that only show', () => {
  test('tell what files mean for workspaces', () =>
    inFolder(async (shell) => {
      await project(shell);
      await allEnd(shell, 0, [
        ...inFormats('diff -w lab -w prod'),
        'diff Rule_1 -w lab -w prod',
        'diff Rule_1 -w test -w lab --format json',
        'diff -w lab -w lab',
        'diff -w lab -w lab --format markdown',
        'diff -w lab -w prod --type hunting-query',
        ...inFormats('show Rule_1 -w lab --origin'),
        'show rules/two.yaml -w lab --origin --format json=out.json',
        ...inFormats('placements'),
        'placements Rule_3',
        'placements rules/two.yaml -w prod',
        'placements -g quiet',
        ...inFormats('coverage'),
        'coverage -w prod',
        'coverage -w prod --format navigator=layer.json --format markdown',
        ...inFormats('graph'),
        'graph SecurityEvent',
        'graph logons -w prod',
        'graph Known --format markdown',
        'graph Known --format json',
        ...inFormats('exclusions'),
        'exclusions --json',
        'explain kql/no-time-filter',
        'explain still-called',
      ]);
      await allEnd(shell, 3, [
        'diff -w lab',
        'diff -w lab -w prod -w test',
        'diff Rule_9 -w lab -w prod',
        'diff Rule_2 -w prod -w nowhere',
        'show Rule_9 -w lab --origin',
        'show rules/two.yaml -w prod --origin',
        'show Rule_1 -w lab --format json',
        'placements Rule_9',
        'placements -w nowhere',
        'coverage -w nowhere',
        'coverage --format layer',
        'graph SecurityEvnt',
        'graph Rooms',
        'explain no-tme-filter',
        'explain zzz',
        'schema push',
        'docs build',
        'docs build --out site --base-url http://contoso.com',
        'render',
        'render rules --out-dir a --single b',
      ]);
      await shell.write('rules/three.yaml', rule(3, 'SecurityEvent | where Nope == 1'));
      expect(
        await runs(shell, [
          'diff -w lab -w prod',
          'coverage',
          'coverage --format navigator',
          'graph --format json',
          'docs build --out site',
          'render --single all.json rules',
          'metrics --no-tests',
        ]),
      ).toEqual([0, 1, 1, 1, 1, 1, 1]);
    }));

  test('tell what runs in a workspace', () =>
    inFolder(async (shell) => {
      await project(shell);
      await shell.picket('deploy', '-w', 'lab', '--yes');
      await shell.picket('emulator', 'edit', 'Rule 1', 'severity=Low', '-w', 'lab');
      await allEnd(shell, 0, [
        'history Rule_1 -w lab',
        'history Hunt_4 -w lab --format json',
        'history rules/two.yaml -w lab --format markdown',
        'health -w lab',
        'health -w lab --days 90 --format json',
        'health -w lab --days 1 --format markdown',
        'health -w lab --format junit',
        'metrics -w lab --no-tests --days 1',
        'docs build --out site --no-history',
        'docs build --out site --no-history',
        'docs build --out pages --to markdown --no-history',
        'render --single all.json',
        'render --out-dir templates',
        'render --out-dir templates -w prod rules',
        'render --single one.json rules/three.yaml --format json',
      ]);
      await allEnd(shell, 3, [
        'show Rule_1 -w prod',
        'show Rule_9 -w lab',
        'history Rule_9 -w lab',
        'history rules/two.yaml -w prod',
        'show Rule_3 -w lab',
        'health -w lab --days 91',
        'health -w lab --type watchlist',
      ]);
      expect(await runs(shell, ['docs build --out rules', 'docs build --out picket.yaml'])).toEqual([5, 5]);
      await rm(join(shell.cwd, 'rules/two.yaml'));
      await rm(join(shell.cwd, 'lists'), { recursive: true });
      await shell.write('lists/notes.txt', '');
      await shell.write('site/rules/own.txt', 'of somebody');
      expect(
        await runs(shell, [
          'docs build --out site --no-history',
          'docs build --out site --no-history --to markdown',
          'docs build --out site --no-history --base-url https://contoso.github.io/detections -w lab',
          'render --out-dir templates rules/one.yaml rules/three.yaml',
        ]),
      ).toEqual([0, 0, 0, 0]);
      expect(await shell.read('site/rules/own.txt')).toBe('of somebody');
      await shell.read('site/.picket-catalogue.json');
    }));
});
