import { always, atom, join, negated, type Condition } from './expression.ts';
import { placed, SigmaFault } from '../fault.ts';
import { kqlPattern, kqlString } from './kql-text.ts';
import { readColumn, readerOf, readField, type FieldAccess, type ViewContext } from './read-field.ts';
import type { Tree } from '../tree.ts';
import { impliedCondition, leafCondition, numberOf, rangeCondition } from './typed-leaf.ts';
import { hashIn, valuesIn } from './typed-values.ts';
import { openEnd, openStart, patternOf, placeholderOf, shapeOf, textOf, type SigmaValue } from '../read/value.ts';

type Leaf = Tree & { readonly kind: 'leaf' };

const checkPlaceholder = (leaf: Leaf): void => {
  const name = placeholderOf(leaf.value);
  if (name !== undefined)
    throw new SigmaFault(
      'placeholder-unexpanded',
      `The placeholder \`%${name}%\` has no value: give one in the placeholder file.`,
      leaf.at,
    );
};

const keywordCondition = (context: ViewContext, value: SigmaValue): Condition => {
  const { keywords = [], source } = context.view;
  if (keywords.length === 0)
    throw new SigmaFault('unsupported-value', `${source} has no column in which keywords could be looked for.`);
  const text: SigmaValue = value.kind === 'number' ? { kind: 'string', parts: [value.text] } : value;
  const anywhere = text.kind === 'string' ? openEnd(openStart(text)) : text;
  return join(
    'or',
    keywords.map((column) => leafCondition(readColumn(context, column), anywhere, (name) => readField(context, name))),
  );
};

const hashCondition = (
  context: ViewContext,
  columns: Readonly<Record<string, string>>,
  value: SigmaValue,
): Condition => {
  const values = value.kind === 'expansion' ? value.values : [value];
  return join(
    'or',
    values.map((one) => {
      if (one.kind === 'null')
        return join(
          'and',
          Object.values(columns).map((column) =>
            leafCondition(readColumn(context, column), one, (name) => readField(context, name)),
          ),
        );
      const hash = hashIn(columns, one);
      return leafCondition(readColumn(context, hash.column), hash.value, (name) => readField(context, name));
    }),
  );
};

/** The field that a value of a leaf belongs to: some values of a field are another one's. */
const fieldOf = (context: ViewContext, leaf: Leaf, field: string): string => {
  const { otherwise } = readerOf(context, field) ?? {};
  if (otherwise === undefined) return field;
  const values = leaf.value.kind === 'expansion' ? leaf.value.values : [leaf.value];
  const { begins, holds = [], field: other } = otherwise;
  const isOthers = (text: string): boolean =>
    (begins !== undefined && text.startsWith(begins)) || holds.some((part) => text.includes(part));
  return values.every((value) => value.kind === 'string' && isOthers(textOf(value.parts))) ? other : field;
};

/** The condition of one leaf; what is said of it is said at its place. */
const atPlace = (leaf: Leaf, condition: (value: SigmaValue) => Condition): Condition => {
  checkPlaceholder(leaf);
  try {
    return condition(leaf.value);
  } catch (error) {
    throw placed(error, leaf.at);
  }
};

/** The literal that stands for a value in a list of the field's type; undefined where it needs a term of its own. */
const listedLiteral = (field: FieldAccess, value: SigmaValue): string | undefined => {
  if (field.type === 'int' || field.type === 'long') return numberOf(value);
  if (field.type !== 'string') return undefined;
  if (value.kind === 'number') return kqlString(value.text);
  if (value.kind !== 'string' || value.cased === true) return undefined;
  const shape = shapeOf(value.parts);
  return shape.match === 'equals' && shape.text !== '' ? kqlString(shape.text) : undefined;
};

/** The part of a text that a value looks for, where one regular expression can look for several. */
const partOf = (
  field: FieldAccess,
  value: SigmaValue,
): { readonly match: string; readonly text: string } | undefined => {
  if (field.type !== 'string' || value.kind !== 'string' || value.cased === true) return undefined;
  const shape = shapeOf(value.parts);
  return shape.match === 'pattern' || shape.match === 'equals' || shape.text === '' ? undefined : shape;
};

const textsFor = (alternatives: Map<string, string[]>, match: string): string[] => {
  const known = alternatives.get(match);
  if (known !== undefined) return known;
  const texts: string[] = [];
  alternatives.set(match, texts);
  return texts;
};

const anyPattern = (match: string, texts: readonly string[]): string => {
  const any = `(?:${texts.map((text) => patternOf([text])).join('|')})`;
  return `(?is)${match === 'startswith' ? '^' : ''}${any}${match === 'endswith' ? '$' : ''}`;
};

