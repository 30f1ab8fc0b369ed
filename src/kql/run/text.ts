import { RE2JS, RE2JSException } from 're2js';
import { regexProblem } from '../checks/regex.ts';

/** A match of an expression: the text of each group (undefined for one that took no part), and where it stands. */
export type Match = { readonly groups: readonly (string | undefined)[]; readonly start: number; readonly end: number };

/** A compiled RE2 expression, which takes linear time on every text. */
export type Pattern = {
  readonly test: (text: string) => boolean;
  /** The first match at or behind a position. */
  readonly first: (text: string, from?: number) => Match | undefined;
  /** All matches that do not overlap, empty ones included. */
  readonly all: (text: string) => readonly Match[];
  /** Groups of the expression, not counting the whole. */
  readonly groupCount: number;
  /** Numbers of the groups that have a name. */
  readonly groupNames: ReadonlyMap<string, number>;
};

/** Patterns that were compiled lately; expressions that rows bring along would fill any unbounded cache. */
const cacheSize = 500;
const compiled = new Map<string, Pattern | undefined>();

const pattern = (expression: RE2JS): Pattern => {
  const next = (matcher: ReturnType<RE2JS['matcher']>, from?: number): Match | undefined => {
    if (!matcher.find(from)) return undefined;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
    return { groups, start: matcher.start(), end: matcher.end() };
  };
  return {
    test: (text) => expression.test(text),
    first: (text, from) => next(expression.matcher(text), from),
    all: (text) => {
      const matcher = expression.matcher(text);
      const matches: Match[] = [];
      for (let match = next(matcher); match !== undefined; match = next(matcher)) matches.push(match);
      return matches;
    },
    groupCount: expression.groupCount(),
    groupNames: new Map(Object.entries(expression.namedGroups())),
  };
};

const compile = (text: string): Pattern | undefined => {
  try {
    return pattern(RE2JS.compile(text));
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
};

/** An RE2 expression, compiled once for every text; undefined where it is not valid. */
export const patternOf = (text: string): Pattern | undefined => {
  if (compiled.has(text)) return compiled.get(text);
  const made = compile(text);
  if (compiled.size >= cacheSize) {
    const oldest = compiled.keys().next();
    if (oldest.done !== true) compiled.delete(oldest.value);
  }
  compiled.set(text, made);
  return made;
};

/** A sentence on why a text is no RE2 expression; undefined where it is one. */
export const patternFault = (text: string): string | undefined => {
  if (patternOf(text) !== undefined) return undefined;
  const problem = regexProblem(text);
  const hint = problem?.hint === undefined ? '' : ` ${problem.hint}`;
  return `'${text}' is no regular expression of RE2: ${problem?.message ?? 'it is too long'}.${hint}`;
};

/** A text for RE2 in which no character has a meaning of its own. */
export const quotePattern = (text: string): string => RE2JS.quote(text);

/** A text with its case folded, so that two texts that differ in case only become equal. */
export const foldCase = (text: string): string => text.toLowerCase();

const isTermCharacter = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  const point = text.codePointAt(at);
  return point !== undefined && /[\p{L}\p{N}\p{M}]/u.test(String.fromCodePoint(point));
};

/** Whether a term begins at a position: what stands before is no part of one, or what stands there is not. */
const isEdge = (text: string, at: number): boolean => {
  if (at <= 0 || at >= text.length) return true;
  const low = text.charCodeAt(at - 1);
  const before = low >= 0xdc_00 && low <= 0xdf_ff ? at - 2 : at - 1;
  return !(isTermCharacter(text, before) && isTermCharacter(text, at));
};

type Edges = 'both' | 'start' | 'end';

const hasAtEdges = (text: string, term: string, edges: Edges): boolean => {
  if (term === '') return true;
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    const begins = edges === 'end' || isEdge(text, at);
    if (begins && (edges === 'start' || isEdge(text, at + term.length))) return true;
  }
  return false;
};

/**
 * Whether a text has a term: the term stands in it and neither side cuts a run of letters and digits (Microsoft Learn,
 * "String operators": terms are sequences of alphanumeric characters). Case counts: fold both for `has`.
 */
export const hasTerm = (text: string, term: string): boolean => hasAtEdges(text, term, 'both');

/** `hasprefix_cs`: a term of the text begins with another text. */
export const hasTermPrefix = (text: string, prefix: string): boolean => hasAtEdges(text, prefix, 'start');

/** `hassuffix_cs`: a term of the text ends with another text. */
export const hasTermSuffix = (text: string, suffix: string): boolean => hasAtEdges(text, suffix, 'end');

const surrogate = /[\ud800-\udfff]/;

/** How many characters a text has: one beyond the basic plane is one, though it takes two places in a string. */
export const characterCount = (text: string): number => (surrogate.test(text) ? Array.from(text).length : text.length);

/** The characters of a text from one position up to another. */
export const sliceCharacters = (text: string, start: number, end?: number): string =>
  surrogate.test(text) ? Array.from(text).slice(start, end).join('') : text.slice(start, end);
