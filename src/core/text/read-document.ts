import { constructFromEvents, EVENT_ID, parseEvents, type Event } from 'js-yaml';
import type { Diagnostic } from '../diagnostic.ts';
import type { JsonValue } from '../json.ts';
import type { Comment, SourceDocument } from './source.ts';
import { lineTable, type LineTable, type Range, type Span } from './span.ts';
import { findComments, buildTree, type YamlNode } from './yaml/tree.ts';
import { decode } from './yaml/decode.ts';
import { checkAliases, checkNumbers, type Problem } from './yaml/limits.ts';
import { documentStarts, locator } from './yaml/locator.ts';
import { explainSyntax } from './yaml/syntax-error.ts';
import { mergeConflicts } from './yaml/merge-conflict.ts';

/** Larger files are refused; in bytes. */
export const maximumFileSize = 1_048_576;

/** js-yaml's default is 100; a rule needs six levels, and less depth bounds its backtracking over properties. */
const maximumDepth = 40;

/** More of them say nothing new. */
const mostAlike = 20;

export type ReadResult = { readonly document: SourceDocument; readonly diagnostics: readonly Diagnostic[] };

type Found = Problem & { readonly related?: { readonly message: string; readonly span: Span } };

type Parsed = {
  readonly events: readonly Event[];
  readonly first: number;
  readonly value: JsonValue | undefined;
  readonly problems: readonly Found[];
};

const nothing: readonly Event[] = [];
const failed = (...problems: Found[]): Parsed => ({ events: nothing, first: 0, value: undefined, problems });

/** js-yaml's core schema constructs nulls, booleans, numbers, strings, lists and mappings only. */
const isCoreValue = (value: unknown): value is JsonValue => value !== undefined;

const duplicatesIn = function* (node: YamlNode): Iterable<Found> {
  if (node.type === 'sequence') for (const item of node.items) yield* duplicatesIn(item);
  if (node.type !== 'mapping') return;
  const seen = new Map<string, Span>();
  for (const { name, key, value } of node.pairs) {
    const before = seen.get(name);
    if (before === undefined) seen.set(name, key.span);
    else
      yield {
        code: 'yaml/duplicate-key',
        message: `The key \`${name}\` stands twice in the same mapping.`,
        hint: 'Keep one of the two.',
        span: key.span,
        related: { message: `\`${name}\` stands here first.`, span: before },
      };
    yield* duplicatesIn(value);
  }
};

const complexKey = (node: YamlNode): Span | undefined => {
  const children =
    node.type === 'mapping' ? node.pairs.map(({ value }) => value) : node.type === 'sequence' ? node.items : [];
  const own = node.type === 'mapping' ? node.pairs.find(({ key }) => key.type !== 'scalar') : undefined;
  if (own !== undefined) return own.key.span;
  for (const child of children) {
    const found = complexKey(child);
    if (found !== undefined) return found;
  }
  return undefined;
};

const construct = (text: string, events: Event[], first: number): Parsed => {
  const place = events.slice(0, first).filter((event) => event.type === EVENT_ID.DOCUMENT).length;
  const accept = (values: readonly unknown[], problems: readonly Found[]): Parsed => {
    const value = values[place];
    return { events, first, value: isCoreValue(value) ? value : undefined, problems };
  };
  try {
    return accept(constructFromEvents(events, { source: text }), []);
  } catch (error) {
    const tree = buildTree(text, events, first);
    const complex = tree === undefined ? undefined : complexKey(tree);
    const syntax = explainSyntax(error, text);
    // js-yaml notices a complex key only at the end of its mapping.
    const problem = syntax.code === 'yaml/complex-key' && complex ? { ...syntax, span: complex } : syntax;
    const duplicates = tree === undefined ? [] : [...duplicatesIn(tree)].slice(0, mostAlike);
    if (duplicates.length === 0) return { ...failed(problem), events, first };
    // The last of two equal keys counts, as in JSON, so that the other checks can go on.
    try {
      return accept(constructFromEvents(events, { source: text, json: true }), duplicates);
    } catch (second) {
      return { ...failed(explainSyntax(second, text)), events, first };
    }
  }
};

