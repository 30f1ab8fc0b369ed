import { applyEdits, type Edits } from './edit.ts';
import { equalJson } from '../json.ts';
import { valueAt, type JsonPointer } from '../pointer.ts';
import { readDocument } from './read-document.ts';
import type { SourceDocument } from './source.ts';
import { withValue } from './edit/value.ts';

const ending = /(?<!\n)\n*$/;

const linesOf = (text: string): readonly string[] => text.replace(ending, '').split('\n');

/** Lines that both texts share at their begin and at their end. */
const shared = (
  before: readonly string[],
  after: readonly string[],
): { readonly start: number; readonly end: number } => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { start, end };
};

type Line = { readonly start: number; readonly end: number; readonly text: string };

/** The lines of a text from an offset on, each with its line end. */
const fileLines = function* (text: string, from: number): Generator<Line> {
  let start = from;
  while (start < text.length) {
    const found = /\r\n|\n|\r/g;
    found.lastIndex = start;
    const match = found.exec(text);
    const end = match === null ? text.length : match.index + match[0].length;
    yield { start, end, text: text.slice(start, match?.index ?? end) };
    start = end;
  }
};

/**
 * Another text for a literal block (`|`), as an edit of the lines that differ: the others keep their indentation and
 * their spaces. Undefined where the value is no literal block, or where its lines alone cannot say it.
 */
export const replaceLines = (document: SourceDocument, at: JsonPointer, value: string): Edits => {
  const there = valueAt(document.value, at);
  const { start } = document.locate(at);
  if (typeof there !== 'string' || document.text[start] !== '|') return undefined;
  if (ending.exec(there)?.[0] !== ending.exec(value)?.[0]) return undefined;
  const before = linesOf(there);
  const after = linesOf(value);
  const [header, ...lines] = [...fileLines(document.text, start)].slice(0, before.length + 1);
  const index = lines.findIndex((line, place) => before[place] !== '' && line.text.endsWith(before[place] ?? ''));
  if (header === undefined || index < 0 || lines.length < before.length) return undefined;
  const sample = lines[index]?.text ?? '';
  const pad = sample.slice(0, sample.length - (before[index] ?? '').length);
  const same = shared(before, after);
  const first = lines[same.start]?.start ?? lines.at(-1)?.end ?? header.end;
  const last = lines[before.length - same.end - 1]?.end ?? first;
  const eol = /\r?\n?$/.exec(document.text.slice(header.start, header.end))?.[0] ?? '\n';
  const fresh = after.slice(same.start, after.length - same.end).map((line) => (line === '' ? '' : pad + line) + eol);
  const open = first > 0 && !/[\n\r]/.test(document.text[first - 1] ?? '');
  const text = (open ? eol : '') + fresh.join('');
  const closed = /[\n\r]$/.test(document.text.slice(0, Math.max(last, first)));
  const edits = [
    { span: { start: first, end: Math.max(first, last) }, text: closed ? text : text.replace(/\r?\n$/, '') },
  ];
  const { document: result, diagnostics } = readDocument(document.path, applyEdits(document.text, edits));
  return diagnostics.length === 0 && equalJson(result.value, withValue(document.value, at, value)) ? edits : undefined;
};
