import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PicketError } from '../../../src/core/errors.ts';
import { readReport, readReports, readRuns } from '../../../src/report/read/read-report.ts';
import { updateExpected } from '../../expected.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const expected = new URL('whole.txt', import.meta.url);

const range = { start: { line: 3, column: 5 }, end: { line: 4, column: 8 } };
const named = { type: 'analytics-rule', id: 'r-1', name: 'Password spray' };

const findings = [
  { code: 'yaml/syntax', severity: 'error', message: 'No YAML.', path: 'a.yaml', hint: 'Mend it.', range },
  ...['schema', 'rule', 'repo', 'kql', 'sigma', 'config', 'test'].map((area) => ({ code: `${area}/x/y`, range: 7 })),
  { code: 'rulex', severity: 'note', message: 7, path: null, hint: 7, range: { start: { line: '3' }, end: 7 } },
  { code: 'other/x', severity: 'warning', range: {} },
  { severity: 'fatal' },
  'no finding',
];

const override = {
  by: 'ana',
  at: '2026-11-01T10:00:00Z',
  until: '2026-12-01T10:00:00Z',
  reason: 'loud',
  ticket: 'I-7',
};
const fields = [
  { pointer: '/a', workspace: 1, git: [2], side: 'ours', said: 'what it had' },
  { pointer: '/b', side: 'conflict' },
  { pointer: '/c', workspace: null, git: 'x', side: 'converged', said: 7 },
  { pointer: '/d', side: 'both' },
  {},
  7,
];

/** A report with every member, and with members of which some are not what they have to be. */
const said: Readonly<Record<string, JsonObject>> = {
  'findings alone': { version: 2, diagnostics: findings, summary: { files: 12 } },
  'no findings, and a summary that is none': { version: 1, diagnostics: [], summary: 7 },
  'a plan': {
    version: 2,
    diagnostics: [],
    summary: { create: 1, update: 2, delete: 3, unchanged: 4, unmanaged: 5, files: 6 },
    workspace: 'prod',
    changes: [
      ...['create', 'update', 'delete', 'disable', 'adopt', 'refresh', 'paint'].map((action) => ({ ...named, action })),
      {
        ...named,
        action: 'create',
        path: 'a.yaml',
        reason: 'new in git',
        fields: [
          { pointer: '/a', before: 1, after: { b: 2 } },
          { pointer: '/b', absent: 'before', before: 'left out', after: 1 },
          { pointer: '/c', absent: 'after', before: 1, after: 'left out' },
          { pointer: '/d', absent: 'both', before: null },
          'no field',
        ],
        losses: [{ loss: 'entity-lost', message: 'Account', approvedBy: 'ana' }, { loss: 7, approvedBy: 7 }, 7],
        warnings: ['It is new.', 7],
      },
      {},
      'no change',
    ],
    refusals: [
      { ...named, scope: 'rule', code: 'drifted', message: 'changed', hint: 'Pull first.' },
      { scope: 'run', code: 'fuse', message: 'too many', name: 7, hint: 7, type: 7, id: 7 },
      { scope: 'planet' },
      'no refusal',
    ],
    quotas: [{ type: 'analytics-rule', name: 'nrt', label: 'NRT rules', count: 47, limit: 50 }, {}, 7],
    notes: ['The list was read twice.', 7],
    owners: [{ owner: '@contoso/soc', names: ['One', 7, 'Two'] }, {}, 7],
  },
  'a plan of version 1, and owners that are none': {
    version: 1,
    diagnostics: findings.slice(0, 1),
    changes: [],
    quota: { scheduled: 498, scheduledLimit: 512, nrt: 47, nrtLimit: 'many', alone: 3, odd: 'x', oddLimit: 9 },
    owners: 7,
  },
  'a plan with hardly anything': { version: 2, diagnostics: [], changes: [], quota: 7, notes: 7, refusals: 7 },
  'a deployment': {
    version: 2,
    diagnostics: [],
    workspace: 'prod',
    changes: [{ ...named, action: 'delete' }],
    owners: [{ owner: 'of no plan', names: [] }],
    outcomes: [
      ...['written', 'unchanged', 'skipped', 'refused', 'failed', 'unknown', 'not-attempted', 'lost'].map((status) => ({
        ...named,
        action: 'adopt',
        status,
      })),
      { action: 7, reason: 'drifted', hint: 'Look.', failure: 'throttled' },
      { action: 'delete', reason: 7, hint: 7, failure: 7 },
      7,
    ],
  },
  'a drift': {
    version: 2,
    diagnostics: [],
    workspace: 'prod',
    summary: { looked: 32, files: 9 },
    owners: [{ owner: '@contoso/soc', names: ['One'] }],
    rules: [
      'both',
      'cosmetic',
      'conflict',
      'converged',
      'foreign',
      'gone',
      'identical',
      'in-sync',
      'invalid',
      'missing',
      'new',
      'orphan',
      'ours',
      'provenance',
      'theirs',
      'unclear',
      'unmanaged',
      'unowned',
      'odd',
    ]
      .map((state): JsonObject => ({ ...named, state }))
      .concat([
        {
          ...named,
          state: 'conflict',
          path: 'a.yaml',
          owner: 'Fabrikam',
          autoDisabled: 'It failed 5 times.',
          switchedOff: true,
          override: {
            ...override,
            standing: 'over',
            project: 'Contoso',
            pending: true,
            ended: { by: 'bob', at: 'now' },
          },
          fields,
          rowsLeft: 0,
          accepted: [{ until: '2027-01-01', reason: 'agreed' }, {}, 7],
          lastChange: { who: 'ana', at: '2026-11-03T10:00:00Z' },
          writtenBySeveral: [{ who: 'ana' }, { at: 'then', who: 7 }, 7],
          overwritten: [
            { who: 'bob', at: 'then', fields: [{ pointer: '/a', wrote: 'High', workspace: 'Low' }, {}, 7] },
            { who: 7, fields: 7 },
            7,
          ],
        },
        ...['in-force', 'over', 'settled', 'foreign', 'owner', 'unreadable', 'odd'].map((standing) => ({
          override: { ...override, ticket: 7, standing, project: standing, pending: 'yes' },
        })),
        { override: { standing: 'owner', ended: { by: 7 }, until: 'then' } },
        { override: { ended: {} }, switchedOff: 'yes', rowsLeft: '3', path: 7, lastChange: {} },
        { override: 7, accepted: 7, lastChange: 7, writtenBySeveral: 7, overwritten: 7, fields: 7 },
        { accepted: [], writtenBySeveral: [], overwritten: [], fields: [], lastChange: { who: 7, at: 'then' } },
      ]),
  },
  'a drift without a rule that differs': { version: 2, diagnostics: [], rules: [7], summary: { looked: 2 } },
  'a drift that looked at fewer than it names': {
    version: 2,
    diagnostics: [],
    rules: [{}, {}],
    summary: { looked: 1 },
  },
  tests: {
    version: 2,
    diagnostics: [],
    summary: { files: 3 },
    tests: { rules: 2 },
    cases: [
      ...['passed', 'failed', 'flaky', 'unsupported', 'invalid', 'odd'].map((status) => ({ status })),
      {
        rule: 'Password spray',
        rulePath: 'a.yaml',
        path: 'a.test.yaml',
        name: 'finds it',
        range,
        alerts: 3,
        failures: [{ message: 'No row.', range }, { message: 7 }, 7],
      },
      7,
    ],
  },
  'tests without a case': {
    version: 2,
    diagnostics: [],
    tests: { rules: 'two' },
    compared: [],
    rules: [],
    outcomes: [],
  },
  'a comparison': {
    version: 2,
    diagnostics: [],
    rules: [],
    compared: [
      {
        rule: 'Password spray',
        path: 'a.yaml',
        cases: 2,
        generated: 5,
        changes: [...['lost', 'gained', 'renamed', 'odd'].map((kind) => ({ kind, words: `It is ${kind}.` })), {}, 7],
        note: 'Not run.',
      },
      { note: 7, changes: 7 },
      7,
    ],
  },
};

