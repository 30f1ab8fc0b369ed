import { describe, expect, test } from '@jest/globals';
import { growthBeyond } from '../../../src/kql/checks/growth.ts';
import { schemaOf } from '../../../src/kql/index.ts';
import { analyze, schema } from '../own-schema.ts';

/** `let t1 = …t0…; let t2 = …t1…; … tN`. */
const chain = (length: number, step: (name: string) => string, first = 'SecurityEvent'): string =>
  [
    `let t0 = ${first};`,
    ...Array.from({ length }, (_, index) => `let t${index + 1} = ${step(`t${index}`)};`),
    `t${length}`,
  ].join('\n');

const beyond = (query: string): string | undefined => {
  const found = growthBeyond(query, schema);
  return found && query.slice(found.span.start, found.span.end);
};

describe('what a query multiplies to', () => {
  test.each<[string, string]>([
    ['a join of itself', chain(14, (name) => `${name} | join kind=inner ${name} on Computer`)],
    ['a join of a quoted name', chain(14, (name) => `['${name}'] | join kind=inner ["${name}"] on Computer`)],
    ['a union of itself', chain(14, (name) => `union ${name}, ${name}`)],
    ['a join within brackets', chain(14, (name) => `(${name} | join kind=inner (${name}) on Computer)`)],
    [
      'a join by a function',
      `let f = (T:(*)) { T | join T on Computer };${chain(14, (name) => `${name} | invoke f()`)}`,
    ],
    [
      'a join by a function with a let of its own',
      `let f = (n:long, T:(*)) { let x = T | join T on Computer; x };${chain(14, (name) => `${name} | invoke f(1)`)}`,
    ],
    ['an alias that is joined again and again', `SecurityEvent${' | as X | union X'.repeat(30)}`],
    ['many joins of a wide table', `SecurityEvent${' | join kind=inner SecurityEvent on Computer'.repeat(100)}`],
    ['functions that call one another', chain(12, (name) => `() { union ${name}(), ${name}() }`, '() { print 1 }')],
    ['constants of constants', chain(30, (name) => `${name} + ${name}`, '1')],
    ['what a comment or a text hides from nobody', `print @"\\"; ${chain(30, (name) => `${name} + ${name}`, '1')}`],
  ])('is refused at its place: %s', (_, query) => {
    expect(beyond(query)).toBeTruthy();
    expect(analyze(query).diagnostics).toEqual([
      expect.objectContaining({ kind: 'complexity', severity: 'error', span: growthBeyond(query, schema)?.span }),
    ]);
  });

  test.each<[string, string]>([
    [
      'a join of few columns',
      chain(9, (name) => `${name} | join kind=inner ${name} on Computer`, 'print Computer = 1'),
    ],
    ['joins of what a step keeps', chain(40, (name) => `${name} | project Computer | join ${name} on Computer`)],
    ['what is only compared with', chain(40, (name) => `SecurityEvent | where Computer in (${name})`)],
    ['a chain of filters', chain(40, (name) => `${name} | where EventID == 1`)],
    ['a long list', `print 1 in (${'1, '.repeat(6000)}2)`],
  ])('is no matter: %s', (_, query) => {
    expect(beyond(query)).toBeUndefined();
  });

  test('grows with the columns of the table, not with its name', () => {
    const columns = (count: number) =>
      schemaOf({
        tables: [
          {
            name: 'T',
            columns: Array.from({ length: count }, (_, index) => ({ name: `c${index}`, type: 'string' })),
            open: false,
            hidden: [],
            source: 'user',
          },
        ],
      });
    const query = chain(10, (name) => `${name} | join ${name} on c0`, 'T');
    expect(growthBeyond(query, columns(10))).toBeUndefined();
    expect(growthBeyond(query, columns(500))).toBeDefined();
  });
});

describe('a value that names itself while it is declared', () => {
  test.each(['let x = x + x; x', 'let x = x + x ,', 'let x = (x + x); x', 'let x = iff(x, x, 1); x'])(
    'is not analysed where it does so twice, since that is without end: %s',
    (query) => {
      expect(growthBeyond(query, schema)?.message).toBe('`x` is worked out from itself; such a query is not analysed.');
      expect(beyond(query)).toBe('x');
    },
  );

  test.each([
    'let x = x + 1; x',
    'let x = 1; let y = x + x; let x = x + x; y',
    'let f = (f:long) { f + f }; f(1)',
    'let SecurityEvent = union SecurityEvent, SecurityEvent; SecurityEvent',
    'let Account = SecurityEvent | where Account == "a" or Account == "b"; Account',
    'let x = 5; print x + x',
  ])('is another thing as a parameter, a table, a column or once it is declared: %s', (query) => {
    expect(growthBeyond(query, schema)).toBeUndefined();
  });
});
