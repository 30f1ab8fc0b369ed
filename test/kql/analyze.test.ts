import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { loadKql, mergeSchemas, type QuerySchema, schemaOf, shippedSchema } from '../../src/kql/index.ts';
import { readShippedFacts } from '../../src/files/log-analytics.ts';

const kql = await loadKql();
const shipped = shippedSchema(await readShippedFacts());
const own: QuerySchema = schemaOf({
  tables: [
    {
      name: 'Leaks_CL',
      columns: [
        { name: 'TimeGenerated', type: 'datetime' },
        { name: 'User', type: 'string' },
        { name: '_ItemId', type: 'string' },
        { name: 'Details', type: 'dynamic' },
      ],
      open: false,
      hidden: ['_ItemId'],
      plan: 'Basic',
      source: 'user',
    },
  ],
  functions: [
    {
      name: 'RecentLeaks',
      parameters: 'within:timespan=1d, T:string=""',
      result: { kind: 'body', body: 'Leaks_CL | where TimeGenerated > ago(within) | project Who = User, Size = 1' },
      source: 'repository',
    },
    {
      name: 'WithSize',
      parameters: 'T:(User:string), factor:long=2',
      result: { kind: 'body', body: 'T | extend Size = strlen(User) * factor' },
      source: 'user',
    },
    { name: 'Endless', parameters: '', result: { kind: 'body', body: 'Endless | take 1' }, source: 'repository' },
  ],
  watchlists: [{ alias: 'Leavers', columns: [{ name: 'Mail', type: 'string' }] }],
});
const schema = mergeSchemas(shipped, own);
const off = { analyzers: 'off' } as const;
const analyze = (query: string) => kql.analyze(query, schema, off);
const columnsOf = (query: string) => analyze(query).result?.columns.map(({ name, type }) => `${name}:${type}`);
const codesOf = (query: string) => analyze(query).diagnostics.map(({ kind, severity }) => `${kind} ${severity}`);
const atOf = (query: string) => analyze(query).diagnostics.map(({ span }) => query.slice(span.start, span.end));

describe('what a query yields', () => {
  test('is the columns that are left at its end, with their types', () => {
    expect(columnsOf('SigninLogs | summarize Attempts = count(), max(TimeGenerated) by UserId')).toEqual([
      'UserId:string',
      'Attempts:long',
      'max_TimeGenerated:datetime',
    ]);
  });

  test('leaves out hidden columns that the query does not name', () => {
    expect(columnsOf('Leaks_CL')).toEqual(['TimeGenerated:datetime', 'User:string', 'Details:dynamic']);
    expect(columnsOf('Leaks_CL | project _ItemId')).toEqual(['_ItemId:string']);
  });

  test('is not complete where it depends on data', () => {
    expect(analyze('Leaks_CL | evaluate bag_unpack(Details)').result?.complete).toBe(false);
    expect(analyze('Nowhere_CL | where x == 1').result?.complete).toBe(false);
    expect(analyze('search "x"').result?.complete).toBe(false);
    expect(analyze('Leaks_CL').result?.complete).toBe(true);
  });

  test('is absent for a scalar and for a command', () => {
    expect(analyze('toscalar(Leaks_CL | count)').result).toBeUndefined();
  });

  test('follows a function by its body, and a body that calls itself does not hang', () => {
    expect(columnsOf('RecentLeaks(2d)')).toEqual(['Who:string', 'Size:long']);
    expect(columnsOf('RecentLeaks | project Who')).toEqual(['Who:string']);
    expect(analyze('Endless | where a == 1').result?.complete).toBe(false);
  });

  test.each([
    ['a call', 'WithSize((Leaks_CL | project User, Details), 5)'],
    ['a call by names', 'WithSize(T=(Leaks_CL | project User, Details), factor=5)'],
    ['invoke', 'Leaks_CL | project User, Details | invoke WithSize(5)'],
  ])('has every column of a table that went through a function by %s', (_, query) => {
    expect(columnsOf(query)).toEqual(['User:string', 'Details:dynamic', 'Size:long']);
    expect(codesOf(`${query} | where Nope == 1`)).toEqual(['column error']);
    expect(analyze(query.replace('Leaks_CL', 'Nowhere_CL')).result?.complete).toBe(false);
  });
});

