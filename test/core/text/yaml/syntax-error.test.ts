import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../../../src/core/text/read-document.ts';
import { explainSyntax } from '../../../../src/core/text/yaml/syntax-error.ts';
import { casesIn, updateCases } from '../../../jsonl.ts';

/** What is said of a text: place and message of each problem, with the hint behind an arrow. */
const said = (text: string): readonly string[] =>
  readDocument('a.yaml', text).diagnostics.map(
    ({ range, message, hint }) =>
      `${range?.start.line}:${range?.start.column} ${message}${hint === undefined ? '' : ` → ${hint}`}`,
  );

describe('what is wrong with a text that is no YAML is said where it is wrong', () => {
  const fallen = (more: string): string =>
    `This line fell out of the text under \`query\`: it is indented too little. → Put ${more} before it, so that it begins below the other lines of \`query\`.`;
  const open = 'A quote is opened here and never closed. → Close it, or put the text under `|`.';
  const bracket = 'Something follows the closing bracket. → Put the whole text in quotes.';
  const deficient =
    'The text goes on with too little indentation. → Indent it more than its key, or close the quote or bracket before.';
  const colon = 'A `: ` in a text without quotes begins another key. → Put the text in quotes, or under `|`.';
  const behind = 'The file goes on behind the end of its content. → Check the indentation of this line.';

  test.each([
    ['a line one space too far left', 'query: |\n  a\n b\nname: x\n', `3:2 ${fallen('1 more space')}`],
    ['a line three spaces too far left', 'query: |\n    a\n b\n', `3:2 ${fallen('3 more spaces')}`],
    ['a line that fell out of a text in a list', '- |\n  a\nb\n', `3:1 ${behind}`],
    ['a text behind a list', 'tags: [a] b\n', `1:11 ${bracket}`],
    ['a text behind a mapping', 'tags: {a: 1} b\n', `1:14 ${bracket}`],
    ['a single quote that stays open', "name: 'abc\nquery: x\n", `1:7 ${open}`],
    ['a double quote that stays open', 'name: "abc\nquery: x\n', `1:7 ${open}`],
    ['a quote of a list that stays open', "- 'abc\nq: x\n", `1:3 ${open}`],
    ['a quote that stands twice and stays open', "name: 'abc'' def\nquery: x\n", `2:1 ${deficient}`],
    ['a bracket that stays open', 'a: [1, 2\nb: 3\n', `2:1 ${deficient}`],
    [
      'a line without a key between keys',
      'a: 1\nsome text\nname: x\n',
      '2:1 The line has no `key: value`; it seems to belong to a text above. → Indent the line, or begin the text above with `|`.',
    ],
    ['lines without a key at the beginning', '# c\nsome text\nmore text\nname: x\n', `4:5 ${behind}`],
    ['a text with a colon', 'a: b: c\n', `1:5 ${colon}`],
    ['a key below a text', 'name: x\n  more\n y: 1\n', `3:3 ${colon}`],
    [
      'a text behind single quotes',
      "a: 'b' c\n",
      "1:8 The text goes on behind its closing quote. → Write `''` for a quote within single quotes.",
    ],
    [
      'a text behind double quotes',
      'a: "b" c\n',
      '1:8 The text goes on behind its closing quote. → Write `\\"` for a quote within double quotes.',
    ],
    [
      'a back quote',
      'name: `x`\n',
      '1:7 A text without quotes cannot begin with a back quote. → Put the text in quotes.',
    ],
    ['an at sign', '@a: 1\n', '1:1 A text without quotes cannot begin with `@`. → Put the text in quotes.'],
    [
      'a tab',
      'a:\n\tb: 1\n',
      '2:1 A tab is used for indentation; YAML takes only spaces there. → Replace the tab by spaces.',
    ],
    ['what nobody explains', '%x\na: 1\n', '2:1 This is not valid YAML: directives end mark is expected.'],
  ])('%s, whatever ends its lines', (_what, text, expected) => {
    const ended = ['\n', '\r\n', '\r'].map((end) => said(text.replaceAll('\n', end)));
    expect(ended).toEqual([[expected], [expected], [expected]]);
  });
});

/** A text, and all that is found in it: its place from beginning to end, its code, message and hint. */
type Case = { readonly text: string; readonly found: readonly string[] };

const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'text' in value && 'found' in value;

const foundIn = (text: string): readonly string[] =>
  readDocument('a.yaml', text).diagnostics.map(({ range, code, message, hint = 'no hint' }) => {
    const [from, to] = [range?.start, range?.end];
    return `${from?.line}:${from?.column}-${to?.line}:${to?.column} ${code} ${message} → ${hint}`;
  });

describe('each reason for which a text is refused has its whole place, code and words', () => {
  const file = new URL('refused.jsonl', import.meta.url);
  updateCases(file, () => casesIn(file, isCase).map(({ text }) => ({ text, found: foundIn(text) })));
  const cases = casesIn(file, isCase);

  test.each(cases.map((each) => [JSON.stringify(each.text), each] as const))('%s', (_, { text, found }) => {
    expect(foundIn(text)).toEqual(found);
  });

  // The file of a text without anything in it has one place.
  const filled = cases.filter(({ text }) => text.trim() !== '');

  test.each(filled.map((each) => [JSON.stringify(each.text), each] as const))('%s below an empty line', (_, each) => {
    const below = each.found.map((line) =>
      line.replace(/^(\d+)(:\d+-)(\d+)/, (_all, from, column, to) => `${Number(from) + 1}${column}${Number(to) + 1}`),
    );
    expect(foundIn(`\n${each.text}`)).toEqual(below);
  });

  test('and no two of the texts are the same', () => {
    expect(new Set(cases.map(({ text }) => text)).size).toBe(cases.length);
  });
});

test('what is no error of the parser is thrown on', () => {
  expect(() => explainSyntax(new RangeError('out of memory'), 'a: 1')).toThrow(new RangeError('out of memory'));
});
