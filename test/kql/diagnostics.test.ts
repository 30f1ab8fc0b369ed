import { describe, expect, test } from '@jest/globals';
import { differences } from '../../src/kql/differences.ts';
import { mergeSchemas, readUserSchema, schemaOf } from '../../src/kql/index.ts';
import type { FunctionSchema, TableSchema } from '../../src/kql/index.ts';
import { analyze, atOf, codesOf, kql, off, schema } from './own-schema.ts';

describe('names that are not known', () => {
  test('a column is an error at its place, with the nearest column', () => {
    const query = 'Leaks_CL\n| where user == "x"';
    expect(analyze(query).diagnostics).toMatchObject([
      { kind: 'column', severity: 'error', name: 'user', suggestion: 'User', span: { start: 17, end: 21 } },
    ]);
  });

  test('a table is one warning that does not drag its columns along', () => {
    expect(codesOf('SigninLogz | where Anything == 1 | project Other')).toEqual(['table warning']);
    expect(codesOf('let q = SigninLogz; q | project Other')).toEqual(['table warning']);
    expect(analyze('SigninLogz').diagnostics[0]?.suggestion).toBe('SigninLogs');
  });

  test.each([
    ['SignInLogs | take 1', ['table error'], 'SigninLogs'],
    ['_im_dns() | take 1', ['function error'], '_Im_Dns'],
    ['SigninLogs | extend x = ToString(UserId)', ['function error'], 'tostring'],
    ['SigninLogs | summarize Count()', ['function error'], 'count'],
    ['union isfuzzy=true SigninLogs, Signinlogs', ['table warning'], 'SigninLogs'],
    ['union isfuzzy=true SigninLogs, (_im_dns() | take 1)', ['table warning'], '_Im_Dns'],
  ])('a name that differs from a known one in case alone does not exist: %s', (query, codes, suggestion) => {
    expect(codesOf(query)).toEqual(codes);
    expect(analyze(query).diagnostics[0]?.suggestion).toBe(suggestion);
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
    expect(codesOf(`Nowhere_CL ${behind}`)).toEqual(['table warning']);
    expect(codesOf(`SigninLogs | project Ip = IPAddress ${behind}, Nope`)).toEqual(['column error']);
  });

  test.each([
    ['SigninLogs | evaluate ipv4_lookup(_GetWatchlist("nets"), IPAddress, Network) | where isempty(Network)', []],
    [
      'let N = _GetWatchlist("nets"); SigninLogs | evaluate ipv4_lookup(N, IPAddress, Net, return_unmatched = true) | project Net',
      [],
    ],
    ['SigninLogs | evaluate ipv6_lookup(_GetWatchlist("nets"), IPAddress, Network) | where isempty(Network)', []],
    ['SigninLogs | evaluate ipv4_lookup(Elsewhere, IPAddress, Net) | project Net, Owner', ['table warning']],
    ['Nowhere_CL | evaluate ipv4_lookup(Elsewhere, Ip, Net) | project Owner', ['table warning', 'table warning']],
    ['SigninLogs | evaluate ipv4_lookup(SecurityEvent, IPAddress, IpAddress) | project Nope', ['column error']],
  ])('a look-up among addresses yields any columns where either side has any: %s', (query, codes) => {
    expect(codesOf(query)).toEqual(codes);
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
    expect(codesOf('union isfuzzy=true Leaks_CL, Nowhere_CL | project User')).toEqual(['table note']);
  });

  test.each([
    [
      'union isfuzzy=true (Leaks_CL | summarize by Details), (SigninLogs | project User = Nope)',
      ['warning', 'warning'],
    ],
    ['let A = Leaks_CL | summarize by Details; union isfuzzy=true A, SigninLogs', ['warning']],
    ['union isfuzzy=true (SigninLogs | project X = Nope), (Leaks_CL | project X = User) | where X == "x"', ['warning']],
    ['let A = Leaks_CL | summarize by Details; let B = A; union isfuzzy=true B, SigninLogs', ['warning']],
    ['let A = Leaks_CL | summarize by Details; A | union isfuzzy=true A, SigninLogs', ['error']],
    ['union isfuzzy=false (Leaks_CL | summarize by Details), SigninLogs', ['error']],
    ['union isfuzzy=true (Leaks_CL | take 1), SigninLogs | where Nope == 1', ['error']],
    ['union isfuzzy=true (Leaks_CL | where ), SigninLogs', ['error']],
  ])('the service leaves out what it cannot resolve in a leg of a fuzzy union: %s', (query, severities) => {
    const { diagnostics } = analyze(query);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(severities);
    expect(diagnostics.map(({ doubt }) => doubt?.includes('union isfuzzy=true') ?? false)).toEqual(
      severities.map((severity) => severity === 'warning'),
    );
  });
});