describe('names that are not known', () => {
  test('a column is an error at its place, with the nearest column', () => {
    const query = 'Leaks_CL\n| where user == "x"';
    expect(analyze(query).diagnostics).toMatchObject([
      { kind: 'column', severity: 'error', name: 'user', suggestion: 'User', span: { start: 17, end: 21 } },
    ]);
  });

  test('a table is one warning that does not drag its columns along', () => {
    expect(codesOf('SignInLogs | where Anything == 1 | project Other')).toEqual(['table warning']);
    expect(codesOf('let q = SignInLogs; q | project Other')).toEqual(['table warning']);
    expect(analyze('SignInLogs').diagnostics[0]?.suggestion).toBe('SigninLogs');
  });

  test('a table and a function are errors once the schema is a workspace’s own', () => {
    const locked = mergeSchemas(schema, schemaOf({ locked: true }));
    expect(
      kql.analyze('SignInLogs | where IsVip(UserId)', locked, off).diagnostics.map(({ severity }) => severity),
    ).toEqual(['error', 'error']);
  });

  test.each([
    'Vanished("x", ago(1d))',
    'Vanished(who="x", since=ago(1d)) | where Anything == 1',
    'Vanished(5, since=ago(1d))',
    'Vanished((Leaks_CL | take 1), dynamic(["a"]))',
    'Leaks_CL | invoke Vanished()',
    'Leaks_CL | invoke Vanished("x") | project Anything',
    'Leaks_CL | where User in (Vanished("x"))',
  ])('a function takes what it is called with, and yields rows of any columns: %s', (query) => {
    expect(codesOf(query)).toEqual(['function warning']);
    expect(analyze(query).result).toBeDefined();
  });

  test('a column behind evaluate is only doubted where a source has columns that nobody knows', () => {
    const behind = '| evaluate ipv4_lookup(SigninLogs, Ip, IPAddress) | project Ip';
    expect(codesOf(`Nowhere_CL ${behind}`)).toEqual(['table warning', 'column warning']);
    expect(codesOf(`SigninLogs | project Ip = IPAddress ${behind}, Nope`)).toEqual(['column error']);
  });

  test.each([
    ['union SigninL* | project UserPrincipalName, Nope', ['column error']],
    ['union *ninLogs | project UserPrincipalName, Nope', ['column error']],
    ['union Signin*Logs | project UserPrincipalName, Nope', ['column error']],
    ['find in (*ninLogs) where UserPrincipalName has "x"', []],
    ['union * | project Anything', []],
    ['union Contoso*_CL | project Anything', []],
    ['union L*_CL, (SigninLogs | take 1) | project Anything', []],
    ['union withsource=From * | where Anything == From', []],
    ['union isfuzzy=true Leaks_CL, S* | project User, Anything', []],
    ['union Leaks_CL, (SigninLogs | extend Size = 2*3) | project Nope', ['column error']],
  ])('a wildcard of tables stands for their columns, and a short one for any: %s', (query, codes) => {
    expect(codesOf(query)).toEqual(codes);
  });

  test('a leg of a fuzzy union may be absent', () => {
    expect(codesOf('union isfuzzy=true Leaks_CL, Nowhere_CL | project User')).toEqual(['table warning']);
  });
});

describe('what the engine is known to be wrong about', () => {
  test.each([
    [
      'column_ifexists has the type of the column',
      'Leaks_CL | extend d = column_ifexists("Details", "") | project d.a',
    ],
    ['todynamic takes dynamic values', 'Leaks_CL | extend d = todynamic(Details).a'],
    ['AzureDiagnostics has more columns than are documented', 'AzureDiagnostics | where anything_s == "x"'],
    ['project-away may name a wildcard that fits nothing', 'Leaks_CL | project-away Nothing*'],
    [
      'FileProfile names a column of its input',
      'DeviceFileEvents | invoke FileProfile(SHA1, 1000) | where GlobalPrevalence < 5',
    ],
    ['workspace() gives the tables of a workspace', 'workspace("eu").SigninLogs | project UserId'],
    [
      'adx(), arg() and app() give tables of any columns',
      'union adx("x").T, arg("").Resources, app("a").requests | project anything',
    ],
    ['a watchlist has its own columns and the common ones', '_GetWatchlist("leavers") | project Mail, SearchKey'],
    ['a watchlist that is not known has any', '_GetWatchlist("vips") | project anything'],
    ['ASIM parsers have the columns of their schema', '_Im_Dns(starttime=ago(1d)) | project SrcIpAddr, DnsQuery'],
    [
      'bag_unpack takes what to do about clashes, by place',
      "Leaks_CL | evaluate bag_unpack(Details, 'd_', 'replace_source', dynamic(['secret'])) | project d_a",
    ],
    [
      'bag_unpack takes what to leave out, by name',
      "Leaks_CL | evaluate bag_unpack(Details, ignoredProperties=dynamic(['secret'])) | project a",
    ],
    ['bag_unpack may give its columns types', 'Leaks_CL | evaluate bag_unpack(Details) : (a:string) | project a'],
    ['externaldata', 'externaldata(ip:string)["https://example.com/x.csv"] | where ip != ""'],
  ])('%s', (_, query) => {
    expect(codesOf(query)).toEqual([]);
  });

  test('the corrections do not hide mistakes', () => {
    expect(atOf('workspace("eu").SigninLogs | project Nope')).toEqual(['Nope']);
    expect(atOf('_GetWatchlist("leavers") | project Nope')).toEqual(['Nope']);
    expect(atOf('_Im_Dns() | project Nope')).toEqual(['Nope']);
    expect(atOf('Leaks_CL | evaluate bag_unpack(Detail)')).toEqual(['Detail']);
    expect(atOf('Leaks_CL | evaluate bag_unpack()')).toEqual(['bag_unpack']);
    expect(atOf('DeviceFileEvents | invoke FileProfile(SHA1) | project Nope')).toEqual(['Nope']);
  });
});