const firstContent = (text: string, events: readonly Event[], start: number): Span => {
  const node = buildTree(text, events, start);
  const { start: at } = node?.span ?? { start: 0 };
  return { start: at, end: at + 1 };
};

const parse = (text: string): Parsed => {
  const conflicts = mergeConflicts(text);
  if (conflicts.length > 0) return failed(...conflicts.slice(0, mostAlike));
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth: maximumDepth });
  } catch (error) {
    return failed(explainSyntax(error, text));
  }
  const [first, second] = documentStarts(events);
  if (first === undefined) {
    const empty = { code: 'yaml/empty', message: 'The file is empty.' } as const;
    return { ...failed({ ...empty, span: { start: 0, end: 0 } }), events };
  }
  if (second !== undefined) {
    return {
      ...failed({
        code: 'yaml/several-documents',
        message: `The file holds ${documentStarts(events).length} YAML documents (separated by \`---\`); a file holds one.`,
        hint: 'Put each document in a file of its own.',
        span: firstContent(text, events, second),
      }),
      events,
    };
  }
  const bomb = checkAliases(text, events);
  if (bomb !== undefined) return { ...failed(bomb), events, first };
  const parsed = construct(text, events, first);
  const numbers = [...checkNumbers(text, events)].slice(0, mostAlike);
  if (numbers.length === 0) return parsed;
  // A number that JSON cannot hold must not travel on.
  return { ...parsed, value: undefined, problems: [...parsed.problems, ...numbers] };
};

/** Lines and columns as editors show them: the byte order mark takes no column. */
const rangeTable = (text: string): ((span: Span) => Range) => {
  let table: LineTable | undefined;
  const marked = text.startsWith('\uFEFF');
  return (span) => {
    table ??= lineTable(text);
    const { start, end } = table.range(span);
    if (!marked) return { start, end };
    const shift = (position: { readonly line: number; readonly column: number }) =>
      position.line === 1 ? { line: 1, column: Math.max(1, position.column - 1) } : position;
    return { start: shift(start), end: shift(end) };
  };
};

const documentOf = (path: string, text: string, parsed: Parsed): SourceDocument => {
  const { locate, locateWithin } = locator(text, parsed.events, parsed.first);
  let comments: readonly Comment[] | undefined;
  return {
    path,
    text,
    value: parsed.value,
    get comments() {
      comments ??= findComments(text, parsed.events);
      return comments;
    },
    locate,
    locateWithin,
    range: rangeTable(text),
  };
};

const report = (document: SourceDocument, problem: Found): Diagnostic => ({
  code: problem.code,
  severity: 'error',
  message: problem.message,
  ...(problem.hint !== undefined && { hint: problem.hint }),
  path: document.path,
  range: document.range(problem.span),
  ...(problem.related && {
    related: [{ message: problem.related.message, path: document.path, range: document.range(problem.related.span) }],
  }),
});

const refuse = (path: string, text: string, problem: Problem): ReadResult => {
  const document = documentOf(path, text, failed());
  return { document, diagnostics: [report(document, problem)] };
};

/**
 * Reads a file of YAML: its value with the position of everything in it, or diagnostics (`yaml/…`) that say why it
 * has none. Never throws on bad input; the work is bounded by the size of the file, aliases included.
 *
 * @param path how diagnostics name the file.
 * @param bytes the content; a string is taken as already decoded.
 */
export const readDocument = (path: string, bytes: Uint8Array | string): ReadResult => {
  if (bytes.length > maximumFileSize)
    return refuse(path, '', {
      code: 'yaml/too-large',
      message: `The file has ${bytes.length} bytes; at most ${maximumFileSize} are read.`,
      span: { start: 0, end: 0 },
    });
  const decoded = typeof bytes === 'string' ? ({ ok: true, text: bytes } as const) : decode(bytes);
  if (!decoded.ok) {
    const end = decoded.readable.length;
    return refuse(path, decoded.readable, {
      code: 'yaml/encoding',
      message: decoded.message,
      hint: decoded.hint,
      span: { start: end, end },
    });
  }
  const parsed = parse(decoded.text);
  const document = documentOf(path, decoded.text, parsed);
  return { document, diagnostics: parsed.problems.map((problem) => report(document, problem)) };
};
