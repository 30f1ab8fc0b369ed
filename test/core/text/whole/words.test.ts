import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Diagnostic } from '../../../../src/core/diagnostic.ts';
import type { JsonValue } from '../../../../src/core/json.ts';
import { readCodeowners, sameOwner } from '../../../../src/core/text/codeowners.ts';
import { applyEdits } from '../../../../src/core/text/edit.ts';
import { glob, unsupportedGlob } from '../../../../src/core/text/glob.ts';
import { apartSpans, placedTokens } from '../../../../src/core/text/kql-tokens.ts';
import { nearest } from '../../../../src/core/text/nearest.ts';
import {
  counted,
  countedOf,
  inSeries,
  kindInWords,
  listed,
  shown,
  typesInWords,
} from '../../../../src/core/text/phrase.ts';
import { applySuppressions } from '../../../../src/core/text/suppress.ts';
import { isHigher } from '../../../../src/core/text/version-order.ts';
import { jsonLine, toldApart, toldApartInABlock, visible, wellFormed } from '../../../../src/core/text/visible.ts';
import { read } from '../reading.ts';

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const queries = [
  'T | where a-b == 1.5h and c in~ ("x\\"y") // end "x"',
  "T|where A!~'it\\'s' or B<>@'it''s' or C=~@\"a\"\"b\\\" | mv-expand d",
  '```a\n// b``` ~~~c~~~ h```d``` H"e" h@\'f\' "open\nT',
  '0x1F 1e-3 2.x..5 _x $y !has a=>b x::y <|z 💥é ! - ~ "a',
  '// only\n\n/ a//b\n```open',
  '',
];

const patterns = [
  '*',
  '**',
  'a',
  './a',
  'a/*',
  'a/**',
  '**/b',
  'a/**/b',
  'a**b',
  '?',
  '[ab]',
  '[!a]',
  '[^a-b]',
  '[a-]',
  '[]a]',
  '[a',
  '{a,b}/c',
  '{a,{b,c}}',
  '{a}',
  '\\{a,b}',
  'a\\*',
  '\\',
  '*.yaml',
  'a*c/**/*.yaml',
];
const paths = [
  '',
  'a',
  'b',
  'c',
  '-',
  ']',
  'ab',
  'a*',
  '{a}',
  '{a,b}',
  '[a',
  'a/b',
  'a/c',
  'b/c',
  'a/x/b',
  'a/x/y/b',
  'a/',
  '.x',
  'x.yaml',
  'abc/d/x.yaml',
  'ac/x.yaml',
  '\\',
];

const owners = readCodeowners(
  '# head\n* @all\n/docs/ @docs # why\nrules/*.yaml @one @two\nrules/none.yaml\n[Section]\n^[Other]\nb @b\nc/ @c\n/d @d\r\nx/y @xy\ndir/* @dir\n\n',
);
const owned = [
  'a',
  'docs/a',
  'x/docs/a',
  'rules/a.yaml',
  'rules/none.yaml',
  'x/b',
  'b/c',
  'c',
  'c/x/y',
  'x/c/y',
  'd',
  'd/e',
  'x/d',
  'x/y/z',
  'z/x/y',
  'dir/a',
  'dir/a/b',
];
const names = ['@contoso/soc-team', 'SOC Team', 'soc-team', 'ana@contoso.com', '@ana', 'Ana', 'contoso'];

const versions = ['1.10.0', '1.9.0', '1.9.0-beta', '2', 'x', '1.9', '0'];

const unseen = [
  'plain',
  'a\u200bb',
  'a\u001b[31m',
  'p\u0430ypal',
  '\u00a0x',
  '👩\u200d💻',
  'a\u0000b',
  '<U+200B>',
  'a\ud800',
  'x\u2028y',
  '\u202eabc',
  '##[x',
  'tab\there\nline',
  'é',
  'e\u0301',
];

const values: readonly JsonValue[] = [null, true, 1, 'x', '', '  a \n b ', 'x'.repeat(70), [], {}, [1], { a: 1 }];

const rule = [
  'id: a',
  'tactics:',
  '- A',
  '- B',
  '',
  'query: |',
  '  T',
  '',
  '  | take 1',
  'name: n',
  'list:',
  '  - a: 1',
  '    b: 2',
  '  - c',
];
const codes = ['rule/x', 'schema/unknown-key', 'schema/empty', 'yaml/syntax', 'kql/y'];
const comments = [
  '# picket-ignore rule/x -- because',
  '#picket-ignore rule/x, kql/y  -- because -- of it',
  '# picket-ignore schema/empty yaml/syntax rule/z -- no',
  '# picket-ignore rule/x',
  '# picket-ignore -- why',
  '# picket-ignore',
  '# picket-ignored rule/x -- because',
];

const findingsAt = (lines: number): readonly Diagnostic[] =>
  Array.from({ length: lines }, (_none, index) => ({
    code: 'rule/x',
    severity: 'warning',
    message: 'found',
    path: 'rule.yaml',
    range: { start: { line: index + 1, column: 1 }, end: { line: index + 1, column: 2 } },
  }));

