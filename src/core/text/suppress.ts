import type { Config } from '../config/config.ts';
import { type Diagnostic, isUnreadable } from '../diagnostic.ts';
import { compareDiagnostics, withSeverities } from '../lint.ts';
import { nearest } from './nearest.ts';
import type { Comment, SourceDocument } from './source.ts';
import type { Range, TextEdit, Span } from './span.ts';

/** The lines that a suppression concerns, from 1, both included; undefined for the whole file. */
type Lines = { readonly first: number; readonly last: number };

type TextLine = { readonly start: number; readonly end: number; readonly next: number };

const lineAround = (text: string, offset: number): TextLine => {
  let start = offset;
  while (start > 0 && !/[\n\r]/.test(text.charAt(start - 1))) start -= 1;
  let end = offset;
  while (end < text.length && !/[\n\r]/.test(text.charAt(end))) end += 1;
  const next = end + (text.startsWith('\r\n', end) ? 2 : end < text.length ? 1 : 0);
  return { start, end, next };
};

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => /^\uFEFF?\s*(?:#.*)?$/.test(line);

/** A line by its number; empty behind the last. */
const lineOf = (lines: readonly string[], line: number): string => lines[line - 1] ?? '';

/** What begins on a line: the line, and those below that are indented more or continue its list. */
const blockFrom = (lines: readonly string[], first: number): Lines => {
  const head = lineOf(lines, first);
  const indent = indentOf(head);
  const isItem = /^\s*-(?:\s|$)/.test(head);
  let last = first;
  for (let line = first + 1; line <= lines.length; line += 1) {
    const text = lineOf(lines, line);
    if (text.trim() === '') continue;
    const deeper = indentOf(text) > indent;
    const listed = indentOf(text) === indent && !isItem && /^\s*-(?:\s|$)/.test(text);
    if (!deeper && !listed) break;
    last = line;
  }
  return { first, last };
};

type Layout = { readonly lines: readonly string[]; readonly firstContent: number };

/** The lines of a document, and the first that is neither blank nor a comment. */
const layoutOf = (document: SourceDocument): Layout => {
  const lines = document.text.split(/\r\n|\n|\r/);
  const content = lines.findIndex((line) => !isBlank(line) && !/^(?:---(?:\s|$)|%)/.test(line));
  return { lines, firstContent: content < 0 ? lines.length + 1 : content + 1 };
};

/** What a comment concerns: see applySuppressions. */
const concerned = (document: SourceDocument, comment: Comment, { lines, firstContent }: Layout): Lines | undefined => {
  const { line } = document.range(comment.span).start;
  if (line < firstContent) return undefined;
  const own = isBlank(
    lineOf(lines, line).slice(0, comment.span.start - lineAround(document.text, comment.span.start).start),
  );
  if (!own) return blockFrom(lines, line);
  let next = line + 1;
  while (next <= lines.length && isBlank(lineOf(lines, next))) next += 1;
  return blockFrom(lines, next);
};

/** Takes a comment out: its whole line where nothing else is on it, else the white space before it too. */
const removal = (text: string, span: Span): readonly TextEdit[] => {
  const line = lineAround(text, span.start);
  const before = text.slice(line.start, span.start);
  if (before.replace('\uFEFF', '').trim() !== '')
    return [{ span: { start: line.start + before.trimEnd().length, end: span.end }, text: '' }];
  const start = before.startsWith('\uFEFF') ? line.start + 1 : line.start;
  return [{ span: { start, end: line.next }, text: '' }];
};

type Suppression = {
  readonly code: string;
  readonly reason: string;
  readonly lines: Lines | undefined;
  readonly range: Range;
  readonly fix: readonly TextEdit[];
};

export type SuppressionOptions = {
  /** All codes that exist, to find misspelled ones; without it only their form is checked. */
  readonly known?: readonly string[];
  /** Whether the check of a code ran, so that an unused suppression of it is worth a word. */
  readonly ran?: (code: string) => boolean;
};

const form = /^#\s*picket-ignore(?![\w-])(.*)$/;
const codeForm = /^(?:yaml|schema|rule|repo|kql|config)\/[a-z0-9-]+$/;

/** Whether a KQL or base check ran depends on the command; checks of a single file run always. */
const runsAlways = (code: string): boolean => code.startsWith('schema/') || code.startsWith('rule/');

/**
 * Without these no rule can be made of the file, so hiding the reason would make a rule vanish without a word. Limits and
 * unknown keys can be suppressed: there a person may know more than Picket.
 */
export const isSuppressible = (code: string): boolean => {
  if (code.startsWith('yaml/')) return false;
  if (!code.startsWith('schema/')) return true;
  return ['unknown-key', 'unknown-value', 'too-long', 'too-many', 'out-of-range', 'bad-name'].includes(
    code.slice('schema/'.length),
  );
};

type Parsed = { readonly suppressions: readonly Suppression[]; readonly diagnostics: readonly Diagnostic[] };

const complain = (
  document: SourceDocument,
  comment: Comment,
  code: Diagnostic['code'],
  message: string,
  hint: string,
): Diagnostic => ({
  code,
  severity: 'warning',
  message,
  hint,
  path: document.path,
  range: document.range(comment.span),
});

const parseComment = (
  document: SourceDocument,
  comment: Comment,
  rest: string,
  layout: Layout,
  options: SuppressionOptions,
): Parsed => {
  const [names = '', ...reasons] = rest.split(/(?:^|\s)--(?:\s|$)/);
  const reason = reasons.join(' -- ').trim();
  const codes = names.split(/[\s,]+/).filter((name) => name !== '');
  const example = 'Write `# picket-ignore <code> -- <reason>`.';
  if (codes.length === 0)
    return {
      suppressions: [],
      diagnostics: [
        complain(document, comment, 'yaml/unknown-suppression', 'The comment names no finding to ignore.', example),
      ],
    };
  if (reason === '')
    return {
      suppressions: [],
      diagnostics: [
        complain(
          document,
          comment,
          'yaml/suppression-without-reason',
          `Why ${codes.map((code) => `\`${code}\``).join(', ')} is ignored is not said, so the comment has no effect.`,
          example,
        ),
      ],
    };
  const suppressions: Suppression[] = [];
  const diagnostics: Diagnostic[] = [];
  const { known } = options;
  for (const code of codes) {
    const exists = known === undefined ? codeForm.test(code) : known.includes(code);
    if (!exists) {
      const [near] = nearest(code, known ?? []);
      const message = `There is no finding \`${code}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`;
      diagnostics.push(complain(document, comment, 'yaml/unknown-suppression', message, example));
    } else if (!isSuppressible(code))
      diagnostics.push(
        complain(
          document,
          comment,
          'yaml/unknown-suppression',
          `\`${code}\` cannot be ignored: no rule can be made of the file while it is there.`,
          'Repair what it points at, and remove the comment.',
        ),
      );
    else
      suppressions.push({
        code,
        reason,
        lines: concerned(document, comment, layout),
        range: document.range(comment.span),
        fix: codes.length === 1 ? removal(document.text, comment.span) : [],
      });
  }
  return { suppressions, diagnostics };
};

