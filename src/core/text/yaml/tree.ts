import { constructFromEvents, EVENT_ID, getScalarValue, SCALAR_STYLE, COLLECTION_STYLE, type Event } from 'js-yaml';
import type { Span } from '../span.ts';
import type { Comment } from '../source.ts';

const startsComment = (text: string, at: number): boolean => at === 0 || /[ \t\r\n\uFEFF]/.test(text.charAt(at - 1));

/** The comments between the scalars of a text, each from its `#` to the end of its line. */
export const findComments = (text: string, events: readonly Event[]): readonly Comment[] => {
  const comments: Comment[] = [];
  const scan = (from: number, to: number): void => {
    let at = text.indexOf('#', from);
    while (at >= 0 && at < to) {
      let end = at + 1;
      if (startsComment(text, at)) {
        while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
        comments.push({ span: { start: at, end }, text: text.slice(at, end) });
      }
      at = text.indexOf('#', end);
    }
  };
  let from = 0;
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || isEmptyScalar(event)) continue;
    scan(from, event.valueStart - (isQuoted(event) ? 1 : 0));
    from = event.valueEnd + (isQuoted(event) ? 1 : 0);
  }
  scan(from, text.length);
  return comments;
};

export type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type CollectionEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE }>;

/** A node of the YAML text. Spans cover quotes, brackets and block headers, but no anchor and no tag. */
export type YamlNode = ScalarNode | MappingNode | SequenceNode | AliasNode;
export type ScalarNode = { readonly type: 'scalar'; readonly span: Span; readonly event: ScalarEvent };
export type AliasNode = { readonly type: 'alias'; readonly span: Span };
export type Pair = { readonly name: string; readonly key: YamlNode; readonly value: YamlNode };
export type MappingNode = {
  readonly type: 'mapping';
  readonly span: Span;
  readonly flow: boolean;
  readonly pairs: readonly Pair[];
};
export type SequenceNode = {
  readonly type: 'sequence';
  readonly span: Span;
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
};

/** Whether a node is a mapping or a list in braces or brackets. */
export const isFlow = (node: YamlNode): boolean => 'flow' in node && node.flow;

export const isBlockScalar = (event: ScalarEvent): boolean =>
  event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;

export const isQuoted = (event: ScalarEvent): boolean =>
  event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;

export const isEmptyScalar = (event: ScalarEvent): boolean => event.valueStart < 0;

/** The first offset at or behind `from` that is neither white space nor part of a comment. */
export const skipBlank = (text: string, from: number): number => {
  let at = from;
  for (;;) {
    const character = text[at];
    if (character === undefined) return at;
    const blank = character === ' ' || character === '\t' || character === '\n' || character === '\r';
    if (blank || character === '\uFEFF') at += 1;
    else if (character === '#' && (at === 0 || /[\s\uFEFF]/.test(text.charAt(at - 1))))
      while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
    else return at;
  }
};

/** Where the line begins that ends right before an offset. It is not empty: a header stands on it. */
const previousLineStart = (text: string, lineStart: number): number => {
  // The last sign of the line, or the first of the two that end it.
  let at = lineStart - 2;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at -= 1;
  return Math.max(0, at);
};

const blockHeader = (text: string, event: ScalarEvent, from: number): number => {
  // A header without a line behind it (`key: |` at the end of the file) has no line break before its empty value.
  const ended = event.valueStart > 0 && /[\n\r]/.test(text.charAt(event.valueStart - 1));
  let at = Math.max(from, event.anchorEnd, event.tagEnd, ended ? previousLineStart(text, event.valueStart) : 0);
  while (at < event.valueStart && text[at] !== '|' && text[at] !== '>') at += 1;
  return at;
};

