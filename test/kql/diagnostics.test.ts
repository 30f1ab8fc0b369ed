import { describe, expect, test } from '@jest/globals';
import { mergeSchemas, schemaOf } from '../../src/kql/index.ts';
import { analyze, atOf, codesOf, kql, off, schema } from './own-schema.ts';

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
