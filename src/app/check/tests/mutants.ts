import type { QueryConjunct, QueryStructure } from '../../../kql/index.ts';
import type { Span } from '../../../core/text/span.ts';

/** A small change of a query that its cases should notice. */
export type Mutant = {
  /** What is changed, in words. */
  readonly change: string;
  readonly query: string;
  /** The condition that is changed, in the query. */
  readonly span: Span;
};

const replaced = (query: string, { start, end }: Span, text: string): string =>
  query.slice(0, start) + text + query.slice(end);

/** What a comparison becomes when its limit lets one more through; undefined for an operator that is none. */
const loosened = (between: string, limit: string): string | undefined => {
  switch (between.trim()) {
    case '>':
      return ` >= ${limit}`;
    case '>=':
      return ` >= (${limit}) - 1`;
    case '<':
      return ` <= ${limit}`;
    case '<=':
      return ` <= (${limit}) + 1`;
    default:
      return undefined;
  }
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const mutantsOf = function* (query: string, { span, threshold }: QueryConjunct): Iterable<Mutant> {
  const text = query.slice(span.start, span.end);
  yield { change: `without \`${oneLine(text)}\``, query: replaced(query, span, 'true'), span };
  yield { change: `with \`not(${oneLine(text)})\``, query: replaced(query, span, `not(${text})`), span };
  if (threshold === undefined) return;
  const { between, limit } = threshold;
  const looser = loosened(query.slice(between.start, between.end), query.slice(limit.start, limit.end));
  const edited = looser === undefined ? undefined : replaced(query, { start: between.start, end: limit.end }, looser);
  if (edited !== undefined && looser !== undefined) {
    const changed = query.slice(span.start, between.start) + looser;
    yield { change: `with \`${oneLine(changed)}\``, query: edited, span };
  }
};

const mark = /\/\/\s*picket:\s*equivalent\s+\S/;

/** Lines whose conditions people have marked as ones that no case can notice: by a comment there, or above. */
const markedLines = (query: string): ReadonlySet<number> => {
  const lines = query.split('\n');
  return new Set(
    lines.flatMap((line, index) => {
      if (!mark.test(line)) return [];
      return line.trim().startsWith('//') ? [index + 1] : [index];
    }),
  );
};

const lineOf = (query: string, offset: number): number => query.slice(0, offset).split('\n').length - 1;

/**
 * The changes of a query that its cases should notice: each condition of each `where` left out, and turned around, and
 * each limit moved by one. Conditions marked with `// picket: equivalent REASON` are left out.
 */
export const mutantsIn = (query: string, { filters }: QueryStructure): readonly Mutant[] => {
  const marked = markedLines(query);
  return filters
    .flatMap(({ conjuncts }) => conjuncts)
    .filter(({ span }) => !marked.has(lineOf(query, span.start)))
    .flatMap((conjunct) => [...mutantsOf(query, conjunct)]);
};
