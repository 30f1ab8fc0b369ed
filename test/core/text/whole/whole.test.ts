import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isArray, isObject, type JsonValue } from '../../../../src/core/json.ts';
import { pointer } from '../../../../src/core/pointer.ts';
import {
  applyEdits,
  insertItem,
  insertKey,
  prependKey,
  removeValue,
  renameKey,
  replaceValue,
  setValue,
  type Edits,
} from '../../../../src/core/text/edit.ts';
import { cut } from '../../../../src/core/text/cut.ts';
import { formatDocument, type FormatStyle } from '../../../../src/core/text/fmt/format.ts';
import { replaceLines, rewrite } from '../../../../src/core/text/rewrite.ts';
import type { SourceDocument } from '../../../../src/core/text/source.ts';
import { read } from '../reading.ts';
import { broken, documents, unordered } from './documents.ts';
import { updateExpected } from '../../../expected.ts';

/** Each place of a value, the outermost first. */
const placesOf = (value: JsonValue | undefined, at = ''): readonly (readonly [at: string, value: JsonValue])[] => {
  if (value === undefined) return [];
  const members = isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [[at, value], ...members.flatMap(([key, member]) => placesOf(member, at + pointer(key)))];
};

/** A text after an edit, said as what came instead of what: both ends that are shared are left out. */
const changed = (before: string, after: string): string => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [old, fresh] = [before, after].map((text) => text.slice(start, text.length - end));
  return `${start} ${JSON.stringify(old)} > ${JSON.stringify(fresh)}`;
};

const afterEdits = (text: string, edits: Edits): string =>
  edits === undefined ? 'no edit' : changed(text, applyEdits(text, edits));

const values: readonly JsonValue[] = [
  null,
  'text',
  '1',
  "it's",
  '# a: b',
  'one\n\n  two\n',
  '  one\ntwo',
  7,
  [],
  {},
  ['p', { q: 1, r: 'x\ny' }],
  { s: [1], t: { u: 'v' } },
];

const whole = { start: 0, end: 1 };

/** What stands where in a file. */
const standing = (document: SourceDocument, at: string, value: JsonValue): string => {
  const { text } = document;
  const spans = [document.locate(at), document.locate(at, 'key'), document.locateWithin(at, whole)];
  if (typeof value === 'string' && value.length > 1)
    spans.push(
      ...Array.from({ length: value.length - 1 }, (_, index) =>
        document.locateWithin(at, { start: index + 1, end: index + 2 }),
      ),
    );
  return spans.map(({ start, end }) => `${start} ${JSON.stringify(text.slice(start, end))}`).join(' | ');
};

/** Each edit of one place of a file. */
const editsAt = (document: SourceDocument, at: string, value: JsonValue): readonly (readonly [string, Edits])[] => [
  ...values.map((next) => [`= ${JSON.stringify(next)}`, replaceValue(document, at, next)] as const),
  ['removed', removeValue(document, at)],
  ['renamed', renameKey(document, at, 'new')],
  ['renamed as text', renameKey(document, at, 'y: #')],
  ['renamed as there', renameKey(document, at, 'b')],
  ...(isObject(value)
    ? ([
        ...['text', 'one\ntwo\n', ['p', { q: 1 }], { s: { t: 1 } }].map(
          (next) => [`with ${JSON.stringify(next)}`, insertKey(document, at, 'k', next)] as const,
        ),
        ['with a key behind a', insertKey(document, at, 'k', [1], 'a')],
        ['with a key in quotes', insertKey(document, at, 'k: #', 1)],
        ['with a key that is there', insertKey(document, at, 'a', 1)],
        ['set', setValue(document, at + pointer('new'), { s: 1 })],
      ] as const)
    : []),
  ...(isArray(value)
    ? [-1, 0, 1, value.length, value.length + 1].flatMap((index) =>
        ['text', { q: 1, r: [2] }, 'x\ny\n'].map(
          (next) => [`${index} ${JSON.stringify(next)}`, insertItem(document, at, index, next)] as const,
        ),
      )
    : []),
  ...(typeof value === 'string'
    ? [
        'one\n\ntwo\n',
        'x\n',
        `${value}more`,
        `more\n${value}`,
        `${value}more\n`,
        value.replaceAll('\n', '\n\n'),
        'one\nnew\ntwo\n',
        'one',
      ].map((next) => [`lines ${JSON.stringify(next)}`, replaceLines(document, at, next)] as const)
    : []),
];