describe('columns that nobody knows', () => {
  const vendors: TableSchema = {
    name: 'Contoso_CL',
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'User_s', type: 'string' },
    ],
    open: false,
    extensible: true,
    hidden: [],
    source: 'shipped',
  };
  const parser: FunctionSchema = {
    name: 'ContosoEvents',
    parameters: '',
    result: { kind: 'body', body: 'Leaks_CL | evaluate bag_unpack(Details) | project User, Made' },
    source: 'repository',
  };
  const over = mergeSchemas(schema, schemaOf({ tables: [vendors], functions: [parser] }));
  const found = (query: string) =>
    kql.analyze(query, over, off).diagnostics.map(({ name, severity }) => `${name ?? ''} ${severity}`);

  test.each([
    ['Contoso_CL | where New_s == "x" | summarize count() by New_s', ['New_s warning', 'New_s warning']],
    ['Contoso_CL | project User_s | where New_s == "x"', ['New_s error']],
    ['Contoso_CL | summarize count() by User_s | extend a = New_s', ['New_s error']],
    ['Contoso_CL | where User_s > 5', [' error']],
    ['Okta_CL | where newlyAdded_g == "x"', ['newlyAdded_g warning']],
    ['SigninLogs | where New_s == "x"', ['New_s error']],
  ])('a vendor may have added one to its table, as long as the rows are that table’s: %s', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  test('such a table’s rows may have more, until a step names what it keeps', () => {
    const resultOf = (query: string) => kql.analyze(query, over, off).result;
    expect(resultOf('Contoso_CL | where User_s == "x"')).toMatchObject({ complete: true, extensible: true });
    expect(resultOf('Contoso_CL | project User_s')).not.toHaveProperty('extensible');
    expect(resultOf('SigninLogs')).not.toHaveProperty('extensible');
  });

  test.each([
    'Nowhere_CL | project User, Ip | extend Size = 1',
    'Nowhere_CL | summarize count() by User',
    'let rows = Nowhere_CL | distinct User; rows | where User == "x"',
    '(Nowhere_CL | project User) | sort by User asc',
  ])('a step that names what it keeps makes the output definite: %s', (query) => {
    expect(analyze(query).result?.complete).toBe(true);
  });

  test.each([
    'Nowhere_CL | where User == "x"',
    'Nowhere_CL | summarize arg_max(TimeGenerated, *) by User',
    'Nowhere_CL | project User | join Elsewhere_CL on User',
    'let rows = Nowhere_CL; rows | where User == "x"',
  ])('other steps hand the doubt on: %s', (query) => {
    expect(analyze(query).result?.complete).toBe(false);
  });

  test('have no type that anything could be wrong with, also out of a function’s body', () => {
    expect(found('ContosoEvents | summarize count() by Made | where Made has "x" and Made > 5')).toEqual([]);
    expect(found('ContosoEvents | project Nope')).toEqual(['Nope error']);
    expect(found('CrowdstrikeReplicator | summarize count() by FileName')).toEqual([]);
  });

  test('a version of an ASIM parser has the columns of its family', () => {
    expect(found('_Im_NetworkSession_PaloAltoCEFV07(starttime=ago(1d)) | project SrcIpAddr, Nope')).toEqual([
      'Nope error',
    ]);
    expect(found('_Im_NetworkSession_NewVendorV01(starttime=ago(1d)) | project DstIpAddr, Nope')).toEqual([
      'Nope error',
    ]);
  });

  test.each([
    ['DeviceFileEvents | invoke FileProfile(SHA1, 1000) | where isnotempty(FileName) and GlobalPrevalence < 5', []],
    ['DeviceFileEvents | invoke _ASIM_ResolveDvcFQDN("DeviceName") | project FileName, DvcHostname', []],
    ['DeviceFileEvents | invoke Tagged() | project FileName, Tag', []],
    ['DeviceFileEvents | invoke Tagged() | project FileName, Nope', ['Nope error']],
  ])('a function that takes a table hands its columns on: %s', (query, expected) => {
    const tagged = readUserSchema({
      FunctionName: 'Tagged',
      FunctionParameters: [{ Name: 'T', Type: '(*)' }],
      FunctionResultColumns: [{ Name: 'Tag', Type: 'string' }],
    });
    if (!tagged.ok) throw new Error(tagged.problem);
    const { diagnostics } = kql.analyze(query, mergeSchemas(over, schemaOf({ functions: tagged.functions })), off);
    expect(diagnostics.map(({ name, severity }) => `${name ?? ''} ${severity}`)).toEqual(expected);
  });
});

describe('where the published engine and the service are known to differ', () => {
  test.each([
    ['SecurityEvent | summarize c = count(Computer) by Account', /counts every row, also those without a value/],
    ['print t = make_timespan(1, 12, 30, 55.123)', /fraction/],
  ])('a finding is a warning that says so: %s', (query, said) => {
    const { diagnostics } = analyze(query);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
    expect(diagnostics[0]?.doubt).toMatch(said);
  });

  test('each row has an id of its own and evidence', () => {
    expect(new Set(differences.map(({ id }) => id)).size).toBe(differences.length);
    for (const { evidence, said } of differences) {
      expect(evidence.length).toBeGreaterThan(10);
      expect(said).toMatch(/\.$/);
    }
  });

  test('what rests on no row stays an error', () => {
    expect(codesOf('SecurityEvent | summarize countif(Computer)')).toEqual(['semantic error']);
    expect(codesOf('print t = make_timespan("a", 1)')).toEqual(['semantic error']);
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
    [
      'schema_merge is a plugin of the service',
      'let a = Leaks_CL | getschema; union a, a | evaluate schema_merge(PreserveOrder = false)',
    ],
    [
      'a wildcard stands for views too',
      'let Small_1 = view () { Leaks_CL | project User }; union Small_* | where User == "x"',
    ],
    [
      'a union names columns after their types, whichever leg has another',
      'union (Leaks_CL | project X = User), (Leaks_CL | project X = _ItemId), (Leaks_CL | project X = Details) | project X_string, X_dynamic',
    ],
    [
      'a union with columns of no known type keeps their name',
      'union (Leaks_CL | evaluate bag_unpack(Details) | project X = Made), (Leaks_CL | project X = User) | where X == "x"',
    ],
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
