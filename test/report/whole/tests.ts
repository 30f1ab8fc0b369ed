import type { ComparedRule } from '../../../src/core/compared.ts';
import type { Report } from '../../../src/core/report.ts';
import { testStatuses, type TestedCase } from '../../../src/core/tests.ts';
import { diagnostic } from '../reports.ts';

const base = { version: '1.2.3', files: 2, diagnostics: [] } as const;
const at = (line: number) => ({ start: { line, column: 5 }, end: { line, column: 8 } });
const long = 'a'.repeat(30);

const failures: TestedCase['failures'] = [
  { message: 'No alert was raised.' },
  {
    message: 'An alert is not as expected.',
    range: at(9),
    comparison: {
      columns: ['Account', 'Command'],
      lines: [
        { of: 'expected', cells: ['ana', `${long}${long}-one`], wrong: [] },
        { of: 'actual', cells: ['bob', `${long}${long}-two`], wrong: [0, 1] },
        { of: 'actual', cells: ['ana', `${long}${long}-three`], wrong: [1] },
      ],
      more: 2,
    },
  },
];

const cases: readonly TestedCase[] = testStatuses.map((status, index) => ({
  rule: index < 3 ? 'First' : 'Second',
  rulePath: index < 3 ? 'analytics-rules/first.yaml' : 'analytics-rules/second.yaml',
  path: index < 3 ? 'analytics-rules/first.test.yaml' : 'analytics-rules/second.test.yaml',
  name: `a case that is ${status}`,
  range: at(index + 1),
  status,
  alerts: index,
  failures: status === 'passed' ? [] : failures,
  ...(status === 'failed'
    ? {
        explained: [
          { operator: 'SigninLogs', rows: 3, matching: 1, sample: { columns: ['A'], rows: [['1'], ['2']] } },
          { operator: '| where A', rows: 0, matching: 0, dropped: ['A == 1', 'B'] },
          { operator: '| take 5', rows: 0 },
        ],
      }
    : {}),
}));

/** A run of tests with a case that ended in each way, and all else that a run may find. */
export const tested: Report = {
  ...base,
  command: 'test',
  diagnostics: [
    diagnostic({ code: 'test/failed', path: 'analytics-rules/first.test.yaml', message: 'It failed.' }),
    diagnostic({ code: 'test/unknown-column', severity: 'note', path: 'analytics-rules/first.test.yaml' }),
    diagnostic({ severity: 'note', message: 'It is not said.' }),
  ],
  tests: {
    rules: 2,
    cases,
    accepted: [
      { path: 'analytics-rules/first.test.yaml', case: 'new', before: '', after: 'alerts: 1' },
      { path: 'analytics-rules/first.test.yaml', case: 'known', before: 'alerts: 1', after: 'alerts: 2' },
    ],
    untested: [
      { rule: 'Third', path: 'analytics-rules/third.yaml', lacks: ['a case that fires', 'one that does not'] },
    ],
    mutants: [
      {
        rule: 'First',
        path: 'analytics-rules/first.yaml',
        caught: 2,
        all: 3,
        survivors: [{ change: 'A != 1', range: at(4) }, { change: 'no where' }],
      },
      { rule: 'Second', path: 'analytics-rules/second.yaml', caught: 0, all: 0, survivors: [] },
    ],
  },
};

/** A run that found nothing to run. */
export const nothingTested: Report = {
  ...base,
  command: 'test',
  tests: { rules: 0, cases: [], accepted: [], untested: [] },
};

const compared: readonly ComparedRule[] = [
  {
    rule: 'First',
    path: 'analytics-rules/first.yaml',
    cases: 1,
    generated: 4,
    changes: [
      { kind: 'renamed', words: 'is called `B`' },
      { kind: 'gained', words: 'fires when A' },
      { kind: 'lost', words: 'no longer fires when B' },
    ],
    note: 'Only a part was compared.',
  },
  { rule: 'Second', path: 'analytics-rules/second.yaml', cases: 12, generated: 1, changes: [] },
  {
    rule: 'Third',
    path: 'analytics-rules/third.yaml',
    cases: 0,
    generated: 0,
    changes: [],
    note: 'It has `no` query.',
  },
];

/** Comparisons: of a loss, of two, of none, and of nothing. */
export const comparisons: readonly Report[] = [
  compared,
  compared.flatMap((rule) => [rule, { ...rule, rule: `${rule.rule} again` }]),
  compared.slice(1),
  [],
].map((rules) => ({ ...base, command: 'compare', compared: rules }));
