import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import mapping from '../../../src/content/rule-test/event-fields.json' with { type: 'json' };
import { expectationOf } from '../../../src/content/rule-test/accept.ts';
import { readEvent, rowOfEvent, takesEvents } from '../../../src/content/rule-test/events.ts';
import { readFixture, readObjects } from '../../../src/content/rule-test/fixtures.ts';
import {
  checkDefaults,
  namedFiles,
  prepareCase,
  readSharedRows,
  readTest,
  runInputs,
  watchlistRows,
  type CaseContext,
} from '../../../src/content/rule-test/index.ts';
import { matcherOf } from '../../../src/content/rule-test/expected-rows.ts';
import { sameValue } from '../../../src/content/rule-test/same.ts';
import { subjectOf, typeByName } from '../../../src/content/rule-test/tables.ts';
import { variationsOf } from '../../../src/content/rule-test/variations.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { schemaOf, tableWithStandardColumns, type NamedValue, type QueryCondition } from '../../../src/kql/index.ts';
import { Real, ticksPer, type Type, type Value } from '../../../src/kql/run/values/value.ts';
import { updateExpected } from '../../expected.ts';
import { queryRule } from '../alerts/query-rule.ts';

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint' || Number.isNaN(member)) return `${String(member)}n`;
    return member instanceof Map ? Object.fromEntries(member) : (member ?? null);
  });

// ---- Windows events: two for each entry of the mapping, each field with a text of the form that is read from it.

const usual: Readonly<Record<string, readonly [one: string, other: string]>> = {
  name: ['C:\\Windows\\cmd.exe', 'cmd.exe'],
  user: ['CORP\\ana', '\\ana'],
  domain: ['CORP\\ana', 'ana'],
  account: ['ana', ''],
  hash: ['SHA1=Aa,MD5=Bb,SHA256=Cc,IMPHASH=Dd', 'sha256=Ee'],
  lowerhash: ['SHA1=Aa,MD5=Bb,SHA256=Cc,IMPHASH=Dd', 'sha1=Ee,x'],
  guid: ['{ABC-1}', 'ABC-1'],
  number: ['0x1F4', '0x123456789'],
  upper: ['aB', 'ß'],
  time: ['2026-03-01 09:00:00.123', 'never'],
  bag: ['x', ''],
  key: ['HKLM\\SOFTWARE\\Run\\x', '\\REGISTRY\\MACHINE'],
  value: ['HKLM\\SOFTWARE\\Run\\x', 'Run'],
};
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = mapping.words;

/** What a field holds for a source such as `hash(MD5):Hashes`. */
const given = (source: string, side: 0 | 1): readonly (readonly [field: string, value: string])[] => {
  const [head = '', field] = source.split(':');
  if (/^[=@]/.test(source)) return [];
  if (field === undefined) return [[source, ['plain', '7'][side] ?? '']];
  const [part = '', list = ''] = head.split(/[()]/);
  if (part === 'account')
    return [
      [`${field}UserName`, usual['account']?.[side] ?? ''],
      [`${field}DomainName`, ['CORP', '-'][side] ?? ''],
    ];
  return [
    [field, part === 'word' ? (Object.keys(words[list] ?? {}).at(side) ?? 'other') : (usual[part]?.[side] ?? '')],
  ];
};

