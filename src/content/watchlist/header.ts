import { objectOf } from '../../core/json.ts';
import { readDocument, type ReadResult } from '../../core/text/read-document.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { lineTable, type Range, type Span } from '../../core/text/span.ts';
import { fields } from './fields.ts';

/** A list that is one file: what describes it, as YAML in comment lines at its head, and the lines below. */
type Single = {
  /** The YAML, without the signs of the comment. */
  readonly head: string;
  /** How long the sign before each line of the YAML is, and the byte order mark before the first. */
  readonly signs: readonly number[];
  readonly mark: string;
  readonly data: string;
};

/** The lines of a text, each with its end. */
const linesIn = (text: string): readonly string[] => text.split(/(?<=\n|\r(?!\n))/).filter((line) => line !== '');

const says = new RegExp(`^(?:${Object.keys(fields).join('|')}):`);

/**
 * A file of lines that describes itself: it begins with lines `# key: value`, one of them a key of a watchlist. Undefined
 * for every other one, as of a header whose first column is called `#`.
 */
export const singleOf = (text: string): Single | undefined => {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const comment = /^(?:#[^\r\n]*(?:\r\n|\n|\r|$))+/.exec(text.slice(mark.length))?.[0] ?? '';
  const lines = linesIn(comment);
  const bare = lines.map((line) => line.replace(/^# ?/, ''));
  if (!bare.some((line) => says.test(line))) return undefined;
  const signs = lines.map((line, index) => line.length - (bare[index]?.length ?? 0));
  return { head: bare.join(''), signs, mark, data: text.slice(mark.length + comment.length) };
};

/** A file of lines that describes itself, from YAML and lines. */
export const printSingle = (mark: string, head: string, data: string): string => {
  const end = /[\r\n]$/.test(head) ? '' : '\n';
  return `${mark}${linesIn(head)
    .map((line) => (/^[\r\n]/.test(line) ? `#${line}` : `# ${line}`))
    .join('')}${end}${data}`;
};

/**
 * The YAML of such a file as a document of its own, to be edited, with the alias that it leaves to the name of the file;
 * and an edited text of it as it goes back into the file.
 */
export const headOf = (
  path: string,
  { head }: Single,
  alias: string,
): { readonly document: SourceDocument; readonly back: (text: string) => string } => {
  const { document } = readDocument(path, head);
  if (objectOf(document.value)['watchlistAlias'] !== undefined) return { document, back: (text) => text };
  const line = `watchlistAlias: ${JSON.stringify(alias)}${head.includes('\r\n') ? '\r\n' : '\n'}`;
  return { document: readDocument(path, line + head).document, back: (text) => text.replace(line, '') };
};

/** Where a place in the YAML stands in the file. */
const placedIn = ({ head, signs, mark }: Single): ((span: Span) => Span) => {
  const breaks = [...head.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length);
  const at = (offset: number): number => {
    const line = breaks.filter((start) => start <= offset).length;
    return mark.length + offset + signs.slice(0, line + 1).reduce((sum, length) => sum + length, 0);
  };
  return ({ start, end }) => ({ start: at(start), end: at(end) });
};

/** Reads such a file: the value of its YAML, and everything at its place in the file. */
export const readSingle = (path: string, text: string, single: Single): ReadResult => {
  // Only the head is YAML: what is wrong with it is said at its place in the whole.
  const read = readDocument(path, single.head);
  const whole = lineTable(text);
  const placed = placedIn(single);
  const position = ({ line, column }: Range['start']): Range['start'] => ({
    line,
    column: column + (single.signs[line - 1] ?? 0) + (line === 1 ? single.mark.length : 0),
  });
  const { document } = read;
  return {
    document: {
      ...document,
      text,
      comments: document.comments.map((comment) => ({ ...comment, span: placed(comment.span) })),
      locate: (at, part) => placed(document.locate(at, part)),
      locateWithin: (at, within) => placed(document.locateWithin(at, within)),
      range: (span) => whole.range(span),
    },
    diagnostics: read.diagnostics.map(({ range, ...rest }) =>
      range === undefined ? rest : { ...rest, range: { start: position(range.start), end: position(range.end) } },
    ),
  };
};