/** Any of several values of one field: equal ones in one list, the rest one by one. */
const anyOf = (context: ViewContext, field: FieldAccess, leaves: readonly Leaf[]): Condition => {
  const literals: string[] = [];
  const rest: Condition[] = [];
  const networks: { readonly [version in 4 | 6]: string[] } = { 4: [], 6: [] };
  const alternatives = new Map<string, string[]>();
  for (const leaf of leaves) {
    checkPlaceholder(leaf);
    for (const value of valuesIn(field.reader, leaf.value)) {
      const literal = listedLiteral(field, value);
      const part = context.spelling === 'compact' && leaves.length > 2 ? partOf(field, value) : undefined;
      if (value.kind === 'cidr') networks[value.version].push(value.network);
      else if (part !== undefined) textsFor(alternatives, part.match).push(part.text);
      else if (literal === undefined) rest.push(leafCondition(field, value, (name) => readField(context, name)));
      else literals.push(literal);
    }
  }
  const unique = [...new Set(literals)];
  const operator = field.type === 'string' ? 'in~' : 'in';
  const single = field.type === 'string' ? '=~' : '==';
  const list =
    unique.length === 0
      ? []
      : [
          atom(
            unique.length === 1
              ? `${field.text} ${single} ${unique[0]}`
              : `${field.text} ${operator} (${unique.join(', ')})`,
          ),
        ];
  const patterns = [...alternatives].map(([match, texts]) =>
    atom(`${field.text} matches regex ${kqlPattern(anyPattern(match, texts))}`),
  );
  const ranges = ([4, 6] as const).flatMap((version) =>
    networks[version].length === 0 ? [] : [rangeCondition(field, [...new Set(networks[version])], version)],
  );
  return join('or', [...list, ...patterns, ...ranges, ...rest]);
};

type Group = { readonly name: string; readonly at: number; readonly leaves: Leaf[] };

/** All that is said of one field, any of which is enough. */
const groupCondition = (context: ViewContext, { name, at, leaves }: Group): Condition => {
  const conditionOfEach = (condition: (value: SigmaValue) => Condition): Condition =>
    join(
      'or',
      leaves.map((leaf) => atPlace(leaf, condition)),
    );
  try {
    const field = readField(context, name);
    const { implied, hashes } = field.reader;
    if (implied !== undefined && field.text === '') return conditionOfEach((value) => impliedCondition(implied, value));
    if (hashes !== undefined) return conditionOfEach((value) => hashCondition(context, hashes, value));
    return anyOf(context, field, leaves);
  } catch (error) {
    throw placed(error, at);
  }
};

const orCondition = (context: ViewContext, trees: readonly Tree[]): Condition => {
  const groups = new Map<string, Group>();
  const order: (Group | Tree)[] = [];
  for (const tree of trees) {
    if (tree.kind !== 'leaf' || tree.field === undefined) {
      order.push(tree);
      continue;
    }
    const name = fieldOf(context, tree, tree.field);
    const known = groups.get(name);
    if (known !== undefined) {
      known.leaves.push(tree);
      continue;
    }
    const group: Group = { name, at: tree.at, leaves: [tree] };
    groups.set(name, group);
    order.push(group);
  }
  return join(
    'or',
    order.map((entry) => ('kind' in entry ? treeCondition(context, entry) : groupCondition(context, entry))),
  );
};

/** The condition in KQL, each value compared by its column's type. Throws a placed SigmaFault. */
export const treeCondition = (context: ViewContext, tree: Tree): Condition => {
  switch (tree.kind) {
    case 'leaf':
      return tree.field === undefined
        ? atPlace(tree, (value) => keywordCondition(context, value))
        : orCondition(context, [tree]);
    case 'not':
      return tree.argument === undefined ? always : negated(treeCondition(context, tree.argument));
    case 'and':
      return join(
        'and',
        tree.arguments.map((argument) => treeCondition(context, argument)),
      );
    default:
      return orCondition(context, tree.arguments);
  }
};

/** A whole term inside the text that a value looks for: letters and digits between signs that surely end a term. */
const termIn = (shape: { readonly match: string; readonly text: string }): string | undefined => {
  const open = { head: shape.match === 'startswith', tail: shape.match === 'endswith' };
  const bounded = `${open.head ? ' ' : ''}${shape.text}${open.tail ? ' ' : ''}`;
  const terms = Array.from(
    bounded.matchAll(/(?<=[ \\/.:;,="'()<>])[A-Za-z0-9]{4,}(?=[ \\/.:;,="'()<>])/g),
    (match) => match[0],
  );
  return terms.toSorted((left, right) => right.length - left.length)[0];
};

/**
 * `has` finds whole terms by the index, which `contains` and its kin cannot use. Asking for a term that the text
 * contains anyway leaves the meaning as it is and lets the engine skip most of the data.
 */
const indexed = (context: ViewContext, leaf: Leaf): Condition => {
  const condition = treeCondition(context, leaf);
  if (context.spelling === 'compact' || leaf.field === undefined || leaf.value.kind !== 'string') return condition;
  const field = readField(context, fieldOf(context, leaf, leaf.field));
  const values = field.column === undefined || field.type !== 'string' ? [] : valuesIn(field.reader, leaf.value);
  const [value, ...others] = values;
  if (value?.kind !== 'string' || value.cased === true || others.length > 0 || field.text !== field.column)
    return condition;
  const shape = shapeOf(value.parts);
  const term = shape.match === 'pattern' || shape.match === 'equals' ? undefined : termIn(shape);
  return term === undefined ? condition : join('and', [atom(`${field.text} has ${kqlString(term)}`), condition]);
};

/** The condition where it has to hold for every row: single parts of texts are looked up by the index first. */
export const requiredCondition = (context: ViewContext, tree: Tree): Condition => {
  if (tree.kind === 'leaf') return indexed(context, tree);
  if (tree.kind !== 'and') return treeCondition(context, tree);
  return join(
    'and',
    tree.arguments.map((argument) => requiredCondition(context, argument)),
  );
};
