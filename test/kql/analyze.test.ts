import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mergeSchemas, schemaOf } from '../../src/kql/index.ts';
import { analyze, codesOf, columnsOf, kql, off, schema } from './own-schema.ts';

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

test.each(['workspace', 'resource'])('what is reached by %s() has the tables of this workspace', (reach) => {
  expect(columnsOf(`${reach}("x").Leaks_CL | project User`)).toEqual(['User:string']);
  expect(codesOf(`${reach}("x").Leaks_CL | where Nope == 1`)).toEqual(['column error']);
});
test.each(['app', 'arg', 'adx'])('what is reached by %s() may have any', (reach) => {
  expect(codesOf(`${reach}("x").Leaks_CL | where Nope == 1`)).toEqual([]);
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
