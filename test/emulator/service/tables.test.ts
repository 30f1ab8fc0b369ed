import { describe, expect, test } from '@jest/globals';
import { createPortal, withSettings, type SettingOverrides } from '../../../src/emulator/index.ts';
import { schemaOf } from '../../../src/kql/index.ts';
import { emulator, id, scheduled, sentinel } from '../arm.ts';

const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
};
const shipped = () =>
  Promise.resolve(
    schemaOf({
      tables: [
        {
          name: 'Logs',
          columns: [
            { name: 'TimeGenerated', type: 'datetime' },
            { name: 'User', type: 'string' },
          ],
          open: false,
          hidden: [],
          source: 'shipped',
        },
      ],
    }),
  );
const missing = 'Failed to run the analytics rule query. One of the tables does not exist.';

const withPortal = (overrides: SettingOverrides = {}) => {
  const world = emulator(overrides, { shipped });
  return { ...world, portal: createPortal({ store: world.store, clock: world.clock, target }) };
};

describe('unknown tables', () => {
  test('are taken as long as the setting allows them', async () => {
    expect((await emulator().put(id(1), scheduled({ query: 'Nothing_CL' }))).status).toBe(201);
    const { put } = emulator({ unknownTables: 'allowed' }, { shipped });
    expect((await put(id(1), scheduled({ query: 'Nothing' }))).status).toBe(201);
  });

  test('are taken for tables of the person’s own by their ending, and else refused, where Log Analytics is known', async () => {
    const { put } = emulator({}, { shipped });
    expect((await put(id(1), scheduled({ query: 'Nothing_CL | where x == 1' }))).status).toBe(201);
    expect((await put(id(2), scheduled({ query: 'Signins | take 1' }))).message).toBe(missing);
    expect((await put(id(3), scheduled({ query: 'union isfuzzy=true Logs, Signins' }))).status).toBe(201);
    expect((await put(id(4), scheduled({ query: 'workspace("other").Signins' }))).status).toBe(201);
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

describe('the compilation of a query', () => {
  const answer = async (query: string, overrides: SettingOverrides = {}) => {
    const { put } = emulator(overrides, { shipped });
    const { status, message } = await put(id(1), scheduled({ query }));
    return status === 201 ? 'taken' : message;
  };

  test.each([
    ['Logs | wher User == "x"', 'SYN0001: I could not parse that, sorry. [line:position=1:7].'],
    ['Logs\n| where User ==', '[line:position=2:15].'],
    ['// nothing but a comment', '[line:position=1:0].'],
    ['Logs | where Usr == "x"', 'SEM0100","message":"Failed to resolve column or scalar expression named \'Usr\''],
    ['Logs | extend x = tolowr(User)', 'SEM0260","message":"Unknown function: \'tolowr\'.'],
    ['Logs | where User has 5', 'SemanticError'],
    ['search *', "'search *' or 'union *'"],
  ])('refuses %j', async (query, message) => {
    expect((await answer(query)).replaceAll('\\n', '')).toContain(message);
  });

  test.each([
    'Logs | where User has "a" | summarize Count = count() by User',
    'let names = _GetWatchlist("vips"); Logs | where User in (names)',
    'Logs | where Own_CF == "a column of the person’s own"',
    'Logs | search "a" | count',
    'print "union *" // search *',
  ])('takes %j', async (query) => {
    expect(await answer(query)).toBe('taken');
  });

  test('is left out where the setting says so', async () => {
    expect(await answer('Logs | wher x', { queries: 'accepted' })).toBe('taken');
    expect(await answer('', { queries: 'accepted' })).toContain("Invalid length of '0'");
  });

  test('knows the columns of listed tables, the functions of the workspace and what they yield', async () => {
    const { put, portal, clock } = withPortal({ tables: [{ name: 'Own_CL', columns: { Ip: 'string' } }] });
    expect((await put(id(1), scheduled({ query: 'Own_CL | where Ip == ""' }))).status).toBe(201);
    expect((await put(id(2), scheduled({ query: 'Own_CL | where Host == ""' }))).message).toContain("'Host'");
    expect((await put(id(3), scheduled({ query: 'Parsed | where Host == ""' }))).message).toBe(missing);
    await portal.addFunction('Parsed', '', 'Own_CL | extend Host = Ip');
    clock.advance(1000);
    expect((await put(id(3), scheduled({ query: 'Parsed | where Host == ""' }))).status).toBe(201);
    expect((await put(id(4), scheduled({ query: 'Parsed | where Nobody == ""' }))).message).toContain("'Nobody'");
  });

  test('knows the columns of a watchlist by its rows', async () => {
    const { put, send } = withPortal();
    await send('PUT', `${sentinel}/watchlists/vips`, {
      properties: { displayName: 'V', provider: 'P', itemsSearchKey: 'Name', rawContent: 'Name,Dept\nada,it' },
    });
    expect((await put(id(1), scheduled({ query: '_GetWatchlist("vips") | where Dept == "it"' }))).status).toBe(201);
    expect((await put(id(2), scheduled({ query: '_GetWatchlist("vips") | where Depp == "it"' }))).message).toContain(
      "'Depp'",
    );
  });

  test('takes a column of a type that nobody knows for dynamic, and a table without columns for one of any', async () => {
    const tables = [
      { name: 'Odd_CL', columns: { Odd: 'geography', Count: 'int' } },
      { name: 'Bare_CL' },
      { name: 'Logs' },
      { name: 'Timed_CL', columns: { TimeGenerated: 'datetime' } },
    ];
    const { put } = emulator({ tables }, { shipped });
    const answers: string[] = [];
    const queries = [
      'Odd_CL | where Odd.member == "x" and Count > 1',
      'Odd_CL | where Count has "x"',
      'Bare_CL | where Anything == ""',
      'Timed_CL | where Anything == ""',
      'Logs | where User == ""',
      'Logs | where Anything == ""',
    ];
    for (const [index, query] of queries.entries()) {
      const { status } = await put(id(index), scheduled({ query }));
      answers.push(`${status} ${query}`);
    }
    expect(answers).toEqual([
      '201 Odd_CL | where Odd.member == "x" and Count > 1',
      '400 Odd_CL | where Count has "x"',
      '201 Bare_CL | where Anything == ""',
      '201 Timed_CL | where Anything == ""',
      '201 Logs | where User == ""',
      '400 Logs | where Anything == ""',
    ]);
  });

  test('follows tables, functions and watchlists that change between two queries', async () => {
    const { put, send, portal, clock } = withPortal();
    let count = 0;
    const statusOf = async (query: string): Promise<number> => {
      count += 1;
      return (await put(id(count), scheduled({ query }))).status;
    };
    const list = (rows: string) =>
      send('PUT', `${sentinel}/watchlists/vips`, {
        properties: { displayName: 'V', provider: 'P', itemsSearchKey: 'Name', rawContent: rows },
      });
    const [named, dept] = ['_GetWatchlist("vips") | where Who == ""', '_GetWatchlist("vips") | where Dept == ""'];
    expect([await statusOf(named), await statusOf(dept)]).toEqual([201, 201]);
    await list('Name,Dept\nada,it');
    expect([await statusOf(named), await statusOf(dept)]).toEqual([400, 201]);
    await portal.addFunction('Parsed', 'n:long', 'Logs | where strlen(User) > n | extend Host = User');
    clock.advance(1000);
    expect([await statusOf('Parsed(1) | where Host == ""'), await statusOf('Parsed()')]).toEqual([201, 400]);
    await portal.addTable({ name: 'Own_CL', columns: { Ip: 'string' } });
    expect([await statusOf('Own_CL | where Ip == ""'), await statusOf('Own_CL | where Host == ""')]).toEqual([
      201, 400,
    ]);
  });
});
