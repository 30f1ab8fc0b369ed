import { type Compiler, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { textReader } from '../expressions/text-operators.ts';
import { castTo } from '../values/convert.ts';
import { patternOf, quotePattern } from '../text.ts';
import { type Column, emptyValue, type Row, type Type, type Value } from '../values/value.ts';
import { type OperatorCompiler, over, parameterText } from './common.ts';

/** A part of a pattern: a text (or an expression), any text, or a column that takes what stands there. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'column'; readonly column: Column };

const partsOf = (cx: Compiler, nodes: readonly KustoEngine.SyntaxElement[], scope: Scope): readonly Part[] => {
  const { Syntax: X } = cx.engine.language;
  return nodes.map((node): Part => {
    if (node instanceof X.StarExpression) return { kind: 'any' };
    if (node instanceof X.NameAndTypeDeclaration)
      return { kind: 'column', column: { name: node.Name.SimpleName, type: cx.typeNamed(cx.textOf(node.Type)) } };
    if (node instanceof X.NameDeclaration) return { kind: 'column', column: { name: node.SimpleName, type: 'string' } };
    const text = cx.expr(node, scope);
    const value = text.constant?.value;
    return typeof value === 'string' ? { kind: 'text', text: value } : refuse('this part of a parse pattern', node);
  });
};

/** What stands for the text of a column of a type; relaxed, a number that is none leaves nothing behind. */
const expressionFor = (type: Type, lazy: string, isRelaxed: boolean): string => {
  const number = numberExpressions[type];
  if (number === undefined) return `(${lazy})`;
  return isRelaxed ? `(?:${number}|${lazy})` : number;
};

const integer = String.raw`\s*([-+]?\d+)`;
const decimal = String.raw`\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)`;
const numberExpressions: Partial<Readonly<Record<Type, string>>> = {
  long: integer,
  int: integer,
  real: decimal,
  decimal,
};

/** The pattern of `kind=simple` and `relaxed` as an expression over the whole text: texts are found as they stand. */
const simpleExpression = (parts: readonly Part[], isRelaxed: boolean): string => {
  let expression = '^';
  for (const part of parts) {
    if (part.kind === 'text') expression += quotePattern(part.text);
    else if (part.kind === 'any') expression += '.*?';
    else expression += expressionFor(part.column.type, '.*?', isRelaxed);
  }
  return `(?s)${expression}$`;
};

/** The pattern of `kind=regex`: texts are expressions, and columns take as much as they can. */
const regexExpression = (parts: readonly Part[], flags: string): string => {
  let expression = '';
  for (const part of parts) {
    if (part.kind === 'text') expression += part.text;
    else if (part.kind === 'any') expression += '.*?';
    else expression += expressionFor(part.column.type, '.*', false);
  }
  return `${flags === '' ? '' : `(?${flags})`}^${expression}$`;
};

type Parsed = {
  readonly columns: readonly Column[];
  readonly parse: (text: string) => readonly Value[] | undefined;
};

/** Groups that an expression of the query itself opens, so that those of the columns are found behind them. */
const groupsWithin = (text: string): number => patternOf(text)?.groupCount ?? 0;

const parserOf = (
  cx: Compiler,
  node: KustoEngine.ParseOperator | KustoEngine.ParseWhereOperator,
  scope: Scope,
  strict: boolean,
): Parsed => {
  const kind = parameterText(cx, node, 'kind') ?? 'simple';
  const flags = parameterText(cx, node, 'flags') ?? '';
  if (kind !== 'simple' && kind !== 'regex' && kind !== 'relaxed') return refuse(`parse kind=${kind}`, node);
  const parts = partsOf(cx, cx.engine.list(node.Patterns), scope);
  const columns = parts.flatMap((part) => (part.kind === 'column' ? [part.column] : []));
  const isRelaxed = kind === 'relaxed';
  const expression = kind === 'regex' ? regexExpression(parts, flags) : simpleExpression(parts, isRelaxed);
  const pattern = patternOf(expression);
  if (pattern === undefined) return refuse('this expression of parse', node, `${expression} is not valid`);
  let group = 0;
  const groups = parts.flatMap((part) => {
    if (part.kind === 'text' && kind === 'regex') group += groupsWithin(part.text);
    if (part.kind !== 'column') return [];
    group += 1;
    return [group];
  });
  const casts = columns.map(({ type }) => castTo(type));
  return {
    columns,
    parse: (text) => {
      const match = pattern.first(text);
      if (match === undefined) return undefined;
      const values = columns.map((_, index): Value => casts[index]?.(match.groups[groups[index] ?? 0] ?? '') ?? null);
      return (strict || kind === 'simple') && values.includes(null) ? undefined : values;
    },
  };
};

/** Places parsed values: over columns of their names, behind the others otherwise. */
export const placed = (
  input: Plan,
  added: readonly Column[],
): { readonly columns: readonly Column[]; readonly at: readonly number[] } => {
  const columns = [...input.columns];
  const at = added.map((column) => {
    const known = columns.findIndex(({ name }) => name === column.name);
    const position = known === -1 ? columns.length : known;
    columns[position] = column;
    return position;
  });
  return { columns, at };
};

/** A row with values at places, behind its own where it has none there. */
export const withValues = (row: Row, at: readonly number[], values: readonly Value[]): Row => {
  const made: Value[] = [...row];
  for (const [index, position] of at.entries()) made[position] = values[index] ?? null;
  return made;
};

const parseInto = (
  cx: Compiler,
  node: KustoEngine.ParseOperator | KustoEngine.ParseWhereOperator,
  input: Plan,
  scope: Scope,
  keepsOthers: boolean,
): Plan => {
  const source = textReader(cx.expr(node.Expression, withRow(scope, input.columns)));
  const { columns: added, parse } = parserOf(cx, node, scope, !keepsOthers);
  const { columns, at } = placed(input, added);
  const nothing = added.map(({ type }) => emptyValue(type));
  return over(cx, input, columns, (rows) =>
    rows.flatMap((row): readonly Row[] => {
      const values = parse(source(row));
      if (values === undefined && !keepsOthers) return [];
      return [withValues(row, at, values ?? nothing)];
    }),
  );
};

/** `parse`: rows that do not match stay, with nothing in the new columns. */
export const parse: OperatorCompiler<KustoEngine.ParseOperator> = (cx, node, input, scope) =>
  parseInto(cx, node, input, scope, true);

/** `parse-where`: rows that do not match, or whose values are of other types, go. */
export const parseWhere: OperatorCompiler<KustoEngine.ParseWhereOperator> = (cx, node, input, scope) =>
  parseInto(cx, node, input, scope, false);
