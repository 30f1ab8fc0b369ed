import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { exclusionsIn, whereWords, withExclusions } from '../../../src/core/overlays/exclusions.ts';
import { kqlOf, parameterTypes, takenBy } from '../../../src/core/overlays/parameter-type.ts';
import type { ParameterPlaces } from '../../../src/core/overlays/parameter-place.ts';
import { mayUseParameters, withParameters, type ParameterScope } from '../../../src/core/overlays/parameters.ts';
import { beforeMade, originsOf, piecesOf, plain, sourced, type Sourced } from '../../../src/core/overlays/sourced.ts';
import { updateExpected } from '../../expected.ts';

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const values: readonly JsonValue[] = [
  null,
  true,
  0,
  -5,
  1.5,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  1e300,
  '',
  'a"b\\c\nd',
  'ä😀\u2028\u0007',
  '5',
  '1d',
  '1d2h',
  '01:30:00',
  '1.02:03:04.5',
  '2027-03-01',
  '2027-03-01T12:00:00Z',
  '2027-02-30',
  '00000000-0000-4000-8000-00000000a007',
  [],
  ['a', 2],
  [[1], null],
  { a: null },
];

/** A few fields of each sort, as the schema of a type has them. */
const places: ParameterPlaces = {
  schema: {
    properties: {
      query: { type: 'string' },
      id: { type: 'string', pattern: '^[^/]+$' },
      name: { type: 'string', pattern: String.raw`\S` },
      description: { type: ['string', 'null'] },
      severity: { type: ['string', 'null'], enum: ['Low', 'High', null] },
      queryPeriod: { type: 'string', pattern: 'h$' },
      triggerThreshold: { type: 'integer' },
      logicAppResourceId: { type: 'string', 'x-picket-parameter': true },
      tags: { type: ['array', 'null'], items: { type: 'string' } },
      byName: { additionalProperties: { type: 'string' } },
    },
  },
  queries: [{ key: 'query' }],
};

const scope: ParameterScope = {
  declared: new Map(
    [...parameterTypes.map((type) => [type, type] as const), ['unset', 'string'] as const].map(([name, type]) => [
      name,
      { type, origin: { in: 'config', at: `/parameters/${name}` } },
    ]),
  ),
  values: new Map(
    (
      [
        ['string', 'x"y'],
        ['int', 5],
        ['timespan', '1d'],
        ['list', ['a', 'b']],
        ['bool', 'no'],
        ['dynamic', { k: 1 }],
      ] as const
    ).map(([name, value]) => [
      name,
      { value, origin: { in: 'config', at: `/workspaces/prod/parameters/${name}`, layer: 'prod' } },
    ]),
  ),
  unsetIn: (name) => (name === 'unset' ? ['dev', 'test'] : []),
};

const files: readonly JsonObject[] = [
  { query: 'T | where A == {{param.string}} and B > {{ param.int }}\n| take {{param.int}}' },
  { query: 'T // {{param.string}}\n| where A == "{{param.string}}" and B == \'x{{param.int}}\'' },
  { query: 'T | where A == @"{{param.string}}" or B in ({{param.list}}) or C == ```{{param.string}}```' },
  { query: '{{param.unset}} {{param.other}} {{param.strin}} {{param.}} {{param.bool}} {{x}} {{param.a b}}' },
  { query: { param: 'string' }, description: 'Of {{param.string}}', name: { param: 'string' } },
  {
    id: { param: 'string' },
    severity: { param: 'string' },
    queryPeriod: { param: 'timespan' },
    tags: { param: 'list' },
  },
  { triggerThreshold: { param: 'int' }, logicAppResourceId: '/a/{{param.string}}/b', tags: [{ param: 'string' }, 'x'] },
  { triggerThreshold: { param: 'string' }, description: { param: 'unset' }, byName: { x: { param: 'othr' } } },
  {
    description: { param: 'string', more: 1 },
    name: { param: 1 },
    other: { param: 'string' },
    tags: ['{{param.int}}'],
  },
  { query: 'T', description: null },
  ...['$schema', 'kind', 'lifecycle', 'ids', 'customDetails', 'parameters'].flatMap((key) => [
    { [key]: { param: 'string' } },
    { [key]: { more: { param: 'string' } } },
    { more: { [key]: { param: 'string' } } },
  ]),
  { query: 'T | where A == "a"{{param.string}}' },
  { query: 'T | where A == {{param.string}}"a"' },
  { query: "T | where A == {{param.string}}'a' or B == 'b'{{param.int}}" },
  { query: 'T | take {{param.int}}// all' },
  { query: '// all\n{{param.int}} | take 1' },
  { query: 'T | where A == time({{param.timespan}})' },
  { query: 'T | where A > time(1d) and B == {{param.int}}' },
  { query: 'T | where "time(" == {{param.string}} and A{{param.int}}' },
  { query: 'T | where 1{{param.int}} == {{param.int}}_ or ({{param.int}}) == -{{param.int}}' },
];

