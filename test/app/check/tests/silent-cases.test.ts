import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { madeTest } from '../../../../src/app/check/tests/made-test.ts';
import type { CaseVerdict } from '../../../../src/app/check/tests/test-case.ts';
import { lackingOf } from '../../../../src/app/check/tests/untested.ts';
import { prepareCase, resolveTest, runCase, type CaseContext } from '../../../../src/content/rule-test/index.ts';
import type { JsonObject, JsonValue } from '../../../../src/core/json.ts';
import { loadRunCompiler, RunError, schemaOf, type RunCompiler } from '../../../../src/kql/index.ts';
import { queryRule } from '../../../content/alerts/query-rule.ts';
import { updateExpected } from '../../../expected.ts';

const schema = schemaOf({
  tables: ['T', 'Other'].map((name) => ({
    name,
    columns: Object.entries({
      TimeGenerated: 'datetime',
      User: 'string',
      Address: 'string',
      Count: 'long',
      Flag: 'bool',
      More: 'dynamic',
    }).map(([column, type]) => ({ name: column, type })),
    open: false,
    hidden: [],
    source: 'user',
  })),
});

const context: CaseContext = {
  schema,
  shared: new Map(),
  watchlists: new Map(),
  textOf: () => ({ problem: 'there is none' }),
};

const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };

const unlimited = () => ({ isUsedUp: () => false });

const programOf = (compile: RunCompiler, query: string) => {
  const compiled = compile(query, schema);
  if (!compiled.ok) throw new Error(`${query}: ${compiled.errors[0]?.message ?? ''}`);
  return compiled.program;
};

/** A query that cannot be run over a row whose count is 900 and whose flag is set. */
const tooLong =
  'union (T | where Count == 2 and User == "ana"), (T | where Count == 900 and Flag | where strlen(strrep(strrep(strrep(User, 1000), 1000), 1000)) > 5)';

const rows = (...counts: readonly number[]): JsonValue => counts.map((Count) => ({ User: 'ana', Count, Flag: true }));

/** A rule's query with what its cases give; those that fire are told apart by running them. */
const silentCases: Readonly<Record<string, { readonly query: string; readonly given: readonly JsonObject[] }>> = {
  'no case': { query: 'T', given: [] },
  'only silent ones': { query: 'T | where Count > 1', given: [{ T: [] }] },
  'only one that fires': { query: 'T', given: [{ T: [{}] }] },
  'one value': { query: 'T | where Count > 1', given: [{ T: rows(2) }, { T: rows(1) }] },
  'two values': {
    query: 'T | where Count > 1 and User == "ana"',
    given: [{ T: rows(2) }, { T: [{ User: 'bob', Count: 1 }] }],
  },
  'the second of two silent ones': {
    query: 'T | where Count > 1 and User == "ana"',
    given: [{ T: rows(2) }, { T: [{ User: 'bob', Count: 1 }] }, { T: [{ User: 'bob', Count: 2 }] }],
  },
  'with the second that fires': {
    query: 'T | where (Count > 1 and User == "ana") or (Count < -1 and User == "bob")',
    given: [{ T: rows(2) }, { T: [{ User: 'bob', Count: -2 }] }, { T: [{ User: 'bob', Count: 2 }] }],
  },
  'a row more': { query: 'T | summarize N = count() | where N > 1', given: [{ T: rows(1, 2) }, { T: rows(1) }] },
  'the same row once more': {
    query: 'T | summarize N = count() | where N > 1',
    given: [{ T: rows(1, 1) }, { T: rows(1) }],
  },
  'a row that fires by itself': { query: 'T | where Count > 1', given: [{ T: rows(2) }, { T: [] }] },
  'a row less': { query: 'T | summarize N = count() | where N == 1', given: [{ T: rows(1) }, { T: rows(1, 1) }] },
  'the middle of many rows': {
    query: 'T | summarize N = countif(Count == 4), All = count() | where N == 1 and All < 20',
    given: [{ T: rows(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) }, { T: rows(1, 2, 3, 0, 5, 6, 7, 8, 9, 10, 11) }],
  },
  'the fifth of many rows': {
    query: 'T | summarize N = countif(Count == 5), All = count() | where N == 1 and All == 11',
    given: [{ T: rows(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) }, { T: rows(1, 2, 3, 4, 0, 6, 7, 8, 9, 10, 11) }],
  },
  'the last of many rows': {
    query: 'T | summarize N = countif(Count == 11), All = count() | where N == 1 and All == 11',
    given: [{ T: rows(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) }, { T: rows(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0) }],
  },
  'a table that the other case lacks': {
    query: 'T | join kind=leftanti (Other) on User',
    given: [
      { T: rows(1), Other: [] },
      { T: rows(1), Other: [{ User: 'ana' }] },
    ],
  },
  'a table of its own': {
    query: 'T | join kind=inner (Other) on User',
    given: [
      { T: rows(1), Other: [{ User: 'ana', Count: 1 }] },
      { T: [], Other: [{ User: 'ana', Count: 1 }] },
    ],
  },
  'a place': {
    query: 'T | where tostring(geo_info_from_ip_address(Address).country) == "Norway"',
    given: [
      { T: [{ Address: '10.0.0.1' }], 'geo(10.0.0.1)': { country: 'Norway' } },
      { T: [{ Address: '10.0.0.1' }], 'geo(10.0.0.1)': { country: 'Sweden' } },
    ],
  },
  'the place of another address': {
    query: 'T | where tostring(geo_info_from_ip_address(Address).country) == "Norway"',
    given: [
      { T: [{ Address: '10.0.0.1' }], 'geo(10.0.0.1)': { country: 'Norway' } },
      { T: [{ Address: '10.0.0.2' }], 'geo(10.0.0.2)': { country: 'Sweden' } },
    ],
  },
  'a change that cannot be run': {
    query: tooLong,
    given: [{ T: rows(2) }, { T: [{ User: 'bob', Count: 900, Flag: false }] }],
  },
  'late rows': {
    query: 'T | where ingestion_time() < ago(10m)',
    given: [{ T: [{ _ingested: '-20m' }] }, { T: [{ _ingested: '-5m' }] }],
  },
};