/** A file under several edits, one after the other. */
const rewritten = (document: SourceDocument): string => {
  const it = rewrite(document);
  const done = [
    it.set('/a', 'text\nmore\n'),
    it.set('/a', 'text\nother\nmore\n'),
    it.set('/new', 1, 'a'),
    it.set('/new', 1),
    it.set('/b/deep', [1]),
    it.prepend('first', 'x'),
    it.append('/b', 'item'),
    it.append('/a', 'item'),
    it.append('/c', { d: 1 }),
    it.rename('/b', 'other'),
    it.remove('/nowhere'),
    it.remove('/a'),
  ];
  const text = JSON.stringify(it.document().text);
  done.push(it.set('', 1));
  return `${done.map((each) => (each ? 'y' : 'n')).join('')} ${text}`;
};

const wordsOf = (query: string): string => query.split(/\s+/).filter(Boolean).join(' ');
const styles: readonly FormatStyle[] = [
  {
    order: ['id', 'name', 'version', 'query', 'tags'],
    query: (query) => wordsOf(query).replaceAll(' | ', '\n| '),
    sameQuery: (left, right) => wordsOf(left) === wordsOf(right),
  },
  { order: ['b', 'a', 'id'], query: (query) => query, sameQuery: (left, right) => left === right },
  { order: ['tags'], query: (query) => `\n\n${query}\n\n`, sameQuery: () => false },
];

/** What is found in a file, with its place. */
const foundIn = (file: string | Uint8Array): readonly string[] => {
  const { document, diagnostics } = read(file);
  return [
    `==== ${typeof file === 'string' ? cut(JSON.stringify(file), 80) : `bytes ${file.join()}`}`,
    ...diagnostics.map(({ severity, code, message, hint, path, range, related }) =>
      JSON.stringify([severity, code, message, hint, path, range, related]),
    ),
    cut(JSON.stringify([document.text, document.value, document.comments]), 200),
  ];
};

const said = (): readonly string[] => [
  ...broken.flatMap(foundIn),
  ...documents.flatMap((text) => {
    const { document, diagnostics } = read(text);
    const all = placesOf(document.value);
    return [
      `==== ${JSON.stringify(text)}`,
      ...diagnostics.map(({ code, message }) => `${code} ${message}`),
      ...document.comments.map((comment) => `${comment.span.start} ${comment.span.end} ${comment.text}`),
      `rewritten ${rewritten(document)}`,
      `first ${afterEdits(text, prependKey(document, 'new', { s: [1] }))}`,
      `first again ${afterEdits(text, prependKey(document, 'a', 1))}`,
      `nowhere ${JSON.stringify([
        removeValue(document, '/x/y') ?? 'no edit',
        renameKey(document, '/x', 'y') ?? 'no edit',
        insertItem(document, '/x', 0, 1) ?? 'no edit',
      ])}`,
      ...all.flatMap(([at, value]) => [
        `== ${at} ${standing(document, at, value)}`,
        ...editsAt(document, at, value).map(([words, edits]) => `${words}: ${afterEdits(text, edits)}`),
      ]),
    ];
  }),
  ...[...documents, ...unordered].flatMap((text) => {
    const { document } = read(text);
    return styles.map((style, index) => {
      const laidOut = formatDocument(document, style);
      const now = laidOut.text === text ? 'as it was' : JSON.stringify(laidOut.text);
      return [`fmt ${index}`, JSON.stringify(text), now, ...laidOut.left].join(' => ');
    });
  }),
];

const file = new URL('edits.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('each edit of each place of each form of a file, and its layout', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
