import { parse } from '@swc/core';

/** One small change to a source file that a test ought to notice. */
export type Mutation = {
  readonly kind: string;
  /** Line of the source, from 1. */
  readonly line: number;
  /** Offsets into the source's bytes in UTF-8, and what takes their place. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
};

type Tree = { readonly [key: string]: unknown };
type Replacement = { readonly kind: string; readonly at: Tree; readonly after: string };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Places that the running program never sees, or whose text is only read by people. */
const unseen = /^(Ts|Import|ExportAll|JSX|TemplateElement)/;

const opposites: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
};

const leaves = new Set(['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement']);

const leavesAtOnce = (statement: unknown): boolean => {
  if (!isTree(statement)) return false;
  const last: unknown = Array.isArray(statement['stmts']) ? statement['stmts'].at(-1) : statement;
  return isTree(last) && leaves.has(String(last['type']));
};

/** Each way of changing a node, by its kind. `textOf` gives the source of a node. */
const changesOf = (node: Tree, textOf: (node: unknown) => string): readonly Replacement[] => {
  const change = (kind: string, after: string, at: unknown = node): readonly Replacement[] =>
    isTree(at) ? [{ kind, at, after }] : [];
  switch (node['type']) {
    case 'IfStatement':
      return [
        ...change('negated condition', `!(${textOf(node['test'])})`, node['test']),
        ...(!isTree(node['alternate']) && leavesAtOnce(node['consequent']) ? change('dropped guard', '{}') : []),
      ];
    case 'ConditionalExpression':
      return change('negated condition', `!(${textOf(node['test'])})`, node['test']);
    case 'AwaitExpression':
      return change('missing await', `(${textOf(node['argument'])})`);
    case 'UnaryExpression':
      return node['operator'] === '!' ? change('negated condition', `(${textOf(node['argument'])})`) : [];
    case 'BinaryExpression': {
      const operator = String(node['operator']);
      const [left, right] = [textOf(node['left']), textOf(node['right'])];
      const isText = /['"`]/.test(left + right) && operator === '+';
      const other = isText ? undefined : opposites[operator];
      return [
        ...(other === undefined ? [] : change('changed operator', `(${left} ${other} ${right})`)),
        ...(operator === '&&' || operator === '||' ? change('dropped operand', `(${right})`) : []),
        ...(operator === '??' ? change('dropped default', `(${left})`) : []),
      ];
    }
    case 'CallExpression': {
      const list: readonly unknown[] = Array.isArray(node['arguments']) ? node['arguments'] : [];
      const [first, second] = list.map((item) => (isTree(item) && !isTree(item['spread']) ? item['expression'] : {}));
      const swaps =
        list.length >= 2 &&
        isTree(first) &&
        isTree(second) &&
        first['type'] === 'Identifier' &&
        first['type'] === second['type'];
      return swaps && textOf(first) !== textOf(second)
        ? [
            {
              kind: 'swapped arguments',
              at: { span: between(first, second) },
              after: `${textOf(second)}, ${textOf(first)}`,
            },
          ]
        : [];
    }
    case 'ExpressionStatement':
      return change('dropped statement', '{}');
    case 'BooleanLiteral':
      return change('changed literal', node['value'] === true ? 'false' : 'true');
    case 'NumericLiteral':
      return change('changed literal', `${Number(node['value']) + 1}`);
    case 'StringLiteral':
      // A text with a blank is for people; a name is for programs.
      return /^[\w.-]+$/.test(String(node['value'])) ? change('changed literal', `'${String(node['value'])}~'`) : [];
    case 'ObjectExpression':
      return (Array.isArray(node['properties']) ? node['properties'] : []).flatMap((property: unknown) =>
        isTree(property) && property['type'] === 'KeyValueProperty'
          ? [
              {
                kind: 'dropped property',
                at: { span: property['key'] === undefined ? {} : around(property) },
                after: '...{}',
              },
            ]
          : [],
      );
    default:
      // What is spread into a list, an object or a call: nothing instead of it.
      return isTree(node['spread']) ? change('dropped spread', '[]', node['expression'] ?? node['arguments']) : [];
  }
};

const spanOf = (node: unknown): { readonly start: number; readonly end: number } | undefined => {
  const span = isTree(node) ? node['span'] : undefined;
  if (!isTree(span)) return undefined;
  const { start, end } = span;
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : undefined;
};

const between = (first: unknown, second: unknown): Tree => ({ start: spanOf(first)?.start, end: spanOf(second)?.end });

/** A property has no span of its own: it goes from its key to the end of its value. */
const around = (property: Tree): Tree => between(property['key'], property['value']);

/** What the compiler is told of a value: the value itself is there when the program runs. */
const told = /^Ts(?:As|ConstAs|Satisfies|NonNull|TypeAssertion)/;

const childrenOf = (node: unknown): readonly unknown[] => {
  if (Array.isArray(node)) return node;
  if (isTree(node) && told.test(String(node['type']))) return [node['expression']];
  if (!isTree(node) || unseen.test(String(node['type']))) return [];
  // A key is a name and no value; what only the compiler reads is left alone.
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'span' || (key === 'key' && isTree(value) && value['type'] !== 'Computed') || key === 'typeAnnotation'
      ? []
      : [value],
  );
};

/** Every mutation of a TypeScript source, in the order of the source. Rejects where it is no TypeScript. */
export const mutationsOf = async (source: string): Promise<readonly Mutation[]> => {
  const bytes = Buffer.from(source);
  // swc counts bytes from 1.
  const textOf = (node: unknown): string => {
    const span = spanOf(node);
    return span === undefined ? '' : bytes.subarray(span.start - 1, span.end - 1).toString();
  };
  const found: Mutation[] = [];
  const waiting: unknown[] = [(await parse(source, { syntax: 'typescript', target: 'es2022' })).body];
  for (let node = waiting.pop(); node !== undefined || waiting.length > 0; node = waiting.pop()) {
    for (const { kind, at, after } of isTree(node) ? changesOf(node, textOf) : []) {
      const span = spanOf(at);
      const before = textOf(at);
      if (span === undefined || before === after) continue;
      const line = bytes
        .subarray(0, span.start - 1)
        .toString()
        .split('\n').length;
      found.push({ kind, line, start: span.start - 1, end: span.end - 1, before, after });
    }
    waiting.push(...childrenOf(node));
  }
  return found.toSorted((one, other) => one.start - other.start || one.end - other.end);
};

/** The source with a mutation carried out. */
export const mutated = (source: string, { start, end, after }: Mutation): string => {
  const bytes = Buffer.from(source);
  return `${bytes.subarray(0, start).toString()}${after}${bytes.subarray(end).toString()}`;
};
