import { namesMatching, type Expression } from './read/condition.ts';
import { SigmaFault } from './fault.ts';
import type { Detection, DetectionItem } from './read/model.ts';
import type { SigmaValue } from './read/value.ts';

/** A condition over values. `empty` is where nothing is left: no identifier matched, or all items were dropped. */
export type Tree =
  | { readonly kind: 'leaf'; readonly field: string | undefined; readonly value: SigmaValue; readonly at: number }
  | { readonly kind: 'not'; readonly argument: Tree | undefined }
  | { readonly kind: 'and' | 'or'; readonly arguments: readonly Tree[] };

const maxTreeNodes = 100_000;

const itemTree = (item: DetectionItem): Tree => {
  const leaves = item.values.map((value): Tree => ({ kind: 'leaf', field: item.field, value, at: item.at }));
  const [first] = leaves;
  const positive: Tree = leaves.length === 1 && first !== undefined ? first : { kind: item.link, arguments: leaves };
  return item.negated ? { kind: 'not', argument: positive } : positive;
};

const detectionTree = (detection: Detection): Tree | undefined => {
  const [first] = detection.items;
  if (detection.items.length === 1 && first !== undefined)
    return first.kind === 'item' ? itemTree(first) : detectionTree(first);
  const parts = detection.items
    .map((item) => (item.kind === 'item' ? itemTree(item) : detectionTree(item)))
    .filter((tree) => tree !== undefined);
  return parts.length === 0 ? undefined : { kind: detection.link, arguments: parts };
};

const chain = (kind: 'and' | 'or', count: number, trees: readonly (Tree | undefined)[]): Tree | undefined => {
  const parts = trees.filter((tree) => tree !== undefined);
  const [first] = parts;
  if (first === undefined) return undefined;
  return count === 1 ? first : { kind, arguments: parts };
};

/**
 * The condition with its search identifiers put in. Undefined where nothing is left of it. Throws a SigmaFault for a
 * name that is not defined.
 */
export const buildTree = (expression: Expression, detections: ReadonlyMap<string, Detection>): Tree | undefined => {
  let nodes = 0;
  const trees = new Map<string, Tree | undefined>();
  const sizes = new Map<string, number>();
  const size = (detection: Detection): number =>
    detection.items.reduce((sum, item) => sum + (item.kind === 'item' ? item.values.length : size(item)), 1);
  const named = (name: string): Tree | undefined => {
    const detection = detections.get(name);
    if (detection === undefined)
      throw new SigmaFault(
        'other:SigmaConditionError',
        `The condition names \`${name}\`, which the detection does not define.`,
      );
    if (!trees.has(name)) {
      trees.set(name, detectionTree(detection));
      sizes.set(name, size(detection));
    }
    nodes += sizes.get(name) ?? 1;
    if (nodes > maxTreeNodes)
      throw new SigmaFault('too-large', `The condition unfolds to more than ${maxTreeNodes} comparisons.`);
    return trees.get(name);
  };
  const build = (node: Expression): Tree | undefined => {
    switch (node.kind) {
      case 'name':
        return named(node.name);
      case 'quantified': {
        const names = namesMatching(node.pattern, detections.keys());
        return chain(node.quantifier === 'all' ? 'and' : 'or', names.length, names.map(named));
      }
      case 'not':
        return { kind: 'not', argument: build(node.argument) };
      default:
        return chain(node.kind, node.arguments.length, node.arguments.map(build));
    }
  };
  return build(expression);
};
