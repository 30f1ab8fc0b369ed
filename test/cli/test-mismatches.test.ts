import { readFileSync, writeFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { inFolder } from './io.ts';

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(120_000);

const rule = `id: 7b1a9f10-8f4c-4d0e-9a53-0a4d0a3f5c21
name: Odd payment
version: 1.0.0
kind: Scheduled
description: A payment that is odd.
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [Impact]
relevantTechniques: [T1657]
query: |
  Payments_CL
  | where Amount > 5
  | extend Tactics = iff(Urgent, 'Exfiltration', '')
entityMappings:
  - entityType: Account
    fieldMappings:
      - { identifier: Name, columnName: Payer }
  - entityType: IP
    fieldMappings:
      - { identifier: Address, columnName: Address }
eventGroupingSettings:
  aggregationKind: AlertPerResult
customDetails:
  Amount: Amount
  Urgent: Urgent
alertDetailsOverride:
  alertDisplayNameFormat: '{{Payer}} pays'
  alertTacticsColumnName: Tactics
`;

const types = {
  TimeGenerated: 'DateTime',
  Payer: 'String',
  Address: 'String',
  Amount: 'Double',
  Urgent: 'Bool',
  Count: 'Long',
  Small: 'Int',
  Sum: 'Decimal',
  Wait: 'TimeSpan',
  Key: 'Guid',
  More: 'Dynamic',
};
const schema = JSON.stringify({
  Name: 'Payments_CL',
  Properties: Object.entries(types).map(([Name, Type]) => ({ Name, Type })),
});

const given = `given:
      Payments_CL:
        - Payer: ana
          Address: 203.0.113.7
          Amount: 7.5
          Urgent: true
          Count: 12
          Small: 3
          Sum: "1.50"
          Wait: 10m
          Key: 74be27de-1e4e-49d9-b579-fe0b331d3642
          More: { a: [1, "x"], b: null }
        - { Payer: bob, Amount: 9 }`;

/** What each case expects: many are wrong on purpose. */
const expectations: Readonly<Record<string, string>> = {
  'all of it': `{ alerts: [{ title: ana pays, tactics: [Exfiltration], customDetails: { Amount: 7.5, Urgent: true }, entities: [{ type: Account, Name: ana }, { type: IP, Address: 203.0.113.7 }] }, { title: bob pays, tactics: [Impact] }] }`,
  'other numbers of alerts': '{ alerts: 3 }',
  'fewer alerts': '{ alerts: [{ title: ana pays }] }',
  'more alerts': '{ alerts: [{ title: ana pays }, { title: bob pays }, { title: cid pays }] }',
  'another title': '{ alerts: [{ title: ana pays a lot }, { title: bob pays }] }',
  'another severity': '{ alerts: [{ severity: High }, { severity: Medium }] }',
  'other tactics': '{ alerts: [{ title: ana pays, tactics: [Impact, Exfiltration] }, { title: bob pays }] }',
  'an entity of another name': '{ alerts: [{ entities: [{ type: Account, Name: cid }] }, { title: bob pays }] }',
  'an entity of a type that the alert has not':
    '{ alerts: [{ title: ana pays, entities: [{ type: Host, HostName: a }] }, { title: bob pays }] }',
  'an entity of a misspelt type':
    '{ alerts: [{ title: ana pays, entities: [{ type: Acount, Name: ana }] }, { title: bob pays }] }',
  'an entity of no type there is':
    '{ alerts: [{ title: ana pays, entities: [{ type: Zebra }] }, { title: bob pays }] }',
  'a custom detail of another value':
    '{ alerts: [{ title: ana pays, customDetails: { Amount: 8 } }, { title: bob pays }] }',
  'a tactic twice': '{ alerts: [{ title: ana pays, tactics: [Exfiltration, Exfiltration] }, { title: bob pays }] }',
  'a custom detail that is not there':
    '{ alerts: [{ title: ana pays, customDetails: { Currency: EUR } }, { title: bob pays }] }',
  'a description that is none': '{ alerts: [{ title: ana pays, description: Something else. }, { title: bob pays }] }',
  'rows with each type':
    '{ rows: [{ Payer: ana, Amount: 7.5, Urgent: true, Count: 12, Small: 3, Sum: "1.5", Wait: 00:10:00, Key: 74be27de-1e4e-49d9-b579-fe0b331d3642, More: { a: [1, x], b: null } }, { Payer: bob, Count: null, Urgent: null, More: null }] }',
  'rows with other values':
    '{ rows: [{ Payer: ana, Amount: 7.6, Urgent: false, Count: 13, Small: 4, Sum: "1.51", Wait: 11m, Key: 84be27de-1e4e-49d9-b579-fe0b331d3642, More: { a: [1, y] } }, { Payer: bob }] }',
  'a row of lists that differ': '{ rows: [{ Payer: ana, More: { a: [1] } }, { Payer: bob, More: [1] }] }',
  'fewer rows': '{ rows: [{ Payer: ana }] }',
  'more rows': '{ rows: [{ Payer: ana }, { Payer: bob }, { Payer: cid }] }',
  'a column that the result has not': '{ rows: [{ Payer: ana, Payee: bob }, { Payer: bob }] }',
  'values of other types':
    '{ rows: [{ Payer: 5, Amount: much, Urgent: perhaps, Count: 1.5, Sum: some, Wait: soon, Key: none }, { title: bob pays }] }',
  silence: 'silent',
  'an incident too many': '{ incidents: 3 }',
};

const tests = `now: 2026-03-01T12:00:00Z
cases:
${Object.entries(expectations)
  .map(([name, expected]) => `  - name: ${name}\n    ${given}\n    expect: ${expected}`)
  .join('\n')}
`;

test('what differs from an expectation is said value by value, for alerts, entities, details and rows', async () => {
  await inFolder(async ({ write, picket }) => {
    await write('analytics-rules/odd.yaml', rule);
    await write('analytics-rules/odd.test.yaml', tests);
    await write('tables/Payments_CL.json', schema);
    const { code, out } = await picket('test');
    expect(code).toBe(1);
    const place = new URL('test-mismatches.txt', import.meta.url);
    if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(place, out);
    expect(out).toBe(readFileSync(place, 'utf8'));
  });
});
