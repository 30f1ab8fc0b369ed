import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, dictionary, oneof, property, record, string } from 'fast-check';
import { objectOf, textOf, type JsonValue } from '../../../src/core/json.ts';
import { exclusionsIn, whereWords, withExclusions } from '../../../src/core/overlays/exclusions.ts';
import { plain, sourced } from '../../../src/core/overlays/sourced.ts';
import { compiled, giving, withTable } from '../../kql/run/run.ts';

const now = Date.UTC(2026, 10, 22);

const type = { queries: [{ key: 'query', at: '/properties/query' }] };

const excluding = (query: string, exclude: JsonValue): string => {
  const { root, findings } = withExclusions(sourced({ query, exclude }, { in: 'file', at: '' }), type, now);
  expect(findings.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return textOf(objectOf(plain(root))['query']) ?? '';
};

const entry = (where: JsonValue): JsonValue => ({ where, until: '2027-06-01', reason: 'known' });

describe('an exclusion', () => {
  test.each([
    ['T', 'T\n| where not(tostring(A) in~ ("x"))'],
    ['T | take 5 // end', 'T | take 5\n| where not(tostring(A) in~ ("x")) // end'],
    ['T;\n// done\n', 'T\n| where not(tostring(A) in~ ("x"));\n// done\n'],
    ['T | where B == "//" ', 'T | where B == "//"\n| where not(tostring(A) in~ ("x")) '],
    ['T\n// picket: exclusions\n| take 1', 'T\n// picket: exclusions\n| where not(tostring(A) in~ ("x"))\n| take 1'],
  ])('of %j gives %j', (query, made) => {
    expect(excluding(query, [entry({ A: 'x' })])).toBe(made);
  });

  test('at the end only ever takes rows away', () => {
    const schema = withTable('T', [
      { name: 'A', type: 'string' },
      { name: 'B', type: 'string' },
    ]);
    const value = oneof(constantFrom('x', 'X', '', '"', '") or true //', '\n'), string({ maxLength: 3 }));
    const rows = array(record({ A: value, B: value }), { maxLength: 8 });
    const wheres = array(
      dictionary(constantFrom('A', 'B'), oneof(value, array(value, { minLength: 1, maxLength: 3 })), { minKeys: 1 }),
      { minLength: 1, maxLength: 3 },
    );
    const queries = constantFrom(
      'T',
      'T // end',
      'T;\n// done\n',
      'T | where B != "//" | extend C = strlen(A)',
      'T | summarize N = count() by A, B',
      'T | order by A asc, B desc | take 3',
      'T | union T',
      'let x = T | where A != "y";\nx\n| project-reorder B, A',
      'T | join kind=leftouter (T | summarize M = max(B) by A) on A | project A, B, M',
      'T | extend L = pack_array(A, B) | mv-expand L to typeof(string) | project A = L, B',
    );
    assert(
      property(queries, rows, wheres, (query, given, list) => {
        const input = giving({ T: given.map(({ A, B }) => [A, B]) });
        const run = (kql: string) => compiled(kql, schema).run({ now, ...input });
        const { columns, rows: before } = run(query);
        const { rows: after } = run(excluding(query, list.map(entry)));
        const isOut = (row: (typeof before)[number]): boolean =>
          list.some((where) =>
            Object.entries(where).every(([column, values]) => {
              const cell = row[columns.findIndex(({ name }) => name === column)];
              return [values]
                .flat()
                .some((each) => typeof cell === 'string' && each.toLowerCase() === cell.toLowerCase());
            }),
          );
        expect(after).toEqual(before.filter((row) => !isOut(row)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is said of an exclusion', () => {
  const found = (exclude: JsonValue, query = 'T') =>
    withExclusions(sourced({ query, exclude }, { in: 'file', at: '' }), type, now);

  test.each<[string, JsonValue]>([
    ['no mapping', 'x'],
    ['no end', { where: { A: 'x' }, reason: 'known' }],
    ['no reason', { where: { A: 'x' }, until: '2027-06-01', reason: ' ' }],
  ])('with %s: that it needs one, and no row is taken away', (_, exclusion) => {
    const { root, findings, held } = found([exclusion]);
    expect(findings).toMatchObject([{ code: 'rule/exclusion', message: expect.stringContaining('until when') }]);
    expect([objectOf(plain(root))['query'], held]).toEqual(['T', undefined]);
  });

  test.each(['soon', '2027', '2027-02-30', 'March 5', '2027-03-01T12:00', '2027-03-01T25:00Z'])(
    'until %s: that it is no day, and no row is taken away',
    (until) => {
      const { root, findings, held } = found([{ where: { A: 'x' }, until, reason: 'known' }]);
      expect(findings).toMatchObject([{ message: expect.stringContaining(`\`${until}\`, which is neither a day`) }]);
      expect([objectOf(plain(root))['query'], held]).toEqual(['T', undefined]);
      expect(exclusionsIn([{ where: { A: 'x' }, until, reason: 'known' }], '/exclude', now)).toEqual([]);
    },
  );

  test.each(['2027-03-01T12:00:00Z', '2027-03-01T12:00+01:00', '2028-02-29'])('until %s: nothing', (until) => {
    expect(found([{ where: { A: 'x' }, until, reason: 'known' }]).findings).toEqual([]);
  });

  test.each<[string, readonly string[], string]>([
    ['IP.Adress', ['IP.Address'], 'did you mean `IP.Address`?'],
    ['Account.Name', [], 'which no column is mapped to.'],
  ])('about %s, where %j are mapped: that it is not', (key, mapped, words) => {
    const columnsOf = () => new Map(mapped.map((each) => [each, 'A'] as const));
    const { findings } = withExclusions(
      sourced({ query: 'T', exclude: [entry({ [key]: 'x' })] }, { in: 'file', at: '' }),
      { ...type, columnsOf },
      now,
    );
    expect(findings).toMatchObject([{ code: 'rule/exclusion', message: expect.stringContaining(words) }]);
  });

  test.each<[string, JsonValue]>([
    ['no condition', {}],
    ['a column that is none', { 'A B': 'x' }],
    ['no value', { A: [] }],
    ['a value that is none', { A: null }],
    ['a list within', { A: [['x']] }],
    ['a mapping without a watchlist', { A: { column: 'X' } }],
    ['a column of a watchlist that is none', { A: { watchlist: 'VIP', column: 'a b' } }],
  ])('with %s: how one is written', (_, where) => {
    expect(found([entry(where)]).findings).toMatchObject([{ message: expect.stringContaining('under `where`') }]);
  });

  test.each<[JsonValue, string]>([
    [{ A: 1, B: true }, 'tostring(A) in~ ("1") and tostring(B) in~ ("true")'],
    [{ A: { watchlist: 'VIP' } }, '_GetWatchlist("VIP") | project Excluded = tostring(SearchKey)'],
    [{ A: { watchlist: 'VIP', column: 'Upn' } }, '_GetWatchlist("VIP") | project Excluded = tostring(Upn)'],
  ])('%j becomes a condition', (where, condition) => {
    expect(objectOf(plain(found([entry(where)]).root))['query']).toContain(condition);
  });

  test.each(['10.0.0.0/8', 'fe80::/10'])('about the network %s: that no address is left out', (network) => {
    const { findings, root } = found([entry({ A: [network, '10.0.0.1', 'a/b', 5], B: { watchlist: 'VIP' } })]);
    expect(findings).toMatchObject([
      { code: 'rule/exclusion-network', severity: 'warning', message: expect.stringContaining(`\`${network}\``) },
    ]);
    expect(objectOf(plain(root))['query']).toContain('"10.0.0.1"');
  });

  test.each([
    ['that ended', '2026-11-01', undefined, 'rule/exclusion-ended', 'ended on 2026-11-01 (known).'],
    ['that ended and has an owner', '2026-11-01', '@soc', 'rule/exclusion-ended', '(known). Its owner is @soc.'],
    ['in its last two weeks', '2026-12-01', '@soc', 'rule/exclusion-ends', '(known). Its owner is @soc.'],
  ])('%s: when, why and whose it is', (_, until, owner, code, words) => {
    const { findings, held } = found([{ where: { A: 'x' }, until, reason: 'known', ...(owner && { owner }) }]);
    expect(findings).toMatchObject([{ code, severity: 'warning', message: expect.stringContaining(words) }]);
    expect(held === undefined).toBe(code === 'rule/exclusion-ends');
  });
});

test('exclusions are listed with where they stand in their time, without those that are no exclusion', () => {
  const list = [
    { where: { A: 'x' }, until: '2026-11-01', reason: 'a', owner: '@soc' },
    { where: { A: 'x' }, until: '2026-12-01', reason: 'b' },
    { until: '2027-12-01', reason: 'c' },
    { until: 'soon', reason: 'd' },
    { until: '2027-12-01' },
    { reason: 'e' },
    'f',
  ];
  expect(exclusionsIn(list, '/exclude', now)).toEqual([
    { at: '/exclude/0', where: { A: 'x' }, until: '2026-11-01', reason: 'a', owner: '@soc', standing: 'ended' },
    { at: '/exclude/1', where: { A: 'x' }, until: '2026-12-01', reason: 'b', standing: 'ends' },
    { at: '/exclude/2', where: {}, until: '2027-12-01', reason: 'c', standing: 'holds' },
  ]);
  expect(exclusionsIn(undefined, '/exclude', now)).toEqual([]);
  expect(whereWords({ 'IP.Address': '10.0.0.1', Port: [1, 2] })).toBe('IP.Address 10.0.0.1, Port [1,2]');
});
