import { expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import type { Alert } from '../../../src/content/alerts/index.ts';
import { expectationOf } from '../../../src/content/rule-test/accept.ts';
import { Decimal } from '../../../src/kql/run/values/decimal.ts';
import { Guid, type Type, type Value } from '../../../src/kql/run/values/value.ts';

const alert = (title: string, more: Partial<Alert> = {}): Alert => ({
  time: 0,
  title,
  description: 'd',
  severity: 'High',
  tactics: ['Impact'],
  entities: [{ type: 'Host', identifiers: { HostName: 'h' } }],
  customDetails: { one: ['1'], many: ['1', '2'], none: [] },
  properties: {},
  rows: 1,
  ...more,
});

const columns: readonly (readonly [name: string, type: Type, value: Value])[] = [
  ['text', 'string', 'a'],
  ['yes', 'bool', true],
  ['no', 'bool', false],
  ['small', 'long', 5],
  ['big', 'long', 2n ** 60n],
  ['real', 'real', 1.5],
  ['endless', 'real', Number.POSITIVE_INFINITY],
  ['time', 'datetime', 0],
  ['span', 'timespan', 600_000_000],
  ['id', 'guid', new Guid('5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001')],
  ['exact', 'decimal', Decimal.parse('1.5') ?? null],
  ['bag', 'dynamic', new Map([['a', [1]]])],
  ['nothing', 'long', null],
];

const outcome = (alerts: readonly Alert[]) => ({
  runs: [],
  result: {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: [columns.map(([, , value]) => value)],
  },
  alerts,
  incidents: 4,
});

const two = [alert('A'), alert('B', { severity: 'Low', tactics: [] })];
const whole: JsonObject = {
  text: 'a',
  yes: true,
  no: false,
  small: 5,
  big: '1152921504606846976',
  real: 1.5,
  endless: Number.POSITIVE_INFINITY,
  time: '2010-01-01T00:00:00.0000000Z',
  span: '00:01:00',
  id: '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001',
  exact: '1.5',
  bag: { a: [1] },
  nothing: null,
};

test.each<readonly [before: JsonValue | undefined, alerts: readonly Alert[], after: JsonValue]>([
  [undefined, [], 'silent'],
  ['silent', [], 'silent'],
  ['silent', two, { alerts: 2, title: 'A', severity: 'High' }],
  [{ alerts: 1, title: 'x' }, [], 'silent'],
  [{ alerts: 1 }, two, { alerts: 2 }],
  [{ alerts: [{ title: 'x' }] }, two, { alerts: [{ title: 'A' }, { title: 'B' }] }],
  [
    {
      alerts: [
        { title: 'x', odd: 1 },
        { severity: 'x', tactics: [] },
      ],
    },
    [...two, alert('C')],
    { alerts: [{ title: 'A' }, { severity: 'Low', tactics: [] }, { severity: 'High', tactics: ['Impact'] }] },
  ],
  [{ alerts: [] }, two, { alerts: [{ title: 'A' }, { title: 'B' }] }],
  [{ alerts: ['x'] }, [alert('A')], { alerts: [{ title: 'A' }] }],
  [{ incidents: 1 }, two, { incidents: 4 }],
  [
    { description: 'x', entities: [], customDetails: {}, odd: 1 },
    two,
    {
      description: 'd',
      entities: [{ type: 'Host', HostName: 'h' }],
      customDetails: { one: '1', many: ['1', '2'], none: [] },
    },
  ],
  [{ rows: [{ text: 'x' }, { big: 1 }, 'none'] }, [], { rows: [{ text: 'a', big: '1152921504606846976' }] }],
  [{ rows: [] }, two, { rows: [whole] }],
  [{ rows: 3, title: 'x' }, [], { rows: [whole] }],
])('%j, after %j, is expected as %j', (before, alerts, after) => {
  expect(expectationOf(before, outcome(alerts))).toEqual(after);
});
