import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event } from 'js-yaml';
import { explainSyntax } from '../../core/text/yaml/syntax-error.ts';
import { SigmaFault } from '../fault.ts';
import { typeOfScalar, type ScalarType } from './scalar.ts';

/** What the expanding modifiers of one document may still make: values, and characters in them. */
export type Budget = { values: number; characters: number };

/** The largest published rules make fewer than 1,000 values. */
export const newBudget = (): Budget => ({ values: 100_000, characters: 20_000_000 });

/** Takes from a budget before anything is made. Throws a SigmaFault where it does not suffice. */
export const spend = (budget: Budget, modifier: string, values: number, length: number): void => {
  budget.values -= values;
  budget.characters -= values * length;
  if (budget.values >= 0 && budget.characters >= 0) return;
  throw new SigmaFault(
    'too-large',
    `\`${modifier}\` would turn the values of this rule into too many: more than 100,000, or 20,000,000 characters.`,
  );
};

/** `at` and `end` are offsets in the text; `size` counts the nodes below, aliases expanded. */
export type ScalarNode = {
  readonly kind: 'scalar';
  readonly at: number;
  readonly text: string;
  readonly type: ScalarType;
  readonly size: 1;
};
export type ListNode = {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Node[];
  readonly size: number;
};
export type Entry = { readonly key: string; readonly at: number; readonly value: Node };
export type MapNode = {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: readonly Entry[];
  readonly size: number;
};
export type Node = ScalarNode | ListNode | MapNode;

/** Nodes of one file, aliases expanded: the largest published rule has about 3,000. */
const maxNodes = 200_000;
const maxDepth = 60;
const maxLength = 4 * 1024 * 1024;
const maxDocuments = 1000;

type Open = {
  readonly kind: 'list' | 'map';
  readonly at: number;
  readonly anchor: string | undefined;
  readonly items: Node[];
  size: number;
};

const merged = (open: Open): Entry[] => {
  const entries: Entry[] = [];
  const inherited: Entry[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < open.items.length; index += 2) {
    const key = open.items[index];
    const value = open.items[index + 1];
    if (key === undefined || value === undefined) continue;
    if (key.kind !== 'scalar')
      throw new SigmaFault('invalid-yaml', 'A key has to be a text, not a list or a mapping.', key.at);
    if (key.text === '<<') {
      for (const source of value.kind === 'list' ? value.items : [value])
        if (source.kind === 'map') inherited.push(...source.entries);
      continue;
    }
    if (seen.has(key.text))
      throw new SigmaFault(
        'invalid-yaml',
        `The key \`${key.text}\` occurs twice in one mapping: one of the two would be lost.`,
        key.at,
      );
    seen.add(key.text);
    entries.push({ key: key.text, at: key.at, value });
  }
  for (const entry of inherited) {
    if (seen.has(entry.key)) continue;
    seen.add(entry.key);
    entries.push(entry);
  }
  return entries;
};

const close = (open: Open): Node =>
  open.kind === 'list'
    ? { kind: 'list', at: open.at, items: open.items, size: open.size }
    : { kind: 'map', at: open.at, entries: merged(open), size: open.size };

const scalarOf = (text: string, event: Event & { type: typeof EVENT_ID.SCALAR }, behind: number): ScalarNode => {
  if (event.valueStart < 0) return { kind: 'scalar', at: behind, text: '', type: 'null', size: 1 };
  const value = getScalarValue(text, event);
  const tag = event.tagStart < 0 ? '' : text.slice(event.tagStart, event.tagEnd);
  const type = event.style !== SCALAR_STYLE.PLAIN || tag === '!!str' || tag === '!' ? 'string' : typeOfScalar(value);
  return { kind: 'scalar', at: event.valueStart, text: value, type, size: 1 };
};

const anchorOf = (
  text: string,
  event: { readonly anchorStart: number; readonly anchorEnd: number },
): string | undefined => (event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd));

const build = (text: string, events: readonly Event[]): Node[] => {
  const documents: Node[] = [];
  let anchors = new Map<string, Node>();
  const stack: Open[] = [];
  let total = 0;
  let behind = 0;
  const add = (node: Node, anchor: string | undefined): void => {
    total += node.size;
    if (total > maxNodes)
      throw new SigmaFault(
        'too-large',
        `The file has more than ${maxNodes} values once its aliases are expanded.`,
        node.at,
      );
    if (anchor !== undefined) anchors.set(anchor, node);
    const parent = stack.at(-1);
    if (parent === undefined) {
      if (documents.length >= maxDocuments)
        throw new SigmaFault('too-large', `The file has more than ${maxDocuments} documents.`, node.at);
      documents.push(node);
      return;
    }
    parent.items.push(node);
    parent.size += node.size;
  };
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors = new Map();
        stack.length = 0;
        break;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        stack.push({
          kind: event.type === EVENT_ID.SEQUENCE ? 'list' : 'map',
          at: event.start,
          anchor: anchorOf(text, event),
          items: [],
          size: 1,
        });
        break;
      case EVENT_ID.SCALAR: {
        add(scalarOf(text, event, behind), anchorOf(text, event));
        if (event.valueEnd >= 0) behind = event.valueEnd;
        break;
      }
      case EVENT_ID.ALIAS: {
        const name = anchorOf(text, event) ?? '';
        const target = anchors.get(name);
        if (target === undefined)
          throw new SigmaFault('invalid-yaml', `There is no anchor \`${name}\` before this alias.`, event.anchorStart);
        add(target, undefined);
        break;
      }
      case EVENT_ID.POP: {
        const open = stack.pop();
        // A collection is counted by its children already.
        if (open !== undefined) {
          total -= open.size - 1;
          add(close(open), open.anchor);
        }
        break;
      }
    }
  }
  return documents;
};

/**
 * The documents of a YAML text as nodes with offsets; empty documents are left out. Work is bounded by the text's
 * length: nesting over 60 levels, more than 200,000 values (aliases expanded) and texts over 4 MB are refused.
 * Throws a SigmaFault, placed where possible.
 */
export const readNodes = (text: string): Node[] => {
  if (text.length > maxLength) throw new SigmaFault('too-large', 'The file is larger than 4 MB.', 0);
  try {
    return build(text, parseEvents(text, { maxDepth })).filter(
      (node) => node.kind !== 'scalar' || node.type !== 'null',
    );
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { message, span } = explainSyntax(error, text);
    throw new SigmaFault('invalid-yaml', message, span.start);
  }
};

/** The value of a key of a mapping; undefined where it is absent or the node is no mapping. */
export const member = (node: Node | undefined, key: string): Node | undefined =>
  node?.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
