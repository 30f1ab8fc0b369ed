import type { JsonObject, JsonValue } from '../../../../src/core/json.ts';
import type { Kind } from './table.ts';

const step = { action: 'open', wait: '5m', columns: ['B', 'A'], level: 'High' };

const link: JsonObject = {
  id: 'a',
  name: 'A name',
  tags: ['b', 'a'],
  labels: ['a', 'c'],
  enabled: false,
  description: "'What it is for.'\n",
  query: 'T\r\n| take 5\n\n',
  limit: 7,
  pausing: true,
  pause: '2h',
  late: 'x',
  owner: '/Subscriptions/One',
  details: { First: 'ColumnA', Second: 'ColumnB' },
  extra: { deep: { deeper: [1] } },
  version: '1.0',
  template: 't',
  templateVersion: '2.0',
  note: 'n',
};

/** A file of each kind, with every key that it may have. */
export const fileOf: Readonly<Record<Kind, JsonObject>> = {
  Query: {
    ...link,
    kind: 'Query',
    severity: 'High',
    start: '2027-06-01',
    grouping: { enabled: true, window: 'PT10M', by: ['x'], owner: '/One', steps: [{ action: 'tell' }] },
    steps: [step, { action: 'close' }],
    sound: 'louder',
  },
  Link: { ...link, kind: 'Link' },
  Feed: { id: 'a', kind: 'Feed', name: 'A name', enabled: false, from: ['/One'], sources: ['/Two'] },
};

/** What else may stand in them, by its key. */
export const fileOthers: Readonly<Record<string, readonly JsonValue[]>> = {
  kind: ['Link', 'Feed', 'query', 5],
  enabled: ['yes', null],
  limit: [1.5, '7', null, -1],
  pausing: ['true', null],
  pause: ['soon', 'P1D', 60, null],
  wait: ['90s', 'P1D', 'x'],
  level: ['Low', 'Middle', null],
  columns: [[1], [''], 'A'],
  start: ['2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', '2027-13-01', 5],
  details: [{ First: null }, { First: 1 }, [], 'x'],
  First: [null, 5, true],
  grouping: [[], 'x', { enabled: 'yes' }, { window: 5 }, null],
  steps: [[{}], [{ wait: '5m' }], ['x'], {}, [null], [step, step]],
  by: [[1], 'x', null],
  version: ['1', 1, 'v1.0'],
  sound: ['quiet', 'loud', 5],
  labels: [['b'], 'x', [5]],
  tags: [['b', 'b'], 'x'],
  sources: [['/two', '/Two'], 5],
  from: [[''], null],
  extra: ['x', [], { list: [], none: null }],
  name: [null, 5],
  description: ["'a' and 'b'", '"', "''", 5],
  query: ['\n', 5],
  owner: [null, 5],
  template: [null],
};

/** Other files, in words. */
export const files: readonly (readonly [string, JsonObject])[] = [
  ['no key at all', {}],
  ['only what a query needs', { id: 'a', name: 'n', severity: 'Low', query: 'T' }],
  ['only what a link needs', { id: 'a', name: 'n' }],
  ['only what a feed needs', { id: 'a', sources: ['x'] }],
  ['a feed that says what comes from the service', { id: 'a', name: 'n', from: ['x'] }],
  ['a link that says a query', { id: 'a', name: 'n', query: 'T', note: 'x', severity: 'Low' }],
  ['a link with a wrong value of a query', { id: 'a', name: 'n', query: 5, note: 6, severity: 'x' }],
  ['a link with a wrong value of another kind', { id: 'a', name: 'n', start: 'x' }],
  ['a feed with a wrong other name', { id: 'a', from: ['x'], sources: [5], labels: [5] }],
  ['a feed with a wrong name of its own', { id: 'a', from: [5], sources: ['x'] }],
  ['a wrong value of what only files have', { id: 'a', name: 'n', version: 5 }],
  ['a member that every object inherits', { id: 'a', name: 'n', details: { toString: 'x' } }],
];

/** A body with everything that the service may answer. */
export const bodies: JsonObject = {
  kind: 'Query',
  etag: 'e',
  extra: { b: [], a: { deep: null, list: [null, {}, 1] } },
  other: 'unknown',
  properties: {
    displayName: 'Another name',
    tags: ['c', 'a', 'a'],
    severity: 'Low',
    enabled: true,
    description: '"Wrapped"',
    query: 'U\r\n',
    limit: 5,
    pausing: false,
    pause: 'PT60M',
    late: 'x',
    start: '2027-06-01T02:00:00+02:00',
    ownerId: '/ONE',
    details: { A: 'x', B: null },
    grouping: {
      enabled: false,
      window: 'PT5M',
      by: [],
      steps: [{ action: 'b', wait: 'PT60S', level: 'Low' }],
      more: [],
    },
    steps: [
      { action: 'b', columns: ['B', 'A', 'B'] },
      { action: 'a', wait: 'PT90S', level: 'High', note: 'unknown' },
      { action: 'b', columns: ['A', 'B'] },
    ],
    tone: 'deep',
    volume: 4,
    outer: { echo: { on: false }, rest: {} },
    template: 't',
    templateVersion: '1.1',
    sources: ['/B', '/a', '/A'],
    changed: 'today',
    zeta: 1,
    alpha: { x: 'y' },
  },
};

/** What else may stand in it, by its key. */
export const bodyOthers: Readonly<Record<string, readonly JsonValue[]>> = {
  kind: ['Link', null],
  pausing: [null, 'true'],
  pause: ['soon', 5, null],
  late: [null],
  wait: ['PT60S', 'soon', null],
  start: ['2027-01-01T00:00:00Z', '2027-01-01T00:00:01Z', 'soon', 5, null],
  ownerId: [5, '/Two', null],
  details: ['x', [], { B: 'y', C: 'z' }],
  grouping: ['x', [], null, { enabled: true, by: ['y', 'x'] }],
  steps: ['x', [null], [{ action: 'open', wait: 'PT1H' }], [{ action: 'close' }, { action: 'new', columns: ['Z'] }]],
  columns: [['Two', 'One'], 'A', ['Three']],
  tags: [['a', 'b', 'c'], ['b'], 'x', [null, 'x'], null],
  severity: [null],
  tone: ['quiet', null],
  volume: [null],
  echo: [{ on: true }, 'x'],
  description: ['Two\nlines.', 'One line.', null],
  query: ['T\n| where A == 2\n| take 5', 'One line', null],
  templateVersion: [null],
  template: [null],
  extra: [{ deep: { deeper: [1, 2, 3] } }, 'x', null],
  limit: [5, null],
  enabled: [null, 'x'],
  sources: [null],
  deeper: [[2, 1]],
};
