import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compareSides, type Ground, type Side, type Tools } from '../../../../src/app/check/tests/compare-sides.ts';
import { prepareCase, resolveTest } from '../../../../src/content/rule-test/index.ts';
import type { Io } from '../../../../src/core/io.ts';
import type { JsonObject } from '../../../../src/core/json.ts';
import { loadConditions, loadRunCompiler, schemaOf } from '../../../../src/kql/index.ts';
import { updateExpected } from '../../../expected.ts';
import { stillIo } from '../../../cli/io.ts';
import { queryRule } from '../../../content/alerts/query-rule.ts';

const schema = schemaOf({
  tables: ['T', 'Other'].map((name) => ({
    name,
    columns: Object.entries({
      TimeGenerated: 'datetime',
      User: 'string',
      Result: 'string',
      Address: 'string',
      Count: 'long',
      Share: 'real',
      Flag: 'bool',
      When: 'datetime',
      More: 'dynamic',
    }).map(([column, type]) => ({ name: column, type })),
    open: false,
    hidden: [],
    source: 'user',
  })),
});

const silent: Io['out'] = { write: () => undefined, interactive: false, colour: false, columns: () => 100 };
const io: Io = { ...stillIo('/'), out: silent, err: silent, ask: async () => undefined, attended: false };

/** A version of a rule: its query, and what else its file says. */
type Version = { readonly query: string; readonly more?: JsonObject };

const entities = [{ entityType: 'Account', fieldMappings: [{ identifier: 'Name', columnName: 'User' }] }];
const named = (format: string): JsonObject => ({ alertDetailsOverride: { alertDisplayNameFormat: format } });
const perRow = { eventGroupingSettings: { aggregationKind: 'AlertPerResult' } };

const row = { TimeGenerated: '2026-03-01T11:55:00Z', User: 'ana', Result: 'bad', Address: '10.0.0.1', Count: 5 };
const rows = (...more: readonly JsonObject[]): JsonObject => ({ T: more.map((each) => ({ ...row, ...each })) });

const many = (prefix: string): string => Array.from({ length: 60 }, (_, index) => `"${prefix}${index}"`).join(', ');

/** Two versions, and the rows of each case by its name. */
const pairs: Readonly<
  Record<
    string,
    { readonly before: Version; readonly after: Version; readonly cases?: Readonly<Record<string, JsonObject>> }
  >