const trimmedEnd = (text: string, start: number, end: number): number => {
  let at = end;
  while (at > start && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
};

const scalarSpan = (text: string, event: ScalarEvent, from: number): Span => {
  if (isBlockScalar(event)) {
    const start = blockHeader(text, event, from);
    return { start, end: Math.max(trimmedEnd(text, start, event.valueEnd), start + 1) };
  }
  return isQuoted(event)
    ? { start: event.valueStart - 1, end: event.valueEnd + 1 }
    : { start: event.valueStart, end: event.valueEnd };
};

/** The name of a key as the value has it: js-yaml resolves `0x10` to a number first, and then it is the text `16`. */
const keyName = (text: string, event: ScalarEvent): string => {
  const source = getScalarValue(text, event);
  const asIs =
    event.tagStart < 0 &&
    (event.style !== SCALAR_STYLE.PLAIN || !/^(?:$|~$|[-+.\d]|(?:null|true|false)$)/i.test(source));
  if (asIs) return source;
  try {
    const [value] = constructFromEvents(
      [
        { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] },
        event,
        { type: EVENT_ID.POP },
      ],
      { source: text },
    );
    return String(value);
  } catch {
    // A tag that YAML does not know (`!x key:`) is a finding of its own; other findings of the file still have places.
    return source;
  }
};

/**
 * The tree of the first document with content in a list of events. Iterative over depth is not needed: js-yaml bounds
 * the nesting before.
 */
export const buildTree = (text: string, events: readonly Event[], from: number): YamlNode | undefined => {
  let index = from;
  // Everything before this offset belongs to nodes that are already built.
  let cursor = 0;

  const emptySpan = (event: ScalarEvent, place: number): Span => {
    const at = Math.max(place, event.anchorEnd, event.tagEnd);
    return { start: at, end: at };
  };

  const build = (emptyAt: () => number): YamlNode | undefined => {
    const event = events[index];
    index += 1;
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.ALIAS) {
      cursor = event.anchorEnd;
      return { type: 'alias', span: { start: event.anchorStart - 1, end: event.anchorEnd } };
    }
    if (event.type === EVENT_ID.SCALAR) {
      const span = isEmptyScalar(event) ? emptySpan(event, emptyAt()) : scalarSpan(text, event, cursor);
      cursor = isBlockScalar(event) ? Math.max(event.valueEnd, span.end) : span.end;
      return { type: 'scalar', span, event };
    }
    return event.type === EVENT_ID.MAPPING ? mapping(event) : sequence(event);
  };

  const closed = (event: CollectionEvent, bracket: string, last: number): number => {
    const start = event.start;
    if (event.style === COLLECTION_STYLE.BLOCK || text[start] !== bracket) return Math.max(start, last);
    let at = skipBlank(text, Math.max(start + 1, last));
    if (text[at] === ',') at = skipBlank(text, at + 1);
    return Math.min(at + 1, text.length);
  };

  const behindColon = (): number => {
    const at = skipBlank(text, cursor);
    return text[at] === ':' ? at + 1 : cursor;
  };

  const behindDash = (): number => {
    const at = skipBlank(text, cursor);
    return text[at] === '-' ? at + 1 : cursor;
  };

  const mapping = (event: CollectionEvent): MappingNode => {
    cursor = event.start;
    const pairs: Pair[] = [];
    let last = event.start;
    while (index < events.length && events[index]?.type !== EVENT_ID.POP) {
      const key = build(() => cursor);
      const value = build(behindColon);
      if (key === undefined || value === undefined) break;
      pairs.push({ name: key.type === 'scalar' ? keyName(text, key.event) : '', key, value });
      last = value.span.end;
    }
    index += 1;
    const end = closed(event, '{', last);
    cursor = Math.max(cursor, end);
    return {
      type: 'mapping',
      span: { start: event.start, end },
      flow: event.style === COLLECTION_STYLE.FLOW,
      pairs,
    };
  };

  const sequence = (event: CollectionEvent): SequenceNode => {
    cursor = event.start;
    const items: YamlNode[] = [];
    let last = event.start;
    while (index < events.length && events[index]?.type !== EVENT_ID.POP) {
      const item = build(behindDash);
      if (item === undefined) break;
      items.push(item);
      last = item.span.end;
    }
    index += 1;
    const end = closed(event, '[', last);
    cursor = Math.max(cursor, end);
    return {
      type: 'sequence',
      span: { start: event.start, end },
      flow: event.style === COLLECTION_STYLE.FLOW,
      items,
    };
  };

  if (events[index]?.type === EVENT_ID.DOCUMENT) index += 1;
  return build(() => skipBlank(text, 0));
};