const where = { Account: 'scanner' };
const good = { where, until: '2027-06-01', reason: 'known' };
const entries: readonly JsonValue[] = [
  good,
  { ...good, owner: 'ana', until: '2026-12-01' },
  { ...good, owner: 'ana', until: '2026-11-01T10:00:00Z' },
  { ...good, until: '2026-12-06' },
  { ...good, until: '2027-02-30' },
  { ...good, until: '2027-03-01T10:00:00' },
  { ...good, until: '2027-03-01T10:00:00+0200' },
  { where, reason: 'known' },
  { where, until: '2027-06-01' },
  { until: '2027-06-01', reason: 'known' },
  { ...good, where: {} },
  { ...good, where: { 'IP.Address': ['10.0.0.1', 5, true], Account: 'x"' } },
  { ...good, where: { 'IP.Adress': 'x' } },
  { ...good, where: { 'Zzz.Qqq': 'x' } },
  { ...good, where: { 'a b': 'x' } },
  { ...good, where: { Account: [] } },
  { ...good, where: { Account: [null] } },
  { ...good, where: { Account: { watchlist: 'Vips' } } },
  { ...good, where: { Account: { watchlist: 'Vips', column: 'User' } } },
  { ...good, where: { Account: { watchlist: 'Vips', column: 'a b' } } },
  { ...good, where: { Account: { column: 'User' } } },
  { ...good, where: { Account: ['10.0.0.0/8', 'fe80::/10', 'a/8', '1.2.3/8'] } },
  'none',
];

const queries = [
  'T',
  'T;\n// done\n',
  'T | where B == "// picket: exclusions" ',
  'T\n// picket: exclusions\n| take 1',
  'T // end\n;\n',
];

const columnsOf = (): ReadonlyMap<string, string> => new Map([['IP.Address', 'SourceIp']]);
const type = { queries: [{ key: 'query', at: '/properties/query' as const }] };
const now = Date.UTC(2026, 10, 22);

/** What was made of a file, with what each part comes from. */
const made = (root: Sourced): readonly string[] => [
  text(plain(root)),
  text([...originsOf(root)].filter(([, origin]) => origin.in !== 'file')),
  ...[...piecesOf(root)].flatMap(([at, pieces]) => [
    `${at} ${text(pieces)}`,
    text([0, 10, 20, 30, 40, 60].map((start) => beforeMade(pieces, { start, end: start + 5 }))),
  ]),
];

const inFile = (value: JsonValue): Sourced => sourced(value, { in: 'file', at: '' });

const said = (): readonly string[] => [
  ...parameterTypes.flatMap((name) => [
    `== ${name} takes ${takenBy(name)}`,
    ...values.map((value) => `${text(value)} > ${text(kqlOf(name, value))}`),
  ]),
  ...files.flatMap((file) => {
    const { root, findings } = withParameters(inFile(file), places, scope);
    return [`== ${text(file)} ${mayUseParameters(file)}`, ...made(root), ...findings.map(text)];
  }),
  ...entries.flatMap((entry) => [
    `== ${text(entry)}`,
    ...exclusionsIn([entry], '/exclude', now).map((each) => `${text(each)} ${whereWords(each.where)}`),
    ...[{}, { columnsOf }].flatMap((more) => {
      const { root, ...rest } = withExclusions(inFile({ query: 'T', exclude: [entry] }), { ...type, ...more }, now);
      return [...made(root), text(rest)];
    }),
  ]),
  ...queries.flatMap((query) =>
    [[], [good, entries[1] ?? good], [entries[2] ?? good]].flatMap((exclude) => {
      const filled = withParameters(inFile({ query: `${query} | where {{param.int}} > 1`, exclude }), places, scope);
      return [inFile({ query, exclude }), filled.root].flatMap((root) => {
        const { root: after, ...rest } = withExclusions(root, type, now);
        return [`== ${text(query)} ${exclude.length}`, ...made(after), text(rest)];
      });
    }),
  ),
];

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('what parameters and exclusions make of content, with the place that each part comes from', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
