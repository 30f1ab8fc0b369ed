import { describe, expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { createPortal, withSettings } from '../../src/emulator/index.ts';
import { readsEverything, sourcesOf, tokensOf } from '../../src/emulator/query-text.ts';
import { emulator, id, scheduled } from './arm.ts';

const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
};
const missing = 'Failed to run the analytics rule query. One of the tables does not exist.';

describe('the tables of a query', () => {
  const cases: readonly (readonly [query: string, sources: readonly string[]])[] = [
    ['SigninLogs | take 1', ['SigninLogs']],
    ['// Nothing\nSigninLogs', ['SigninLogs']],
    ['let t = 5m; SigninLogs | where x > ago(t)', ['SigninLogs']],
    ['let T = SigninLogs | take 1; T | take 1', ['SigninLogs']],
    ['let f = (t: string) { table(t) | take 1 }; f("SigninLogs")', []],
    ['union A_CL, B_CL | take 1', ['A_CL', 'B_CL']],
    ['union isfuzzy=true (A_CL | take 1), (B_CL | take 1)', ['A_CL']],
    ['A_CL | join kind=inner (B_CL | take 1) on x', ['A_CL', 'B_CL']],
    ['A_CL | join kind=leftouter B_CL on x', ['A_CL', 'B_CL']],
    ['A_CL | where x in ("B_CL | C_CL", @"D_CL;E_CL")', ['A_CL']],
    ['_Im_Dns(starttime=ago(1h)) | take 1', []],
    ['datatable(a: string)["SigninLogs"] | take 1', []],
    ['print "x"', []],
    ['', []],
  ];
  test.each(cases)('%j reads %j', (query, sources) => {
    expect(sourcesOf(tokensOf(query))).toEqual(sources);
  });

  test('are read in linear work from any text, without an error', () => {
    assert(
      property(string({ maxLength: 300 }), (query) => {
        const tokens = tokensOf(query);
        expect(tokens.length).toBeLessThanOrEqual(query.length);
        expect(sourcesOf(tokens).every((name) => query.includes(name))).toBe(true);
      }),
    );
  });

  test('a star behind a name, in a text or in a comment is no search over everything', () => {
    for (const query of ['T | project *', 'T | where x == "union *"', 'T // search *', 'T | count | project a = b * 2'])
      expect(readsEverything(tokensOf(query))).toBe(false);
  });
});

describe('unknown tables', () => {
  test('are taken as long as the setting allows them', async () => {
    expect((await emulator().put(id(1), scheduled({ query: 'Nothing_CL' }))).status).toBe(201);
  });

  test('are refused, unless settings or portal know the name as a table or function', async () => {
    const tables = [{ name: 'SigninLogs' }];
    const { put, store, clock } = emulator({ unknownTables: 'refused', tables, functions: ['imDns'] });
    const portal = createPortal({ store, clock, target });
    const refused = await put(id(1), scheduled({ query: 'SigninLogs | union Own_CL' }));
    expect([refused.status, refused.message]).toEqual([400, missing]);
    await portal.addTable({ name: 'Own_CL', columns: { Ip: 'string' } });
    expect((await put(id(1), scheduled({ query: 'SigninLogs | union Own_CL' }))).status).toBe(201);
    expect((await put(id(2), scheduled({ query: 'imDns | take 1' }))).status).toBe(201);
    expect((await put(id(3), scheduled({ query: 'MyParser | take 1' }))).message).toBe(missing);
    await portal.addFunction('MyParser', '', 'SigninLogs');
    expect((await put(id(3), scheduled({ query: 'MyParser | take 1' }))).status).toBe(201);
  });

  test('of a disabled rule are not looked up where the setting says so', async () => {
    const overrides = { unknownTables: 'refused', queryChecks: 'enabled-only' } as const;
    const { put } = emulator(overrides);
    expect(withSettings(overrides).tables).toEqual([]);
    expect((await put(id(1), scheduled({ query: 'Nothing_CL', enabled: false }))).status).toBe(201);
    expect((await put(id(1), scheduled({ query: 'Nothing_CL' }))).message).toBe(missing);
  });
});
