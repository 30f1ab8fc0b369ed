import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../src/content/alerts/index.ts';
import { checkExpected } from '../../../src/content/rule-test/expected.ts';
import type { CaseOutcome } from '../../../src/content/rule-test/run-case.ts';
import type { JsonValue } from '../../../src/core/json.ts';
import type { Row, Table } from '../../../src/kql/run/values/value.ts';
import { updateExpected } from '../../expected.ts';

const alert = (given: Partial<Alert>): Alert => ({
  time: 0,
  title: 'Sign-ins',
  description: '',
  severity: 'Medium',
  tactics: [],
  entities: [],
  customDetails: {},
  properties: {},
  rows: 1,
  ...given,
});

const anna = alert({
  title: 'Sign-ins of anna',
  description: ' Many. ',
  severity: 'High',
  tactics: ['Impact', 'Persistence'],
  entities: [
    { type: 'Account', identifiers: { Name: 'anna', UPNSuffix: 'contoso.com' } },
    { type: 'Account', identifiers: { Name: 'admin' } },
    { type: 'Account', identifiers: { Sid: 'S-1' } },
    { type: 'Account', identifiers: { Name: 'other', UPNSuffix: 'x' } },
    { type: 'IP', identifiers: { Address: '192.0.2.1' } },
  ],
  customDetails: { Count: ['9', '12'], IsNew: ['True'], Share: ['9.0'] },
});
const ben = alert({ title: 'Sign-ins of ben' });
const carl = alert({ title: 'Sign-ins of carl' });
const dora = alert({ title: 'Sign-ins of dora' });

const table = (rows: readonly Row[]): Table => ({
  columns: [
    { name: 'User', type: 'string' },
    { name: 'Count', type: 'long' },
    { name: 'Share', type: 'real' },
    { name: 'TimeGenerated', type: 'datetime' },
  ],
  rows,
});
const result = table([
  ['anna', 9, 0.5, 0],
  ['ben', 3, 0.25, 10_000_000],
  ['carl', null, null, null],
  ['dora', 1, 1, 20_000_000],
]);

const all: CaseOutcome = { runs: [], result, alerts: [anna, ben, carl, dora], incidents: 2 };
const one: CaseOutcome = { ...all, alerts: [anna], result: table(result.rows.slice(0, 1)), incidents: 1 };
const none: CaseOutcome = { ...all, alerts: [], result: table([]), incidents: 0 };
const bare: CaseOutcome = { ...one, alerts: [ben] };

const outcomes = { all, one, none, bare };

const expected: readonly JsonValue[] = [
  'no alert',
  ...[0, 1, 2, 4].map((alerts) => ({ alerts })),
  ...[0, 1, 2].map((incidents) => ({ incidents })),
  { alerts: 1, title: 'Sign-ins of anna' },
  { title: 'Sign-ins of ben', severity: 'High' },
  { description: 'Many.', severity: 'High', tactics: ['Persistence', 'Impact'] },
  { title: 'Other', description: 'x', severity: 'Low', tactics: 'Impact' },
  { title: 5 },
  { tactics: [] },
  { entities: [] },
  { entities: [{ type: 'account', Name: 'anna', UPNSuffix: 'contoso.com' }, { type: 'IP' }] },
  { entities: [{ type: 'Account', Name: 'anna', UPNSuffix: 'fabrikam.com' }] },
  {
    entities: [
      { type: 'Account', Name: 'anna' },
      { type: 'Account', Name: 'anna' },
    ],
  },
  { entities: [{ type: 'Acount', Name: 'anna' }, { type: 'Q' }, { type: 'Host', HostName: 'h' }, {}] },
  { customDetails: { Count: [12, 9], IsNew: true, Share: 9 } },
  { customDetails: { Count: 9, IsNew: false, Share: '9', Gone: 1 } },
  { alerts: [{ title: 'Sign-ins of ben' }, { title: 'Sign-ins of anna', severity: 'High' }] },
  { alerts: [{ title: 'Sign-ins of anna', severity: 'Low' }] },
  { alerts: [{}, {}, {}, { title: 'Sign-ins of anna' }] },
  { alerts: [] },
  { rows: [] },
  { rows: [{ User: 'anna' }] },
  { rows: [{ User: 'anna', Count: 9, Share: 0.5, TimeGenerated: '2010-01-01T00:00:00Z' }] },
  { rows: [{ User: 'anna', Count: 8 }] },
  { rows: [{ Count: 3 }, { User: 'anna' }, { User: 'carl', Count: null }, { Share: 1.0000000000001 }] },
  { rows: [{ User: 'x', Count: 3 }, { Count: 9 }, { User: 'carl' }, { Share: 2 }] },
  { rows: [{ User: 'x' }, { User: 'y' }, { User: 'z' }, { User: 'w' }, { User: 'v' }] },
  {
    rows: [
      { user: 'anna', Cnt: 9, Zzz: 1 },
      { Count: '9', Share: 'x', User: 5 },
    ],
  },
];

const said = Object.entries(outcomes).flatMap(([name, outcome]) =>
  expected.map((each) => `${name}: ${JSON.stringify(each)}\n  ${JSON.stringify(checkExpected(each, outcome, 0))}`),
);

const file = new URL('expected.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

describe('what came out against what a case expects', () => {
  test('is said whole, for each expectation and each outcome', () => {
    expect(said.join('\n').split('\n')).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
  });
});