/** A file with a comment on a line of its own or behind one: which findings are left, and what is said of the comment. */
const suppressed = (file: string, known: readonly string[] | undefined): readonly string[] => {
  const { document } = read(file);
  const options = { ran: () => true, ...(known === undefined ? {} : { known }) };
  const found = applySuppressions([document], findingsAt(file.split('\n').length), { 'kql/*': 'off' }, options);
  const none = applySuppressions([document], [], {}, options);
  return [
    found.flatMap(({ message, range }) => (message === 'found' ? [range?.start.line] : [])).join(),
    ...none.map(({ message, fix, ...rest }) =>
      text({ ...rest, message, fixed: fix === undefined ? 'no' : applyEdits(file, fix).length }),
    ),
  ];
};

const pairs = unseen.flatMap((one, index) => [
  [one, unseen[index + 1] ?? ''] as const,
  [`${one}${'x'.repeat(70)}`, `${one}${'x'.repeat(69)}y`] as const,
]);

const said = (): readonly string[] => [
  ...queries.flatMap((query) => [
    `== ${text(query)}`,
    placedTokens(query)
      .map((token) => `${token.start}:${token.text}`)
      .join(' '),
    apartSpans(query)
      .map(({ start, end }) => text(query.slice(start, end)))
      .join(' '),
  ]),
  ...patterns.map((pattern) => {
    const fits = glob(pattern);
    return `${pattern} fits ${text(paths.filter((path) => fits(path)))}`;
  }),
  ...['!a', '+(a)', 'a@(b|c)', '\\+(a)', 'a(b)', '*(x)'].map(
    (pattern) => `${pattern} ${text(unsupportedGlob(pattern))}`,
  ),
  ...owned.map((path) => `${path} is of ${text(owners(path))}`),
  ...names.map((one) => `${one} is ${names.filter((other) => sameOwner(one, other)).join(', ')}`),
  ...unseen.flatMap((each) => [text(each), visible(each), wellFormed(each), jsonLine(each)].map(text)),
  ...pairs.flatMap(([one, other]) => [
    text(toldApart(one, other, 60)),
    text(toldApartInABlock(`a\n${one}`, `${other}\na`)),
  ]),
  ...values.map((value) => [text(value), shown(value), kindInWords(value)].join(' ')),
  typesInWords(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null']),
  ...[[], ['a'], ['a', 'b'], ['a', 'b', 'c']].flatMap((words) => [
    inSeries(words),
    inSeries(words, 'or'),
    listed(words, 'or'),
  ]),
  ...[0, 1, 2].flatMap((count) => [
    counted(count, 'entry', 'entries'),
    countedOf(count, { one: 'a', many: 'b' }),
    countedOf(count, { one: 'a', many: 'b', short: 'c' }),
  ]),
  ...['queyr', 'Query', 'qry', 'zzz', 'severities', ''].map(
    (word) => `${word} ${text(nearest(word, ['query', 'severity', 'name', 'queryPeriod']))}`,
  ),
  ...versions.map((one) => `${one} is higher than ${versions.filter((other) => isHigher(one, other)).join(' ')}`),
  ...comments.flatMap((comment) =>
    [0, 1, 2, 3, 6, 11, 14].flatMap((line) => [
      `== ${comment} before line ${line + 1}`,
      ...suppressed(rule.toSpliced(line, 0, comment).join('\n'), undefined),
    ]),
  ),
  ...[0, 1, 2, 9, 11, 12].flatMap((line) => [
    `== behind line ${line + 1}`,
    ...suppressed(rule.with(line, `${rule[line] ?? ''} ${comments[0] ?? ''}`).join('\n'), codes),
    ...suppressed(rule.with(line, `${rule[line] ?? ''} ${comments[2] ?? ''}`).join('\r\n'), codes),
  ]),
  ...['\uFEFF', '---\n', '%YAML 1.2\n---\n', '# a\n\n'].flatMap((head) => [
    `== below ${text(head)}`,
    ...suppressed(`${head}${comments[0] ?? ''}\n${rule.join('\n')}`, codes),
  ]),
  ...['', '\n', '\n# more\n', '\n---\n', '\n\na: 1'].flatMap((rest) => [
    `== above ${text(rest)}`,
    ...suppressed(`${comments[0] ?? ''}${rest}`, codes),
    ...suppressed(`# more\r${comments[0] ?? ''}${rest}`, codes),
  ]),
];

const file = new URL('words.txt', import.meta.url);
if (process.env['UPDATE_EXPECTED'] === '1')
  writeFileSync(
    file,
    `${said()
      .map((line) => line.replaceAll('\n', '\\n'))
      .join('\n')}\n`,
  );

test('what tokens, patterns, owners, comments that ignore findings and words for values come to', () => {
  expect(said().map((line) => line.replaceAll('\n', '\\n'))).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
