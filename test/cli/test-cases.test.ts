import { describe, expect, jest, test } from '@jest/globals';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const rule = (number: number, query: string, more = ''): string => `id: 5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0${number}
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
relevantTechniques: [T1136]
query: |
  ${query.replaceAll('\n', '\n  ')}
${more}`;

const cases = (...lines: readonly string[]): string =>
  `cases:\n${lines.map((line, index) => `  - {name: case ${index + 1}, ${line}}\n`).join('')}`;

type Tested = readonly [query: string, test: string, more?: string];

/** A project with a rule and its test for each of these, numbered from 10 on. */
const project = async ({ write }: Shell, tested: readonly Tested[]): Promise<void> => {
  for (const [index, [query, text, more = '']] of tested.entries()) {
    await write(`analytics-rules/r${index + 10}.yaml`, rule(index + 10, query, more));
    await write(`analytics-rules/r${index + 10}.test.yaml`, text);
  }
};

describe('cases of tests', () => {
  test('are told what they do not give, and what cannot be read', () =>
    inFolder(async (shell) => {
      const simple = 'SecurityEvent | where EventID == 1';
      const known = "SecurityEvent | where Account in ((_GetWatchlist('Known') | project User))";
      await project(shell, [
        [known, cases('given: {SecurityEvent: [{Account: ana}]}, expect: silent')],
        [
          "externaldata(Name: string) ['https://contoso.com/names.csv'] with (format='csv')",
          cases(
            'given: {}, expect: silent',
            "given: {'externaldata(https://contoso.com/names.csv)': [{Name: a}]}, expect: {alerts: 1}",
          ),
        ],
        [
          simple,
          cases(
            'given: {SecurityEvent: {file: none.json}}, expect: silent',
            'given: {SecurityEvent: {file: ../../outside.json}}, expect: silent',
            'given: {SecurityEvent: {file: fixtures}}, expect: silent',
            'given: {SecurityEvent: {file: broken.json}}, expect: silent',
          ),
        ],
        ['SecurityEvent | where Nope == 1', cases('given: {SecurityEvent: []}, expect: silent')],
        [
          'SecurityEvent | where toscalar(SecurityEvent | summarize make_list(Account)) has "a"',
          cases('given: {SecurityEvent: [{Account: a}]}, expect: {alerts: 1}'),
        ],
        [simple, `defaults: {SecurityEvent: {EventId: 1}, SecurityEvnt: {}}\n${cases('given: {SecurityEvent: [{}]}')}`],
        [
          simple,
          `cases:\n  - {name: a, as: nowhere, given: {SecurityEvent: []}, expect: silent}\n  - {name: b, as: pord, given: {SecurityEvent: []}, expect: silent}\n  - {name: c, as: prod, given: {SecurityEvent: []}, expect: silent}\n`,
        ],
        ['print Account = repeat(1, 100000000) | where tostring(Account) == "1"', cases('given: {}, expect: silent')],
        [
          simple,
          cases(
            'given: {SecurityEvent: [lonely]}, expect: silent',
            'given: {SecurityEvent: [near]}, expect: {alerts: 1, rows: [{Account: nearer}]}',
            'given: {SecurityEvent: [far]}, expect: {alerts: 1, rows: [{Account: far}]}',
          ),
        ],
      ]);
      await shell.write('analytics-rules/fixtures/rows.yaml', 'near: {EventID: 1, Account: nearer}\n');
      await shell.write('fixtures/rows.yaml', 'near: {EventID: 1, Account: near}\nfar: {EventID: 1, Account: far}\n');
      await shell.write('analytics-rules/broken.json', '{"EventID": ');
      await shell.write('analytics-rules/zzzzzzzzzz.test.yaml', cases('given: {SecurityEvent: []}, expect: silent'));
      await shell.write('analytics-rules/r1.test.yaml', cases('given: {SecurityEvent: []}, expect: silent'));
      await shell.write(
        'picket.yaml',
        'workspaces: {prod: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod}}\n',
      );
      const names = Array.from({ length: 9 }, (_, index) => `analytics-rules/r${index + 10}.yaml`);
      for (const name of names) await shell.picket('test', name, '--untested', '--explain', '--mutants');
      for (const name of ['r1.test.yaml', 'zzzzzzzzzz.test.yaml'])
        await shell.picket('test', `analytics-rules/${name}`);
      await shell.write('analytics-rules/r11.test.yaml', 'cases: 7\n');
      const { code } = await shell.picket('test', '--case', 'case 4');
      expect(code).toBe(1);
    }));

  test('notice changes of limits, and not those that are marked or make no query', () =>
    inFolder(async (shell) => {
      const counted = (limit: string): string =>
        `SecurityEvent\n| summarize Times = count() by Account\n| where ${limit}`;
      const both = cases(
        'given: {SecurityEvent: [{repeat: {count: 2, every: 1m}, row: {Account: ana}}]}, expect: {alerts: 1}',
        'given: {SecurityEvent: [{repeat: {count: 4, every: 1m}, row: {Account: ana}}]}, expect: silent',
      );
      const opposite = both.replace('count: 2', 'count: 5');
      await project(shell, [
        [counted('Times < 3'), both],
        [counted('Times <= 3'), both],
        [counted('Times < 4'), both],
        [counted('Times >= 5'), opposite],
        [counted('Times > 4'), opposite],
        [counted('Times == 2'), both],
        [counted('Times != 4 // picket: equivalent it never is'), both],
        [counted('Times != 4 // picket: equivalent'), both],
        [
          'SecurityEvent\n| summarize Times = count() by Account\n// picket: equivalent nobody is called so\n| where Account != "root"\n| where Times < 3',
          both,
        ],
        [counted('Times between (1 .. 3)'), both],
        [
          'SecurityEvent\n| summarize Times = count() by Account',
          both.replace('expect: silent', 'expect: {alerts: 1}'),
          'eventGroupingSettings: {aggregationKind: AlertPerResult}\n',
        ],
      ]);
      for (const [from, to] of [
        [10, 14],
        [14, 18],
        [18, 21],
      ] as const) {
        const paths = Array.from({ length: to - from }, (_, index) => `analytics-rules/r${from + index}.yaml`);
        expect((await shell.picket('test', '--mutants', ...paths)).code).toBe(0);
      }
    }));
});
