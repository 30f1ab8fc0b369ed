import type { Comment, SourceDocument } from '../source.ts';
import type { Span, TextEdit } from '../span.ts';

/** The lines that a suppression concerns, from 1, both included; undefined for the whole file. */
export type Lines = { readonly first: number; readonly last: number };

type TextLine = { readonly start: number; readonly end: number; readonly next: number };

const lineAround = (text: string, offset: number): TextLine => {
  let start = offset;
  while (start > 0 && !/[\n\r]/.test(text[start - 1] ?? '')) start -= 1;
  let end = offset;
  while (end < text.length && !/[\n\r]/.test(text[end] ?? '')) end += 1;
  const next = end + (text.startsWith('\r\n', end) ? 2 : end < text.length ? 1 : 0);
  return { start, end, next };
};

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => /^\uFEFF?\s*(?:#.*)?$/.test(line);

/** What begins on a line: the line, and those below that are indented more or continue its list. */
const blockFrom = (lines: readonly string[], first: number): Lines => {
  const head = lines[first - 1] ?? '';
  const indent = indentOf(head);
  const isItem = /^\s*-(?:\s|$)/.test(head);
  let last = first;
  for (let line = first + 1; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? '';
    if (text.trim() === '') continue;
    const deeper = indentOf(text) > indent;
    const listed = indentOf(text) === indent && !isItem && /^\s*-(?:\s|$)/.test(text);
    if (!deeper && !listed) break;
    last = line;
  }
  return { first, last };
};

export type Layout = { readonly lines: readonly string[]; readonly firstContent: number };

/** The lines of a document, and the first that is neither blank nor a comment. */
export const layoutOf = (document: SourceDocument): Layout => {
  const lines = document.text.split(/\r\n|\n|\r/);
  const content = lines.findIndex((line) => !isBlank(line) && !/^(?:---(?:\s|$)|%)/.test(line));
  return { lines, firstContent: content < 0 ? lines.length + 1 : content + 1 };
};

/** What a comment concerns: see applySuppressions. */
export const concerned = (
  document: SourceDocument,
  comment: Comment,
  { lines, firstContent }: Layout,
): Lines | undefined => {
  const { line } = document.range(comment.span).start;
  if (line < firstContent) return undefined;
  const own = isBlank(
    (lines[line - 1] ?? '').slice(0, comment.span.start - lineAround(document.text, comment.span.start).start),
  );
  if (!own) return blockFrom(lines, line);
  let next = line + 1;
  while (next <= lines.length && isBlank(lines[next - 1] ?? '')) next += 1;
  return blockFrom(lines, next);
};

/** Takes a comment out: its whole line where nothing else is on it, else the white space before it too. */
export const removal = (text: string, span: Span): readonly TextEdit[] => {
  const line = lineAround(text, span.start);
  const before = text.slice(line.start, span.start);
  if (before.replace('\uFEFF', '').trim() !== '')
    return [{ span: { start: line.start + before.trimEnd().length, end: span.end }, text: '' }];
  const start = before.startsWith('\uFEFF') ? line.start + 1 : line.start;
  return [{ span: { start, end: line.next }, text: '' }];
};
