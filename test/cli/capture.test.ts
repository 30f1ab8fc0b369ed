import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { createPortal } from '../../src/emulator/portal.ts';
import { fileStore } from '../../src/emulator/store/file-store.ts';
import { readText } from '../../src/files/disk.ts';
import { noon, type Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

jest.setTimeout(120_000);

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';
const alertId = '11111111-2222-3333-4444-555555555555';
const path = 'analytics-rules/spray.test.yaml';

const rule = `id: ${id}
name: Password spray
kind: Scheduled
version: 1.0.0
description: Failed sign-ins.
severity: High
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
query: |
  SigninLogs
  | where ResultType == "50126"
  | project TimeGenerated, UserPrincipalName, IPAddress, ResultDescription
`;

const at = (ago: number): string => new Date(noon - ago * 60_000).toISOString();

const table = (name: string, rows: readonly (readonly (readonly [string, unknown])[])[]) => ({
  table: name,
  columns: (rows[0] ?? []).map(([column]) => ({
    name: column,
    type: column === 'TimeGenerated' ? 'datetime' : column === 'IncidentNumber' ? 'int' : 'string',
  })),
  rows: rows.map((row) => row.map(([, value]) => JSON.parse(JSON.stringify(value)))),
});

/** What an alert says of the rule that made it. */
const ofRule = {
  'Analytic Rule Ids': JSON.stringify([id]),
  'Query Start Time UTC': at(70),
  'Query End Time UTC': at(10),
};

const seeded = async (
  shell: Shell,
  description: string,
  { properties = ofRule, text = rule }: { readonly properties?: object; readonly text?: string } = {},
): Promise<void> => {
  await shell.write('analytics-rules/spray.yaml', text);
  const portal = createPortal({
    store: await fileStore(join(shell.cwd, '.picket/emulator/local.json')),
    clock: { now: () => noon, sleep: async () => undefined },
    target: {
      subscriptionId: '00000000-0000-0000-0000-000000000000',
      resourceGroup: 'local',
      workspaceName: 'picket-local',
    },
  });
  await portal.addRows(
    table('SecurityIncident', [
      [
        ['TimeGenerated', at(5)],
        ['IncidentNumber', 4711],
        ['AlertIds', JSON.stringify([alertId])],
      ],
    ]),
  );
  await portal.addRows(
    table('SecurityAlert', [
      [
        ['TimeGenerated', at(6)],
        ['AlertName', 'Password spray'],
        ['ExtendedProperties', JSON.stringify(properties)],
      ],
    ]),
  );
  const row = (user: string, address: string) => [
    ['TimeGenerated', at(20)] as const,
    ['UserPrincipalName', user] as const,
    ['IPAddress', address] as const,
    ['ResultType', '50126'] as const,
    ['ResultDescription', description] as const,
    ['Location', 'NL'] as const,
  ];
  await portal.addRows(
    table('SigninLogs', [row('ana.silva@fabrikam.com', '8.8.4.4'), row('Ana.Silva@fabrikam.com', '10.1.2.3')]),
  );
};

describe('picket capture', () => {
  test('writes the rows of an incident as a test that passes, without names of people and machines', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, 'ana.silva failed from 8.8.4.4');
      const { out, err, code } = await shell.picket('capture', '4711', '--to', path);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(`${path}: 2 rows, without names; analytics-rules/spray.yaml fires on them.`);
      const text = (await readText(join(shell.cwd, path))) ?? '';
      expect(text).not.toMatch(/ana|silva|fabrikam|8\.8\.4|10\.1\.2|Location/i);
      expect(text).toContain('name: incident 4711');
      expect(text).toContain('ResultDescription: user-1 failed from 203.0.113.1');
      expect(text.match(/UserPrincipalName: user-1@contoso\.com/g)).toHaveLength(2);
      const tested = await shell.picket('test', '--untested');
      expect([tested.code, tested.out]).toEqual([0, expect.stringContaining('2 cases of 1 rule: 2 passed.')]);
      expect((await shell.picket('capture', '4711', '--to', path)).err).toContain(`${path} exists`);
    });
  });

  test('refuses secrets, and says what it does not find', async () => {
    await inFolder(async (shell) => {
      await seeded(shell, 'client_secret=8Q~abcdefghijk');
      const { err, code } = await shell.picket('capture', alertId, '--to', path);
      expect([code, err]).toEqual([3, expect.stringContaining('`ResultDescription` of row 1 of `SigninLogs` holds')]);
      expect(await readText(join(shell.cwd, path))).toBeUndefined();
    });
    await inFolder(async (shell) => {
      await shell.write('analytics-rules/spray.yaml', rule);
      const { err, code } = await shell.picket('capture', '12', '--to', path);
      expect([code, err]).toEqual([3, expect.stringContaining('There is no incident and no alert `12`')]);
    });
  });

  test('takes rules, windows and rows as the alert and the workspace have them', async () => {
    const { 'Query End Time UTC': _end, ...withoutEnd } = ofRule;
    const { 'Query Start Time UTC': _start, ...withoutTimes } = withoutEnd;
    const { 'Analytic Rule Ids': _ids, ...ofNobody } = ofRule;
    const query = (text: string): string => rule.slice(0, rule.indexOf('query: |')).concat(`query: ${text}\n`);
    const variants: readonly Parameters<typeof seeded>[2][] = [
      {},
      { properties: withoutEnd },
      { properties: withoutTimes },
      { properties: { ...ofRule, 'Query Start Time UTC': at(5), 'Query End Time UTC': at(70) } },
      { properties: { ...ofRule, 'Query Start Time UTC': at(15) } },
      { properties: ofNobody },
      { properties: { ...ofNobody, 'Analytic Rule Name': 'PASSWORD SPRAY' } },
      { properties: { ...ofRule, 'Analytic Rule Ids': JSON.stringify([id.replace('a001', 'a002')]) } },
      { text: query('SigninLogs | where Nope == 1') },
      { text: rule.replace('queryPeriod: 1h', 'queryPeriod: long') },
      { text: query('SigninLogs | where ResultType == "0"') },
      { text: query('SigninLogs | summarize Times = count() by UserPrincipalName | where Times > 1') },
      { text: query("|\n  let known = 'a;b';\n  // Of all\n  SigninLogs | where ResultType == '50126'") },
      { text: query('union SigninLogs, AuditLogs | where ResultType == "50126"') },
      { text: query('SigninLogs | where UserPrincipalName has "ana" or IPAddress has "8.8"') },
    ];
    for (const variant of variants)
      await inFolder(async (shell) => {
        await seeded(shell, '', variant);
        const { code } = await shell.picket('capture', alertId, '--to', path);
        if (code === 0 && variant?.text !== undefined) await shell.read(path);
        expect([0, 3, 4]).toContain(code);
      });
  });
});