const eventOf = (system: JsonObject, more: JsonObject): JsonObject => ({ Event: { System: system, ...more } });
const made = mapping.maps.flatMap((map) =>
  ([0, 1] as const).map((side) => {
    // What is read in a form wins over what is read as it is.
    const sources = Object.values(map.columns)
      .flat()
      .toSorted((one, other) => Number(one.includes(':')) - Number(other.includes(':')));
    const when = Object.entries('when' in map ? map.when : {}).map(([field, all]) => [field, all.at(-side)]);
    const data = Object.fromEntries([
      ...sources.flatMap((source) => given(source, side)),
      ['EventType', ['SetValue', 'CreateKey'][side] ?? ''],
      ...when,
    ]);
    const system: JsonObject = {
      EventID: Number(('events' in map ? map.events : undefined)?.at(-side) ?? 5),
      Channel: ('channels' in map ? map.channels : undefined)?.at(-side) ?? 'Other',
      Provider: { '#attributes': { Name: 'P' } },
      Computer: 'pc1',
      TimeCreated: { '#attributes': { SystemTime: '2026-03-01T09:00:00.123456789Z' } },
    };
    return [map.table, eventOf(system, { EventData: data })] as const;
  }),
);
const odd: readonly (readonly [table: string, event: JsonObject])[] = [
  ['WindowsEvent', eventOf({}, {})],
  ['WindowsEvent', eventOf({ EventID: '5' }, { UserData: { '#attributes': { x: 1 }, A: null, B: [1], C: 'c' } })],
  ['WindowsEvent', eventOf({ EventID: { '#text': 7 } }, { EventData: { Data: 'one', A: 1 }, UserData: { B: 2 } })],
  ['WindowsEvent', eventOf({ Provider: { '@Name': 'P' }, Channel: 5 }, { EventData: { Data: [{ Name: 'A' }, 'x'] } })],
  ['WindowsEvent', eventOf({ Provider: { Name: 'P' }, TimeCreated: { '@SystemTime': 'soon' } }, { EventData: 'x' })],
  ['Event', eventOf({ TimeCreated: { SystemTime: '2026-03-01T09:00:00.1Z' } }, { EventData: { '<&">': '<&">' } })],
  ['SecurityEvent', eventOf({ EventID: 4624 }, { EventData: { TargetUserName: 'a', TargetDomainName: '', X: {} } })],
  ['SecurityEvent', eventOf({ EventID: 4624, Channel: 'Security' }, { EventData: { TargetDomainName: 'D' } })],
  ['SecurityEvent', eventOf({ EventID: 4624, Channel: 'System' }, { EventData: {} })],
  ...['\\x', 'x', '', 'HKLM', 'HKLMX\\y'].map((TargetObject): [string, JsonObject] => [
    'DeviceRegistryEvents',
    eventOf({ EventID: 13 }, { EventData: { TargetObject, EventType: 'SetValue', Image: '\\a' } }),
  ]),
  ['Nothing', eventOf({ EventID: 1 }, {})],
  ...Object.keys(mapping.aliases).map((alias): [string, JsonObject] => [
    alias,
    eventOf({ EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational' }, { EventData: { Image: 'a\\b' } }),
  ]),
];

/** Every column is a text, besides a few that show their type. */
const typeOf = (column: string): Type | undefined =>
  column === 'Computer'
    ? undefined
    : column.endsWith('Id')
      ? 'long'
      : column === 'TimeGenerated'
        ? 'datetime'
        : 'string';

const events = [...made, ...odd].map(([table, event]) => {
  const read = readEvent(event);
  return `event of ${table} (${takesEvents(table)}) ${plain(read)}\n  ${plain(read && rowOfEvent(read, table, typeOf))}`;
});

// ---- Files of rows.

const envelope = eventOf({ EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational' }, { EventData: { A: 'a' } });
const files: Readonly<Record<string, string>> = {
  'empty.json': '',
  'one.json': '{"a":1}',
  'list.JSON': '[{"a":1},{"b":null}]',
  'mixed.json': '[{"a":1},5]',
  'single.json': '5',
  'value.json': '{"value":[{"a":1},{"a":2}],"x":1}',
  'mixed-value.json': '{"value":[{"a":1},5]}',
  'no-list.json': '{"value":{"a":1}}',
  'lines.json': '\uFEFF{"a":1}\r\n\r\n{"a":2}\n',
  'answer.json':
    '{"tables":[{"columns":[{"name":"A"},{"name":5},"x",null],"rows":[["a",1,2,3],["b"],5]},{"columns":[],"rows":[[]]}]}',
  'no-rows.json': '{"tables":[{"columns":[]}]}',
  'no-columns.json': '{"tables":[{"rows":[]}]}',
  'no-table.json': '{"tables":[]}',
  'no-tables.json': '{"tables":{"columns":[],"rows":[]}}',
  'lines.jsonl': '{"a":1}\n5\n',
  'lines.ndjson': '{"a":1}\n',
  'empty.csv': '',
  'rows.csv': '\uFEFF Name , Seen [UTC],Count\na,x,1\nb\n"c, d",y,\n',
  'long.csv': 'a,b\n1,2\n1,2,3\n',
  'events.jsonl': `${JSON.stringify({ a: 1 })}\n${JSON.stringify(envelope)}\n`,
  'other-events.jsonl': JSON.stringify(eventOf({ EventID: 99 }, {})),
};
const tables: readonly string[] = ['SecurityEvent', 'WindowsEvent', 'Own_CL'];
const fixtures = Object.entries(files).flatMap(([path, text]) => [
  `objects of ${path}: ${plain(readObjects(path, text))}`,
  ...(path.includes('events') ? tables : ['Own_CL']).map(
    (name) =>
      `${name} of ${path}: ${plain(readFixture(path, text, { name, typeOf: (column) => (column === 'Count' ? 'long' : undefined) }))}`,
  ),
]);

// ---- Test files, and what their cases give.

const columns: readonly { readonly name: string; readonly type: Type }[] = [
  { name: 'User', type: 'string' },
  { name: 'Count', type: 'long' },
  { name: 'Small', type: 'int' },
  { name: 'Share', type: 'real' },
  { name: 'Exact', type: 'decimal' },
  { name: 'IsNew', type: 'bool' },
  { name: 'Seen', type: 'datetime' },
  { name: 'Took', type: 'timespan' },
  { name: 'Id', type: 'guid' },
  { name: 'Details', type: 'dynamic' },
];
const schema = schemaOf({
  tables: [
    tableWithStandardColumns('Events_CL', columns, 'user'),
    tableWithStandardColumns('Own_CL', [], 'user'),
    { name: 'Open_CL', columns: [], source: 'user', open: true, hidden: [] },
  ],
  functions: [
    {
      name: 'Seen',
      parameters: '',
      source: 'user',
      result: { kind: 'table', columns: [{ name: 'A', type: 'long' }], open: false },
    },
    { name: 'Wide', parameters: '', source: 'user', result: { kind: 'table', columns: [], open: true } },
    { name: 'Body', parameters: '', source: 'user', result: { kind: 'body', body: 'Own_CL' } },
    { name: 'Scalar', parameters: '', source: 'user', result: { kind: 'scalar', type: 'long' } },
  ],
  watchlists: [
    { alias: 'Vips', columns: [{ name: 'Upn', type: 'string' }] },
    { alias: 'Keyed', columns: [{ name: 'SearchKey', type: 'odd' }] },
  ],
});
const context: CaseContext = {
  schema,
  shared: new Map([
    ['burst', [{ User: 'shared', Count: 3 }, { User: 'twice' }]],
    ['one', [{ User: 'one', Seen: '-3h' }]],
  ]),
  textOf: (path) => {
    const text = files[path];
    return text === undefined ? { problem: 'there is no such file' } : { text };
  },
  watchlists: new Map([
    ['vips', watchlistRows({ alias: 'Vips', text: 'Upn,Team\na@b,x\n', delimiter: ',', searchKey: 'Upn' })],
    ['others', watchlistRows({ alias: 'Others', text: 'A\n1\n', delimiter: ',' })],
  ]),
};

const caseFiles: readonly string[] = [
  '',
  'cases: []',
  'cases: [{name: a, given: {}, expect: silent}, {name: b, base: a, with: {Events_CL.0.User: x}}]',
  'cases: [{name: a, given: {}, runs: {from: -1h, to: now}, expect: silent}, {name: b, given: {}, runs: {to: +1h}, expect: silent}]',
  'cases: [{name: a, given: {X: 5, Y: [5, null], "geo(1)": text, "externaldata(u)": text}, expect: {}}]',
  'cases: 5',
  'cases: [{name: a}, {name: a}, {name: a, base: a}]',
  'cases: [{name: a, base: b}, {name: b, base: a}, {name: c, base: a}, {name: d, base: d}]',
  'cases: [{name: first, base: frst}, {name: c, base: first}, {name: d, base: zzzzzz}]',
  'now: 2026-03-01T12:00:00Z\ndefaults: {Events_CL: {User: x, _ingested: -5m, Usr: y, Zzz: 1}, Evnts_CL: {a: 1}, Zzzzzz: {a: 1}, Open_CL: {a: 1}, "watchlist(Vips)": {a: 1}}\ncases:\n- name: a\n  given: {Events_CL: [{Count: 1}, {User: a, _ingested: -1m}], Evnts_CL: [{}], Zzzzzz: []}\n  expect: silent',
  'now: soon\ncases:\n- {name: a, given: {}, expect: silent}\n- {name: b, now: later, given: {}, expect: silent}\n- {name: c, base: b, as: prod}\n- {name: d, now: 2026-02-01, base: a, runs: {from: -2h}}\n- {name: e, base: d}\n- {name: f, base: d, runs: {from: never, to: 5h}}\n- {name: g, base: d, runs: {from: now, to: -1h}}\n- {name: h, base: c, as: dev}',
  'now: 2026-03-01\ncases:\n- name: a\n  given: {Events_CL: [{User: 5}, burst], Open_CL: [{User: a}]}\n  expect: {alerts: 1}\n- name: b\n  base: a\n  with: {Events_CL.0.User: x, Events_CL.1.Count: many, Gone.0.User: x, Events_CL.7.User: x}\n- name: c\n  base: b\n  given: {Open_CL: [{User: {}}]}\n- name: d\n  base: c\n  with: {Open_CL.0.Time: 1}\n  expect: silent',
  'now: 2026-03-01\ncases:\n- name: a\n  given: {Events_CL: [{User: 5}, burst], Open_CL: [{User: a}]}\n  expect: {alerts: 1}\n- name: b\n  base: a\n  with: {Events_CL.0.User: x, Events_CL.1.Count: many}\n- name: c\n  base: b\n  given: {Open_CL: [{User: {}}]}\n- name: d\n  base: c\n  with: {Open_CL.0.Time: 1}\n  expect: silent',
  'cases:\n- name: a\n  given:\n    watchlist(Vips): [{Upn: a, SearchKey: k}, {Upm: b}, {Upn: true, SearchKey: 7}, {Upn: [1]}]\n    \'_getwatchlist("keyed")\': [{SearchKey: 5, Other: 1}]\n    Watchlist( Mine ): [{A: x, B: 5, LastUpdatedTimeUTC: -1h}]\n    EXTERNALDATA(https://a/b): {file: one.json}\n    externaldata(https://a/c): {file: gone.csv}\n    externaldata(https://a/d): [{a: 1}, {a: {b: 2}}]\n    externaldata(https://a/e): [line, {a: 1}]\n    externaldata(https://a/f): []\n    externaldata(https://a/g): {a: 1}\n    externaldata(https://a/h): {file: 5}\n    geo(192.0.2.1): {country: Norway}\n    "geo( \'192.0.2.2\' )": {a: [1]}\n    Own_CL: {file: lines.ndjson}\n    Events_CL: {file: gone.csv}\n    Open_CL: {file: rows.csv}\n  expect: {rows: []}',
  'cases:\n- name: a\n  given: {Events_CL: {file: one.json}, Own_CL: {file: one.json}, Open_CL: {file: 5}, X: [], "externaldata(u)": {file: list.JSON}}\n- {name: b, given: {Events_CL: {file: rows.csv}}}',
  'cases:\n- name: a\n  given:\n    Events_CL:\n    - {User: a, Count: 1, Small: 2, Share: 0.5, Exact: "1.50", IsNew: true, Seen: -1h, Took: 1m30s, Id: 5F0A1C1E-8a57-4f53-9a86-0e2c5cf6a001, Details: {a: [1, 0.5]}}\n    - {User: [1], Count: x, Small: 3000000000, Share: x, Exact: x, IsNew: x, Seen: x, Took: x, Id: x, Details: \'{"a": 1}\'}\n    - {TimeGenerated: -2h, Type: Other, TenantId: t, _ResourceId: r}\n    Open_CL:\n    - {a_s: x, b_d: 1, c_b: true, d_t: -1h, e_g: g, f: 1, g: 1.5, h: {}, i: null, j: x, TimeGenerated: -3h}\n    - {b_d: x, f: 1.5, i: 5, k: [1]}',
];
const tests = caseFiles.flatMap((text) => {
  const read = readTest('a.test.yaml', text);
  const { test: found, diagnostics } = read;
  const lines = [`test file ${plain(text)}`, ...diagnostics.map((each) => `  found ${plain(each)}`)];
  if (found === undefined) return lines;
  const places = ['/now', '/given', '/given/Events_CL/0/User', '/given/Open_CL/0', '/runs/from', '/expect/alerts', ''];
  return [
    ...lines,
    `  files ${plain(namedFiles(found))}, defaults ${plain(checkDefaults(found, schema))}`,
    ...found.cases.flatMap((each) => {
      const { input, findings } = prepareCase(found, each, context);
      return [
        `  case ${plain(each)} ${plain(places.map(each.origin))}`,
        `    ${plain(input)}`,
        ...findings.map((finding) => `    ${plain(finding)}`),
      ];
    }),
  ];
});

const shared = ['', 'a: {A: 1}\nb: [{A: 1}, {B: 2}]\nc: []', 'a: [5, {A: 1}]\nb: 5', '[1]', 'a: {', 'a: null'].map(
  (text) => {
    const { rows, diagnostics } = readSharedRows('fixtures/a.yaml', text);
    return `shared rows ${plain(text)}: ${plain(rows)}\n  ${plain(diagnostics)}`;
  },
);

const lists: readonly (readonly [text: string, delimiter: ',' | '\t', searchKey: string | undefined])[] = [
  ['', ',', undefined],
  ['\uFEFFA,B\n1,2\n3\n', ',', 'B'],
  ['A, B ,A,,C\n1,2,3,4,5\n', ',', 'C'],
  ['A\tB\n1,2\t3\n', '\t', 'Gone'],
];
const watchlists = lists.map(
  ([text, delimiter, searchKey]) =>
    `watchlist ${plain([text, delimiter, searchKey])}: ${plain(watchlistRows({ alias: 'A', text, delimiter, ...(searchKey === undefined ? {} : { searchKey }) }))}`,
);

const subjects = (
  "Events_CL|events_cl|Evnts_CL|Zzzzzzzz|watchlist(vips)|watchlist('Vips')|watchlist(\"Vips)|_GetWatchlist(Keyed)|" +
  'geo(1.2.3.4)|externaldata()|geo|xgeo(1)|Open_CL|Own_CL|Seen|Wide|Body|Scalar'
)
  .split('|')
  .map((key) => `subject ${key}: ${plain(subjectOf(key, schema))}`);
const named = 'TimeGenerated|a_s|a_d|a_b|a_t|a_g|a_x|_s|a'
  .split('|')
  .map((name) => `type by name, ${name}: ${typeByName(name)}`);

// ---- What runs see, and how rows are varied.

const many = readTest(
  'a.test.yaml',
  'now: 2026-03-01T12:00:00Z\ncases:\n- name: a\n  given:\n    watchlist(Vips): [{Upn: a}]\n    geo(1.2.3.4): {country: N}\n    externaldata(u): [text]\n    Events_CL:\n' +
    [
      'User: now, TimeGenerated: now',
      'User: recent, TimeGenerated: -1m',
      'User: edge, TimeGenerated: -1h',
      'User: old, TimeGenerated: -61m',
      'User: late, TimeGenerated: -30m, _ingested: now',
      'User: later, TimeGenerated: -30m, _ingested: +5m',
      'User: latest, TimeGenerated: -30m, _ingested: +6m',
      'User: early, TimeGenerated: -20m, _ingested: -20m',
      'User: twice, TimeGenerated: -10s, _ingested: -30s',
      'User: timeless, TimeGenerated: null',
    ]
      .map((row) => `    - {${row}}`)
      .join('\n') +
    '\n    Open_CL: [{A: 1, _ingested: -2h}, {A: 2}, {A: 3}, {A: 4}, {A: 5}, {A: 6}, {A: 7}, {A: 8}, {A: 9}]\n- {name: b, base: a, runs: {from: -2h}}',
);
const rules = { Scheduled: queryRule(), NRT: queryRule({ kind: 'NRT' }) };
const runs = Object.entries(rules).flatMap(([kind, rule]) =>
  (many.test?.cases ?? []).flatMap((each) => {
    const { input } = prepareCase(many.test ?? { now: undefined, defaults: {}, cases: [] }, each, context);
    const orders = ['given', 'reversed', 'shuffled'] as const;
    return orders.map((order) => {
      const budget = { isUsedUp: () => false };
      const choice = order === 'given' ? 'first' : 'last';
      const seen = runInputs(rule, input, { choice, order }, order === 'given' ? undefined : budget)(input.now);
      const tableOf = (name: string): unknown => seen.table(name)?.rows.map((row) => row.slice(0, 3));
      const [first] = seen.table('Events_CL')?.rows ?? [];
      const rest = {
        Events_CL: tableOf('Events_CL'),
        Open_CL: tableOf('Open_CL'),
        none: tableOf('Gone'),
        isSame: seen.table('Events_CL') === seen.table('Events_CL'),
        watchlists: ['VIPS', 'others', 'gone'].map((alias) => seen.watchlist?.(alias)),
        external: [seen.external?.('u'), seen.external?.('v')],
        geo: [seen.geo?.('1.2.3.4'), seen.geo?.('x')],
        now: seen.now,
        came: first && seen.ingestionTime?.('Events_CL', first),
        cameElse: seen.ingestionTime?.('Events_CL', []),
        seed: seen.seed,
        choice: seen.choice,
        hasBudget: seen.budget !== undefined,
      };
      return `${kind} run of ${each.name}, ${order}: ${plain(rest)}`;
    });
  }),
);

const is = (path: string, ...values: readonly NamedValue[]): QueryCondition => ({
  kind: 'test',
  path: path.split('.'),
  relation: 'is',
  values,
});
const conditions: readonly QueryCondition[] = [
  ...['User', 'Count', 'Small', 'Share', 'Exact', 'IsNew', 'Seen', 'Took', 'Id', 'Details', 'Gone'].map((name) =>
    is(name, 'x', '5', '-12', '1234567890123456', 5, true, '2026-01-01', '1h'),
  ),
  is('Details.a', 'x', 5),
  is('Details.a.b', 'x'),
  is('Details.a.b.c.d', 'x'),
  is('Details.New.deep', 'x'),
  is('User.a', 'x', 5),
  is('Count.a', 'x'),
  { kind: 'not', part: is('User', 'y') },
  { kind: 'any', parts: [is('User', 'z'), { kind: 'unknown' }] },
  { kind: 'test', path: ['Count'], relation: 'above', values: [5, 'x'] },
  { kind: 'test', path: ['User'], relation: 'has', values: ['x', ''] },
  { kind: 'test', path: ['User'], relation: 'filled', values: [] },
];
const variedRows = [
  '[{User: a, Count: 1, Details: {a: {b: 1}}}, {User: b, Details: {c: 1}}]',
  `[{User: '{"a": 1}', TimeGenerated: -1h}]`,
  '[{User: "[1]", Details: text, TimeGenerated: null}]',
  '[]',
];
const variations = variedRows.flatMap((rows) => {
  const { test: found } = readTest(
    'a.test.yaml',
    `cases: [{name: a, given: {Events_CL: ${rows}, Open_CL: [{User: o}]}}]`,
  );
  const [first] = found?.cases ?? [];
  if (found === undefined || first === undefined) return [];
  const { input } = prepareCase(found, first, context);
  return [...variationsOf(input, conditions, [0, 1, 3])].map((varied) => {
    const changed = [...varied.input.tables].filter(([name, table]) => input.tables.get(name) !== table);
    const shown = changed.map(([name, { rows: after, ingested, columns: all }]) => [
      name,
      after.map((row) =>
        Object.fromEntries(
          row.flatMap((cell, at): [string, Value][] => {
            const before = input.tables.get(name)?.rows[0]?.[at];
            return plain(before) === plain(cell) ? [] : [[all[at]?.name ?? '', cell]];
          }),
        ),
      ),
      ingested.length,
    ]);
    return `${rows}: ${varied.words}: ${plain(shown)}`;
  });
});

// ---- Values that are the same, and rows that are an expected one.

const values: readonly (readonly [Value, Type])[] = [
  [null, 'string'],
  ['', 'string'],
  ['a', 'string'],
  ['A', 'string'],
  [0, 'long'],
  [1, 'long'],
  [2n ** 60n, 'long'],
  [1, 'real'],
  [new Real(1), 'real'],
  [1 + 1e-12, 'real'],
  [1.0001, 'real'],
  [0, 'real'],
  [1e-13, 'real'],
  [Number.NaN, 'real'],
  [true, 'bool'],
  [[], 'dynamic'],
  [[1, 'a'], 'dynamic'],
  [[1], 'dynamic'],
  [new Map<string, Value & null>([['a', null]]), 'dynamic'],
  [new Map(), 'dynamic'],
  [new Map([['a', 1]]), 'dynamic'],
  [new Map([['b', 1]]), 'dynamic'],
  [
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
    'dynamic',
  ],
];
const same = values.flatMap(([one, type]) => [
  `${plain(one)} of ${type} is the same as ${values
    .filter(([other]) => sameValue(one, other, type))
    .map(([other]) => plain(other))
    .join(' and ')}`,
]);
const resultColumns = columns.slice(0, 4);
const expectedRows: readonly JsonObject[] = [
  {},
  { User: 'a' },
  { User: 'a', Count: 2 },
  { User: 'a', Gone: 1 },
  { Gone: 1 },
  { Count: null },
  { User: 'a', Count: 'x' },
  { Count: 'x' },
];
const matched = expectedRows.map((row) => {
  const isIt = matcherOf(row, resultColumns, 0);
  return `row ${plain(row)}: ${plain(isIt && [isIt(['a', 1, null, null]), isIt(['a', 2, null, null]), isIt(['b', 2, null, null])])}`;
});
const befores: readonly (JsonValue | undefined)[] = [
  undefined,
  'silent',
  { rows: [{ Count: 1 }, 5, { User: 'x' }] },
  { rows: [] },
  { rows: [{ Gone: 1 }], title: 'x' },
  { alerts: [] },
  { alerts: [{ title: 'x', entities: [] }, { tactics: [] }], other: 1 },
  { alerts: [5] },
  { incidents: 9, description: '', customDetails: {} },
];
const raised = {
  time: 0,
  title: 'T',
  description: 'D',
  severity: 'Low',
  tactics: ['Impact'],
  entities: [{ type: 'Host', identifiers: { HostName: 'h' } }],
  customDetails: { one: ['1'], two: ['1', '2'], none: [] },
  properties: {},
  rows: 1,
} as const;
const accepted = befores.flatMap((before) =>
  [[], [raised], [raised, raised, raised]].map((alerts) => {
    const outcome = {
      runs: [],
      result: { columns: resultColumns, rows: [['a', 2n ** 60n, 5, 0.5] as const] },
      alerts,
      incidents: 2,
    };
    return `accepted ${plain(before)} with ${alerts.length} alerts: ${plain(expectationOf(before, outcome))}`;
  }),
);

const said = [
  ...events,
  ...fixtures,
  ...tests,
  ...shared,
  ...watchlists,
  ...subjects,
  ...named,
  ...runs,
  `an hour is ${ticksPer.hour}`,
  ...variations,
  ...same,
  ...matched,
  ...accepted,
]
  .join('\n')
  .split('\n');

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('what test files give, what runs see of it and what is wrong with it is said whole', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
