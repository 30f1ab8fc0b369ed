import { type Event, EVENT_ID } from 'js-yaml';
import { segmentsOf, type JsonPointer } from '../../pointer.ts';
import type { Span } from '../span.ts';
import { runsOf, sourceSpan, type Run } from './scalar-offsets.ts';
import { buildTree, type Pair, type ScalarEvent, type YamlNode } from './tree.ts';

export type Found = { readonly node: YamlNode; readonly pair?: Pair; readonly complete: boolean };

const named = new WeakMap<readonly Pair[], ReadonlyMap<string, Pair>>();

/** The pair that gives a mapping its value for a name: of several, the last one. All names are put in order at the first question. */
export const pairOf = (pairs: readonly Pair[], name: string): Pair | undefined => {
  const known = named.get(pairs) ?? new Map(pairs.map((pair) => [pair.name, pair]));
  named.set(pairs, known);
  return known.get(name);
};

/** Walks a tree along a pointer as far as it goes; an alias ends the way, because what it repeats stands elsewhere. */
export const find = (root: YamlNode, at: JsonPointer): Found => {
  let node = root;
  let pair: Pair | undefined;
  for (const segment of segmentsOf(at)) {
    const next = node.type === 'mapping' ? pairOf(node.pairs, segment) : undefined;
    const item = node.type === 'sequence' ? node.items[Number(segment)] : undefined;
    if (next === undefined && item === undefined)
      return { node, ...(pair && { pair }), complete: node.type === 'alias' };
    pair = next;
    node = next?.value ?? item ?? node;
  }
  return { node, ...(pair && { pair }), complete: true };
};

export type Locator = {
  readonly locate: (at: JsonPointer, part?: 'key' | 'value') => Span;
  readonly locateWithin: (at: JsonPointer, within: Span) => Span;
};

/** Positions of a document; the tree is built by the first question, so that a clean file never pays for it. */
export const locator = (text: string, events: readonly Event[], first: number): Locator => {
  let root: YamlNode | undefined;
  let built = false;
  const tree = (): YamlNode | undefined => {
    if (!built) root = buildTree(text, events, first);
    built = true;
    return root;
  };
  const runs = new Map<ScalarEvent, readonly Run[]>();
  const runsFor = (event: ScalarEvent): readonly Run[] => {
    const known = runs.get(event) ?? runsOf(text, event);
    runs.set(event, known);
    return known;
  };
  const whole: Span = { start: 0, end: text.length };
  return {
    locate: (at, part = 'value') => {
      const start = tree();
      if (start === undefined) return whole;
      const { node, pair } = find(start, at);
      return part === 'key' && pair !== undefined ? pair.key.span : node.span;
    },
    locateWithin: (at, within) => {
      const start = tree();
      if (start === undefined) return whole;
      const { node, complete } = find(start, at);
      if (!complete || node.type !== 'scalar') return node.span;
      return sourceSpan(runsFor(node.event), within) ?? node.span;
    },
  };
};

/** Where the documents with content begin in a list of events: a lone `---` at the end begins none. */
export const documentStarts = (events: readonly Event[]): readonly number[] => {
  const starts: number[] = [];
  events.forEach((event, index) => {
    if (event.type !== EVENT_ID.DOCUMENT) return;
    const root = events[index + 1];
    const empty = root?.type === EVENT_ID.SCALAR && root.valueStart < 0 && root.tagStart < 0;
    if (!empty) starts.push(index);
  });
  return starts;
};