const refused: readonly (readonly [name: string, text: string])[] = [
  ['no JSON', '{'],
  ['a list', '[]'],
  ['no version', '{"diagnostics": []}'],
  ['a later version', '{"version": 3, "diagnostics": []}'],
  ['a version in words', '{"version": "2", "diagnostics": []}'],
  ['what another command says', '{"version": 2, "command": "pull", "diagnostics": []}'],
  ['no findings', '{"version": 2}'],
  ['findings that are no list', '{"version": 2, "diagnostics": {}}'],
];

/** Runs of which one has a report, one has failed, and one says neither its name nor how it ended. */
const runs = (version?: number): string =>
  JSON.stringify({
    ...(version === undefined ? {} : { version }),
    runs: [
      { workspace: 'dev', exitCode: 2, diagnostics: [], changes: [], version: 7 },
      { workspace: 'lost', exitCode: 4, error: { code: 'auth', message: 'Nobody may sign in.', hint: 'Sign in.' } },
      { error: { hint: 7 } },
      { diagnostics: findings.slice(0, 1) },
      7,
    ],
  });

/** What a reader gives, or the error that it throws; what is undefined is said to be so. */
const read = (work: () => unknown): string => {
  const shown = (_key: string, value: unknown): unknown =>
    value === undefined ? 'undefined' : typeof value === 'function' ? 'a function' : value;
  try {
    return JSON.stringify(work(), shown, 1);
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    const { kind, code, message, hint } = error;
    return JSON.stringify({ kind, code, message, hint });
  }
};

const whole = (): string =>
  [
    ...Object.entries(said).map(([name, value]) => [name, read(() => readReport(JSON.stringify(value), 'a.json'))]),
    ...refused.flatMap(([name, text]) => [
      [`refused: ${name}`, read(() => readReport(text, 'a.json'))],
      [`refused as one of several: ${name}`, read(() => readReports(text, 'a.json'))],
      [`refused as runs: ${name}`, read(() => readRuns(text, 'a.json'))],
    ]),
    ['the report of one workspace as runs', read(() => readRuns(JSON.stringify(said['findings alone']), 'a.json'))],
    ['the report of one workspace as several', read(() => readReports(JSON.stringify(said['a plan']), 'a.json'))],
    ['several', read(() => readReports(runs(2), 'a.json'))],
    ['several without a version', read(() => readReports(runs(), 'a.json'))],
    ['runs', read(() => readRuns(runs(1), 'a.json'))],
    ['runs without a version', read(() => readRuns(runs(), 'a.json'))],
    ['no runs', read(() => readRuns('{"runs": []}', 'a.json'))],
  ]
    .map(([name = '', text = '']) => `===== ${name}\n${text}\n`)
    .join('');

updateExpected(expected, whole);

test('what is read of reports is what a person read once, and what is no report is refused', () => {
  expect(whole()).toBe(readFileSync(expected, 'utf8'));
});
