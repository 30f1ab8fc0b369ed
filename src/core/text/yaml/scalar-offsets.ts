import { CHOMPING_MODE, SCALAR_STYLE } from 'js-yaml';
import type { Span } from '../span.ts';
import type { ScalarEvent } from './tree.ts';

/**
 * A piece of a scalar's value and the piece of the file that it comes from. Verbatim pieces are equal character by
 * character; the others (an escape, a folded line break) correspond only as a whole.
 */
export type Run = {
  readonly value: Span;
  readonly source: Span;
  readonly verbatim: boolean;
};

type Recorder = {
  readonly copy: (start: number, end: number) => void;
  readonly produce: (length: number, start: number, end: number) => void;
  readonly runs: Run[];
};

const recorder = (): Recorder => {
  const runs: Run[] = [];
  let at = 0;
  const add = (length: number, source: Span, verbatim: boolean) => {
    if (length === 0) return;
    runs.push({ value: { start: at, end: at + length }, source, verbatim });
    at += length;
  };
  return {
    runs,
    copy: (start, end) => add(end - start, { start, end }, true),
    produce: (length, start, end) => add(length, { start, end }, false),
  };
};

const isBreak = (character: string | undefined): boolean => character === '\n' || character === '\r';
const isWhite = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Behind the line breaks and white space at an offset, with the number of breaks. */
const skipBreaks = (text: string, from: number, end: number): { readonly at: number; readonly breaks: number } => {
  let at = from;
  let breaks = 0;
  while (at < end && (isBreak(text[at]) || isWhite(text[at]))) {
    if (isBreak(text[at])) breaks += 1;
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
  }
  return { at, breaks };
};

type Escape = { readonly length: number; readonly end: number };

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What a backslash at an offset stands for: so many characters of the value, up to an offset of the file. */
const escapeAt = (text: string, at: number, end: number): Escape => {
  const character = text.charAt(at + 1);
  if (isBreak(character)) return { length: 0, end: skipBreaks(text, at + 1, end).at };
  const digits = hexDigits[character];
  if (digits === undefined) return { length: 1, end: at + 2 };
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  return { length: code > 0xffff ? 2 : 1, end: at + 2 + digits };
};

/** Plain and quoted scalars: line breaks fold, `''` and backslashes escape. */
const flowRuns = (text: string, event: ScalarEvent): readonly Run[] => {
  const { copy, produce, runs } = recorder();
  const end = event.valueEnd;
  let at = event.valueStart;
  let from = at;
  let solid = at;
  const restart = (next: number) => {
    at = next;
    from = next;
    solid = next;
  };
  while (at < end) {
    if (isBreak(text[at])) {
      copy(from, solid);
      const fold = skipBreaks(text, at, end);
      produce(fold.breaks === 1 ? 1 : fold.breaks - 1, solid, fold.at);
      restart(fold.at);
    } else if (event.style === SCALAR_STYLE.SINGLE_QUOTED && text[at] === "'") {
      copy(from, at);
      produce(1, at, at + 2);
      restart(at + 2);
    } else if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && text[at] === '\\') {
      copy(from, at);
      const escape = escapeAt(text, at, end);
      produce(escape.length, at, escape.end);
      restart(escape.end);
    } else {
      at += 1;
      if (!isWhite(text[at - 1])) solid = at;
    }
  }
  copy(from, event.style === SCALAR_STYLE.PLAIN ? solid : end);
  return runs;
};

type Line = { readonly start: number; readonly end: number; readonly next: number };

const linesOf = function* (text: string, start: number, end: number): Iterable<Line> {
  let at = start;
  while (at < end) {
    let stop = at;
    while (stop < end && !isBreak(text[stop])) stop += 1;
    const next = stop >= end ? end : stop + (text[stop] === '\r' && text[stop + 1] === '\n' ? 2 : 1);
    yield { start: at, end: stop, next };
    at = next;
  }
};

/** `|` and `>`: indentation falls away, and between lines stands what the style and the empty lines say. */
const blockRuns = (text: string, event: ScalarEvent): readonly Run[] => {
  const { copy, produce, runs } = recorder();
  const folded = event.style === SCALAR_STYLE.FOLDED_BLOCK;
  const indent = Math.max(0, event.indent);
  let hadContent = false;
  let emptyLines = 0;
  let moreIndented = false;
  // The end of the last line with content, where the line breaks before the next one begin.
  let behind = event.valueStart;
  for (const line of linesOf(text, event.valueStart, event.valueEnd)) {
    let start = line.start;
    while (start < line.start + indent && start < line.end && text[start] === ' ') start += 1;
    if (event.indent < 0 || start >= line.end) {
      emptyLines += 1;
      continue;
    }
    // js-yaml cuts the indentation by columns, whatever stands in them.
    start = Math.min(line.start + indent, line.end);
    const breaks = hadContent ? 1 + emptyLines : emptyLines;
    if (!folded) produce(breaks, behind, start);
    else if (isWhite(text[start])) {
      moreIndented = true;
      produce(breaks, behind, start);
    } else if (moreIndented) {
      moreIndented = false;
      produce(emptyLines + 1, behind, start);
    } else if (emptyLines === 0) produce(hadContent ? 1 : 0, behind, start);
    else produce(emptyLines, behind, start);
    copy(start, line.end);
    behind = line.end;
    hadContent = true;
    emptyLines = 0;
  }
  if (event.chomping === CHOMPING_MODE.KEEP) produce(hadContent ? 1 + emptyLines : emptyLines, behind, event.valueEnd);
  else if (event.chomping === CHOMPING_MODE.CLIP && hadContent) produce(1, behind, event.valueEnd);
  return runs;
};

/** The pieces of a scalar's value in order; together they are the whole value. */
export const runsOf = (text: string, event: ScalarEvent): readonly Run[] => {
  if (event.valueStart < 0) return [];
  return event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK
    ? blockRuns(text, event)
    : flowRuns(text, event);
};

/** The last run that begins at or before an offset of the value. */
const runAt = (runs: readonly Run[], offset: number): Run | undefined => {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.value.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return runs[low];
};

/** The span of the file for a span of the value; both clamped to the scalar. */
export const sourceSpan = (runs: readonly Run[], within: Span): Span | undefined => {
  const last = runs.at(-1);
  if (last === undefined) return undefined;
  const limit = last.value.end;
  const start = Math.min(Math.max(0, within.start), limit);
  const end = Math.min(Math.max(start, within.end), limit);
  const first = runAt(runs, start);
  if (first === undefined) return undefined;
  const begin =
    start === limit
      ? last.source.end
      : first.verbatim
        ? first.source.start + start - first.value.start
        : first.source.start;
  if (start === end) return { start: begin, end: begin };
  const final = runAt(runs, end - 1) ?? last;
  const stop = final.verbatim ? final.source.start + end - final.value.start : final.source.end;
  return { start: begin, end: Math.max(begin, stop) };
};