> = {
  'nothing changes': { before: { query: 'T | where Result == "bad"' }, after: { query: 'T | where Result =~ "bad"' } },
  'a case no longer fires': {
    before: { query: 'T | where Result == "bad"' },
    after: { query: 'T | where Result == "worse"' },
    cases: { one: rows({}), two: rows({ Result: 'worse' }), none: rows({ Result: 'good' }) },
  },
  'without a case values are gained': {
    before: { query: 'T | where Result == "bad" and User == "ana"' },
    after: { query: 'T | where Result in ("bad", "worse") and User != "bob"' },
  },
  'a threshold is moved': {
    before: { query: 'T | where Count > 3' },
    after: { query: 'T | where Count > 4' },
    cases: { one: rows({ Count: 9 }) },
  },
  'a threshold of rows is moved, no case': {
    before: { query: 'T | where Result == "bad" | summarize N = count() by User | where N > 3' },
    after: { query: 'T | where Result == "bad" | summarize N = count() by User | where N > 4' },
  },
  'the title, the severity and entities': {
    before: { query: 'T | where Result == "bad"', more: { ...named('By {{User}}'), entityMappings: entities } },
    after: {
      query: 'T | where Result == "bad"',
      more: { ...named('Of {{Address}}'), severity: 'High', entityMappings: [] },
    },
    cases: { one: rows({}), two: rows({ User: 'bob' }, {}) },
  },
  'more alerts with many names': {
    before: { query: 'T | where Result == "bad"', more: { entityMappings: entities } },
    after: { query: 'T | where Result == "bad"', more: { ...perRow, ...named('{{User}}'), entityMappings: entities } },
    cases: { many: rows({ User: 'a' }, { User: 'b' }, { User: 'c' }, { User: 'd' }, { User: 'e' }) },
  },
  'more alerts with three names': {
    before: { query: 'T | where Result == "bad"', more: { entityMappings: entities } },
    after: { query: 'T | where Result == "bad"', more: { ...perRow, ...named('{{User}}'), entityMappings: [] } },
    cases: { many: rows({ User: 'a' }, { User: 'b' }, { User: 'c' }) },
  },
  'a number in a text': {
    before: { query: 'T | where toint(Result) == 5' },
    after: { query: 'T | where toint(Result) == 6' },
  },
  'one alert for many': {
    before: { query: 'T | where Result == "bad"', more: perRow },
    after: { query: 'T | where Result == "bad"' },
    cases: { many: rows({ User: 'a' }, { User: 'b' }) },
  },
  'another table': {
    before: { query: 'T | where Result == "bad"' },
    after: { query: 'T | where Result == "bad" | join kind=inner (Other | where Flag == true) on User' },
    cases: { one: rows({}), both: { ...rows({}), Other: [{ ...row, Flag: true }] } },
  },
  'columns of every type': {
    before: { query: 'T | where Count == 7 and Share > 0.5 and Flag == true and User has "x" and More.a == "y"' },
    after: { query: 'T | where Count == 7 and Share > 0.5 and Flag == false and User has "x" and More.a == "y"' },
  },
  'a date': {
    before: { query: 'T | where When > datetime(2026-01-01) and Result == "bad"' },
    after: { query: 'T | where Result == "bad"' },
  },
  'what is worked out': {
    before: { query: 'T | extend Who = tolower(User) | where Who == "ana" and Result == "bad"' },
    after: { query: 'T | extend Who = tolower(User) | where Who == "bob" and Result == "bad"' },
  },
  'no condition': { before: { query: 'T' }, after: { query: 'T | where Result == "bad"' } },
  'nothing fires': {
    before: { query: 'T | where User == "a" and User == "b"' },
    after: { query: 'T | where User == "a" and User == "c"' },
    cases: { one: rows({}) },
  },
  'what cannot be run': {
    before: { query: 'T | where Result == "bad"' },
    after: {
      query:
        'T | where Result == "bad" | extend Y = strrep(strrep(strrep(User, 1000), 1000), 1000) | where strlen(Y) > 5',
    },
    cases: { one: rows({}) },
  },
  'a place that nobody gives': {
    before: { query: 'T | where Result == "bad"' },
    after: { query: 'T | where tostring(geo_info_from_ip_address(Address).country) == "Norway"' },
  },
  'more changed rows than are tried': {
    before: { query: 'T | where Result in ("a0", "bad") and User !in (known)'.replace('known', many('u')) },
    after: { query: 'T | where Result in ("a1", "bad") and User !in (known)'.replace('known', many('v')) },
    cases: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`case ${index}`, rows({ Count: index })])),
  },
  'columns compared with what they do not take': {
    before: { query: 'T | where tostring(Flag) == "x" and tostring(When) has "2" and tostring(Count) == "many"' },
    after: { query: 'T | where tostring(Flag) != "x" and tostring(Count) != "many"' },
  },
  'a switch that is no longer asked for': {
    before: { query: 'T | where Flag and Result == "bad"' },
    after: { query: 'T | where Result == "bad" and Share >= 0.25' },
    cases: { on: rows({ Flag: true, Share: 0.5 }), off: rows({ Flag: false }) },
  },
  'the same title of more alerts': {
    before: { query: 'T | where Result == "bad"', more: { ...perRow, ...named('Bad') } },
    after: { query: 'T | where Result == "bad" | take 1', more: { ...perRow, ...named('Bad') } },
    cases: { two: rows({ User: 'a' }, { User: 'b' }), one: rows({}) },
  },
  'the kind of rule': {
    before: { query: 'T | where Result == "bad"' },
    after: { query: 'T | where Result == "bad"', more: { kind: 'NRT' } },
    cases: { one: rows({}) },
  },
};

const loaded = async (): Promise<Tools> => ({
  io,
  declared: { schema, watchlists: [], diagnostics: [], isTable: () => true },
  compile: await loadRunCompiler(),
  conditions: await loadConditions(),
  limits: (query) => [...query.matchAll(/\b(?:N|Count) > (\d+)/g)].map(([, limit]) => Number(limit)),
});

const sideOf = ({ query, more = {} }: Version, { compile }: Tools): Side => {
  const compiled = compile(query, schema);
  if (!compiled.ok) throw new Error(`${query}: ${compiled.errors[0]?.message ?? ''}`);
  return { rule: queryRule({ query, ...more }), query, program: compiled.program };
};

const groundOf = (name: string, given: JsonObject): Ground => {
  const { test: made } = resolveTest({ now: '2026-03-01T12:00:00Z', cases: [{ name, given }] });
  const [each] = made.cases;
  if (each === undefined) throw new Error(`no case ${name}`);
  const textOf = () => ({ problem: 'there is none' });
  const { input, findings } = prepareCase(made, each, { schema, shared: new Map(), watchlists: new Map(), textOf });
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return { words: `in the case \`${name}\``, input };
};

test('what a change of a rule does is what a person read once', async () => {
  const tools = await loaded();
  const told: string[] = [];
  for (const [name, { before, after, cases = {} }] of Object.entries(pairs)) {
    const grounds = Object.entries(cases).map(([each, given]) => groundOf(each, given));
    const { changes, ...counts } = compareSides(sideOf(before, tools), sideOf(after, tools), grounds, tools);
    told.push(
      [`===== ${name}`, JSON.stringify(counts), ...changes.map(({ kind, words }) => `${kind}: ${words}`), ''].join(
        '\n',
      ),
    );
  }
  const text = told.join('\n');
  const expected = new URL('compare-sides.txt', import.meta.url);
  updateExpected(expected, () => text);
  expect(text).toBe(readFileSync(expected, 'utf8'));
});