const parseComments = (document: SourceDocument, options: SuppressionOptions): Parsed => {
  if (!document.text.includes('picket-ignore')) return { suppressions: [], diagnostics: [] };
  const layout = layoutOf(document);
  const parsed = document.comments.flatMap((comment) => {
    const match = form.exec(comment.text);
    return match === null ? [] : [parseComment(document, comment, match[1] ?? '', layout, options)];
  });
  return {
    suppressions: parsed.flatMap(({ suppressions }) => suppressions),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
  };
};

const covers = ({ code, lines }: Suppression, diagnostic: Diagnostic): boolean => {
  if (code !== diagnostic.code) return false;
  if (lines === undefined) return true;
  const line = diagnostic.range?.start.line;
  return line !== undefined && line >= lines.first && line <= lines.last;
};

const unused = (document: SourceDocument, { code, range, fix }: Suppression): Diagnostic => ({
  code: 'yaml/unused-suppression',
  severity: 'warning',
  message: `\`${code}\` is not found where it is ignored.`,
  hint: 'Remove the comment.',
  path: document.path,
  range,
  ...(fix.length > 0 && { fix }),
});

/** A file that could not be checked to its end says nothing about which suppressions it needs. */
const wasChecked = (diagnostics: readonly Diagnostic[]): boolean => !diagnostics.some(isUnreadable);

const applyTo = (
  document: SourceDocument,
  diagnostics: readonly Diagnostic[],
  options: SuppressionOptions,
): readonly Diagnostic[] => {
  const { suppressions, diagnostics: complaints } = parseComments(document, options);
  if (suppressions.length === 0) return [...diagnostics, ...complaints];
  const used = new Set<Suppression>();
  const left = diagnostics.filter((diagnostic) => {
    const by = suppressions.filter((suppression) => covers(suppression, diagnostic));
    for (const suppression of by) used.add(suppression);
    return by.length === 0;
  });
  const ran = options.ran ?? runsAlways;
  const idle = wasChecked(diagnostics)
    ? suppressions.filter((suppression) => !used.has(suppression) && ran(suppression.code))
    : [];
  return [...left, ...complaints, ...idle.map((suppression) => unused(document, suppression))];
};

/**
 * Takes out the findings that comments in the files ignore, adds what is wrong with those comments, weighs everything by
 * the severities of picket.yaml, and sorts it.
 *
 * A comment is `# picket-ignore <code> -- <reason>`, with several codes separated by commas. Above the content of a file
 * it concerns the whole file; on a line of its own, what begins on the next line with content; at the end of a line, what
 * begins on that line. Errors of `yaml/…`, and those of `schema/…` without which no rule exists, cannot be ignored.
 */
export const applySuppressions = (
  documents: readonly SourceDocument[],
  diagnostics: readonly Diagnostic[],
  severities: Config['severities'] = {},
  options: SuppressionOptions = {},
): readonly Diagnostic[] => {
  const byPath = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const list = byPath.get(diagnostic.path);
    if (list === undefined) byPath.set(diagnostic.path, [diagnostic]);
    else list.push(diagnostic);
  }
  const known = new Set(documents.map(({ path }) => path));
  const elsewhere = diagnostics.filter(({ path }) => !known.has(path));
  const applied = documents.flatMap((document) => applyTo(document, byPath.get(document.path) ?? [], options));
  return withSeverities([...applied, ...elsewhere], severities).toSorted(compareDiagnostics);
};