describe('what a query reads', () => {
  test('tables with the columns it names, also through renames and unions', () => {
    const { tables } = analyze('union (SigninLogs | project U = UserId), Leaks_CL | where U == "x" and User == "y"');
    expect(tables.map(({ name, columns, plan }) => [name, columns, plan])).toEqual([
      ['SigninLogs', ['UserId'], undefined],
      ['Leaks_CL', ['User'], 'Basic'],
    ]);
  });

  test('tables of other workspaces, of which this one can say nothing', () => {
    const query = 'union workspace("eu").SigninLogs, workspace("eu").Leaks_CL, Leaks_CL, workspace("eu").Own_CL';
    const locked = mergeSchemas(schema, schemaOf({ locked: true }));
    const { tables, diagnostics } = kql.analyze(query, locked, off);
    expect(tables.map(({ name, plan, elsewhere }) => [name, plan, elsewhere])).toEqual([
      ['SigninLogs', undefined, true],
      ['Leaks_CL', 'Basic', undefined],
    ]);
    expect(diagnostics.map(({ name, severity }) => [name, severity])).toEqual([['Own_CL', 'warning']]);
    expect(kql.analyze('Own_CL', locked, off).diagnostics).toMatchObject([{ name: 'Own_CL', severity: 'error' }]);
  });

  test('watchlists, functions and other workspaces', () => {
    const facts = analyze(
      '_GetWatchlist("vips") | union workspace("eu").SigninLogs | extend a = columnifexists("x", "")',
    );
    expect(facts.watchlists).toMatchObject([{ alias: 'vips', known: false }]);
    expect(facts.reaches).toMatchObject([{ via: 'workspace', name: 'eu' }]);
    expect(facts.functions).toContainEqual(
      expect.objectContaining({ name: 'columnifexists', origin: 'built-in', insteadUse: 'column_ifexists' }),
    );
  });

  test.each([
    ['ago()', 'Leaks_CL | where TimeGenerated > ago(36h)', 36],
    ['a let', 'let d = 2; let w = d * 1d; Leaks_CL | where TimeGenerated >= ago(w)', 48],
    ['now() less a length', 'let s = now() - 3h; Leaks_CL | where s < TimeGenerated', 3],
    ['between', 'Leaks_CL | where TimeGenerated between (ago(5h) .. ago(1h))', 5],
    ['datetime_add', 'Leaks_CL | where TimeGenerated > datetime_add("day", -2, now())', 48],
    ['a rounded moment', 'Leaks_CL | where TimeGenerated > startofday(ago(1d))', 24],
    ['a series', 'Leaks_CL | make-series count() on TimeGenerated from ago(9h) to now() step 1h by User', 9],
    ['the argument of a parser', '_Im_Dns(starttime=ago(7h)) | take 1', 7],
  ])('its look-back through %s', (_, query, hours) => {
    expect(analyze(query).lookBacks.map(({ milliseconds }) => milliseconds / 3_600_000)).toEqual([hours]);
  });

  test('a moment that another column is compared with is no look-back', () => {
    expect(analyze('SigninLogs | where CreatedDateTime > ago(90d)').lookBacks).toEqual([]);
    expect(analyze('Leaks_CL | where TimeGenerated < ago(90d)').lookBacks).toEqual([]);
    const series = 'SigninLogs | make-series count() on CreatedDateTime from ago(90d) to now() step 1d';
    expect(analyze(series).lookBacks).toEqual([]);
  });
});

describe('odd texts', () => {
  test.each([
    ['nothing', ''],
    ['brackets', '('.repeat(10_000)],
    [
      'functions that multiply',
      `${Array.from({ length: 25 }, (_, i) => `let f${i} = () { union f${i - 1}(), f${i - 1}() };`).join('')}f24()`,
    ],
    ['a long text', 'x'.repeat(30_000)],
    ['control characters', '\u0000\uFEFF\uD800'],
    ['a command', '.show tables'],
  ])('%s end as facts', (_, query) => {
    expect(Array.isArray(analyze(query).diagnostics)).toBe(true);
    expect(kql.format(query).length).toBeGreaterThanOrEqual(query.trim().length);
  });

  test('any sequence of tokens ends as facts with spans within the text', () => {
    const words = [
      'SigninLogs',
      '|',
      'where',
      'let',
      'x',
      '=',
      '(',
      ')',
      ';',
      '"a',
      'ago(1d)',
      'join',
      'union',
      '*',
      'by',
      '\r\n',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), (parts) => {
        const query = parts.join(' ');
        for (const { span } of analyze(query).diagnostics) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(query.length);
        }
      }),
      { numRuns: 40 },
    );
  });
});