test('a silent case counts where one change of it makes the rule fire', async () => {
  const compile = await loadRunCompiler();
  const told = Object.entries(silentCases).map(([name, { query, given }]) => {
    const program = programOf(compile, query);
    const rule = queryRule({ query });
    const { test: made } = resolveTest({
      now: '2026-03-01T12:00:00Z',
      cases: given.map((each, index) => ({ name: `case ${index}`, given: each })),
    });
    const verdicts = made.cases.map((each): CaseVerdict => {
      const prepared = prepareCase(made, each, context);
      if (prepared.findings.length > 0) throw new Error(JSON.stringify(prepared.findings));
      return {
        each: { case: each, ...prepared, diagnostics: [] },
        tested: { rule: '', rulePath: '', path: '', name: each.name, range, status: 'passed', alerts: 0, failures: [] },
        diagnostics: [],
        outcome: runCase(rule, program, prepared.input, undefined, unlimited()),
      };
    });
    const alerts = verdicts.map(({ outcome }) => outcome?.alerts.length ?? 0).join(', ');
    const lacks = lackingOf(rule, program, verdicts, unlimited).join(', and ');
    return `${name}: alerts ${alerts === '' ? 'none' : alerts}; lacks ${lacks === '' ? 'nothing' : lacks}\n`;
  });
  const expected = new URL('silent-cases.txt', import.meta.url);
  updateExpected(expected, () => told.join(''));
  expect(told.join('')).toBe(readFileSync(expected, 'utf8'));
});

const made: Readonly<Record<string, { readonly query: string; readonly rows: JsonObject }>> = {
  'one text': {
    query: 'T | where User == "ana"',
    rows: { T: [{ User: 'ana', Address: 'x', TimeGenerated: '2026-03-01T11:59:30Z' }] },
  },
  'the last text first': {
    query: 'T | where User == "ana" and Address == "x"',
    rows: { T: [{ User: 'ana', Address: 'x' }] },
  },
  'two that both have to be blank': {
    query: 'T | where User == "ana" or Address == "x"',
    rows: { T: [{ User: 'ana', Address: 'x' }] },
  },
  'two of three': {
    query: 'T | where User == "ana" or Address == "x" or Count == 2 | extend Z = tostring(More.Path)',
    rows: { T: [{ User: 'ana', Address: 'x', Count: 1, More: { Path: 'p', Other: 'o' } }] },
  },
  'within a bag': {
    query: 'T | where tostring(More.Path) == "p"',
    rows: { T: [{ User: 'ana', More: { Path: 'p', Else: 'e', Empty: '' } }, { More: { Path: 'q' } }, { More: ['a'] }] },
  },
  'several rows of two tables': {
    query: 'union T, Other | where User == "ana"',
    rows: { T: [{ User: 'ana' }, { User: 'bob' }], Other: [{ User: 'ana' }] },
  },
  'a table without rows': { query: 'T | join kind=leftanti Other on User', rows: { T: [{ User: 'ana' }] } },
  'never silent': { query: 'T | where Count > 0', rows: { T: [{ User: 'ana', Count: 1 }] } },
  'no text': { query: 'T | where Count > 0', rows: { T: [{ Count: 1 }] } },
  silent: { query: 'T | where User == "bob"', rows: { T: [{ User: 'ana' }] } },
  times: {
    query: 'T | where User == "ana"',
    rows: {
      T: [
        { User: 'ana', TimeGenerated: '2026-03-01T12:00:00Z' },
        { User: 'ana', TimeGenerated: '2026-03-01T11:00:00Z' },
      ],
    },
  },
  'no time that can be read': {
    query: 'T | where User == "ana"',
    rows: { T: [{ User: 'ana', TimeGenerated: 'then' }] },
  },
  'what cannot be run once it is blank': {
    query: 'T | extend N = iff(User == "ana", 1, 1000) | where strlen(strrep(strrep(strrep("abc", N), N), N)) < 5',
    rows: { T: [{ User: 'ana' }] },
  },
};

test('a test is made of rows that fire, with as little as possible blank in a silent case', async () => {
  const compile = await loadRunCompiler();
  const told = Object.entries(made).map(([name, { query, rows: given }]) => {
    const request = {
      rule: queryRule({ query }),
      query,
      program: programOf(compile, query),
      context,
      rows: new Map(
        Object.entries(given).map(([table, list]) => [
          table,
          Array.isArray(list) ? list.filter((row): row is JsonObject => typeof row === 'object' && row !== null) : [],
        ]),
      ),
      name: 'fires',
      budget: unlimited,
    };
    try {
      const { value, outcome } = madeTest(request);
      return `===== ${name}: ${outcome.alerts.length}\n${JSON.stringify(value, null, 1)}\n`;
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      return `===== ${name}: ${error.finding.message}\n`;
    }
  });
  const expected = new URL('made-tests.txt', import.meta.url);
  updateExpected(expected, () => told.join(''));
  expect(told.join('')).toBe(readFileSync(expected, 'utf8'));
});
