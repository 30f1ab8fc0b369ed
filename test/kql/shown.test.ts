import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { QueryToken, ShownQuery } from '../../src/core/query-facts.ts';
import { analyzeQueries, emptySchema, loadKql } from '../../src/kql/index.ts';
import { printShown, readShown, showQuery } from '../../src/kql/shown.ts';

const kql = await loadKql();

const words = (text: string): readonly QueryToken[] =>
  [...text.matchAll(/\w+/g)].map(({ 0: word, index }) => ({
    kind: 'name',
    span: { start: index, end: index + word.length },
  }));

const tokenTexts = ({ text, tokens }: ShownQuery): readonly string[] =>
  tokens.map(({ span }) => text.slice(span.start, span.end));

const shown = async (query: string): Promise<ShownQuery> => {
  const { shownOf } = await analyzeQueries([query], emptySchema, { tokens: 'on' });
  return shownOf(query) ?? { text: '', tokens: [] };
};

describe('a query as it is shown', () => {
  test('is laid out as fmt does, with the kinds of its tokens in that layout', async () => {
    const query = 'print a="x  y"|where a=="x  y"// why\r\n|project a\r\n';
    const { text, tokens } = await shown(query);
    expect(text).toBe(kql.format(query).trimEnd());
    expect(text.split('\n').length).toBeGreaterThan(2);
    expect(tokenTexts({ text, tokens })).toEqual(expect.arrayContaining(['print', '"x  y"', '// why', 'project']));
  });

  test('stays as it is where the formatter must not touch it, with line ends as LF', async () => {
    expect((await shown('print a = 1\r\n|   where (')).text).toBe('print a = 1\n|   where (');
    const several = 'print a = ```one\n  two```\n|  take 1\n';
    expect((await shown(several)).text).toBe(several.trimEnd());
  });

  test('has every token at its text, whatever the white space of the two layouts', () => {
    const blank = fc.constantFrom(' ', '\n', '\r\n', '\t', '  ');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('T', 'where', '|', 'a1'), blank, blank)), (parts) => {
        const query = parts.map(([word, before]) => word + before).join('');
        const layout = parts.map(([word, , after]) => word + after).join('');
        const { text, tokens } = showQuery(query, words(query), layout);
        expect(text).toBe(layout.replaceAll('\r\n', '\n').replace(/\n+$/, ''));
        expect(tokenTexts({ text, tokens })).toEqual(words(query).map(({ span }) => query.slice(span.start, span.end)));
      }),
    );
  });

  test('never shows a layout that has another token', () => {
    const tokens: readonly QueryToken[] = [{ kind: 'string', span: { start: 6, end: 12 } }];
    expect(showQuery('print "a  b"', tokens, 'print\n"a b"')).toEqual({ text: 'print "a  b"', tokens });
    expect(showQuery('print "a  b"', tokens, 'print')).toEqual({ text: 'print "a  b"', tokens });
    expect(showQuery('print "a\r\nb"', [{ kind: 'string', span: { start: 6, end: 12 } }], 'print')).toEqual({
      text: 'print "a\nb"',
      tokens: [],
    });
  });
});

describe('what is remembered of a query that is shown', () => {
  const remembered: ShownQuery = {
    text: 'T | take 1',
    tokens: [
      { kind: 'table', span: { start: 0, end: 1 } },
      { kind: 'literal', span: { start: 9, end: 10 } },
    ],
  };

  test('is read back, every kind of token', () => {
    expect(printShown(remembered)).toEqual([
      'T | take 1',
      [
        ['table', 0, 1],
        ['literal', 9, 10],
      ],
    ]);
    expect(readShown(printShown(remembered))).toEqual(remembered);
    const kinds = 'comment punctuation literal string type column table function variable operator keyword name';
    for (const kind of kinds.split(' ')) expect(readShown(['T', [[kind, 0, 1]]])?.tokens).toHaveLength(1);
  });

  test.each([
    [undefined],
    [null],
    ['T'],
    [{}],
    [[]],
    [['T']],
    [[5, []]],
    [['T', 'x']],
    [['T', ['x']]],
    [['T', [[]]]],
    [['T', [['odd', 0, 1]]]],
    [['T', [[5, 0, 1]]]],
    [['T', [['table', '0', 1]]]],
    [['T', [['table', 0, '1']]]],
    [['T', [['table', 0]]]],
    [['T', [['toString', 0, 1]]]],
  ])('is nothing where it is none: %j', (value) => {
    expect(readShown(value)).toBeUndefined();
  });
});
