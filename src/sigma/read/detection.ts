import type { Budget, Node, ScalarNode } from './nodes.ts';
import { placed, SigmaFault } from '../fault.ts';
import type { Detection, DetectionItem } from './model.ts';
import { applyModifiers, readingsDiffer, type Reading } from './modifiers.ts';
import { decimalOf, floatText, isTrue } from './scalar.ts';
import { parseString, type SigmaValue } from './value.ts';

const maxDetectionDepth = 20;

const valueOf = (node: ScalarNode): SigmaValue => {
  switch (node.type) {
    case 'string':
      return parseString(node.text);
    case 'integer':
      return { kind: 'number', text: decimalOf(node.text) };
    case 'float':
      return { kind: 'number', text: floatText(node.text) };
    case 'boolean':
      return { kind: 'boolean', value: isTrue(node.text) };
    case 'null':
      return { kind: 'null' };
    default:
      throw new SigmaFault(
        'other:SigmaTypeError',
        `\`${node.text}\` is a date in YAML, which Sigma has no comparison for; put it in quotes to compare the text.`,
        node.at,
      );
  }
};

const scalarsOf = (node: Node): ScalarNode[] => {
  const items = node.kind === 'list' ? node.items : [node];
  return items.map((item) => {
    if (item.kind === 'scalar') return item;
    throw new SigmaFault(
      'other:SigmaTypeError',
      'The values of a field have to be plain values, not lists or mappings.',
      item.at,
    );
  });
};

const itemOf = (
  field: string | undefined,
  modifiers: readonly string[],
  node: Node,
  at: number,
  budget: Budget,
): DetectionItem => {
  const scalars = scalarsOf(node);
  const read = (reading: Reading): SigmaValue[] =>
    scalars.map((scalar) => {
      try {
        const value = valueOf(scalar);
        return modifiers.length === 0 ? value : applyModifiers(modifiers, { value, raw: scalar.text }, reading, budget);
      } catch (error) {
        throw placed(error, scalar.at);
      }
    });
  const values = read('specification');
  const item: DetectionItem = {
    kind: 'item',
    field,
    modifiers,
    values: values.length === 0 ? [{ kind: 'null' }] : values,
    link: modifiers.includes('all') ? 'and' : 'or',
    negated: modifiers.includes('neq'),
    at,
  };
  if (!readingsDiffer(modifiers)) return item;
  try {
    return { ...item, reference: { values: read('reference') } };
  } catch (error) {
    if (!(error instanceof SigmaFault)) throw error;
    return { ...item, reference: { problem: { cause: error.reason, message: error.message } } };
  }
};

const keyedItem = (key: string, node: Node, at: number, budget: Budget): DetectionItem => {
  const [field = '', ...modifiers] = key.split('|');
  try {
    return itemOf(field === '' ? undefined : field, modifiers, node, at, budget);
  } catch (error) {
    throw placed(error, at);
  }
};

/**
 * A search identifier's definition: a mapping (all of its items), a list of mappings (any of them) or a list of
 * keywords. Throws a placed SigmaFault.
 */
export const readDetection = (node: Node, budget: Budget, depth = 0): Detection => {
  if (depth > maxDetectionDepth)
    throw new SigmaFault('too-large', `Detections may be nested ${maxDetectionDepth} levels deep.`, node.at);
  if (node.kind === 'map') {
    const items = node.entries.map((entry) => keyedItem(entry.key, entry.value, entry.at, budget));
    if (items.length === 0)
      throw new SigmaFault('other:SigmaDetectionError', 'This search identifier is empty.', node.at);
    return { kind: 'detection', items, link: 'and', at: node.at };
  }
  if (node.kind === 'scalar' || node.items.every((item) => item.kind === 'scalar')) {
    if (node.kind === 'list' && node.items.length === 0)
      throw new SigmaFault('other:SigmaDetectionError', 'This search identifier is empty.', node.at);
    return { kind: 'detection', items: [itemOf(undefined, [], node, node.at, budget)], link: 'and', at: node.at };
  }
  return {
    kind: 'detection',
    items: node.items.map((item) => readDetection(item, budget, depth + 1)),
    link: 'or',
    at: node.at,
  };
};
