import { columnReader, type Compiler, type Expr, overRows, type Plan, type Scope } from '../compiler.ts';
import { isArray, isBag, type Column, type Row, type Value } from '../values/value.ts';

/** A column of a result: its name, and what gives its value. */
export type Output = { readonly name: string; readonly expr: Expr };

/** Compiles one operator over its input. */
export type OperatorCompiler<T> = (cx: Compiler, node: T, input: Plan, scope: Scope) => Plan;

/** The first of `name`, `name1`, `name2`… that is not taken; it is taken then. */
export const uniqueName = (name: string, taken: Set<string>): string => {
  let unique = name;
  for (let count = 1; taken.has(unique); count += 1) unique = `${name}${count}`;
  taken.add(unique);
  return unique;
};

/** A plan whose rows are made of an input's rows. */
export const over = (
  cx: Compiler,
  input: Plan,
  columns: readonly Column[],
  make: (rows: readonly Row[]) => readonly Row[],
  ordered = input.ordered === true,
): Plan => ({
  columns,
  fixed: input.fixed,
  ordered,
  rows: () => cx.making(columns.length, () => make(input.rows())),
});

/** The column that an output makes. */
export const columnOf = ({ name, expr }: Output): Column => ({
  name,
  type: expr.type,
  ...(expr.unsure === undefined ? {} : { unsure: expr.unsure }),
});

/** A value that is not counted as one value, for its length. */
const mostOfOne = 256;
/** Characters that take the memory of a value. */
const charactersOfOne = 32;

/** The values whose memory a long text or list takes; 0 for what is short. */
const bulkOf = (value: Value): number => {
  if (typeof value === 'string') return value.length > mostOfOne ? value.length / charactersOfOne : 0;
  if (isArray(value)) return value.length > mostOfOne ? value.length : 0;
  return isBag(value) && value.size > mostOfOne ? value.size : 0;
};

/** A plan that computes each row of its result from one row of the input. */
export const mapRows = (cx: Compiler, input: Plan, outputs: readonly Output[]): Plan => {
  const exprs = outputs.map(({ expr }) => expr);
  const reads = exprs.map(({ read }) => read);
  const { length } = input.columns;
  // What stays where it is comes with a copy of the row: tables are wide, and `extend` adds a column or two.
  const copies = reads.length >= length && reads.some((read, index) => read === columnReader(index));
  const made = reads.flatMap((read, index) =>
    copies && index < length && read === columnReader(index) ? [] : [index],
  );
  // Values of these may be long, and are new with each row.
  const grows = exprs.map(({ type, fixed }) => !fixed && (type === 'string' || type === 'dynamic'));
  return over(cx, input, outputs.map(columnOf), (rows) => {
    const results: Row[] = [];
    overRows(cx, exprs, rows, (row) => {
      const values: Value[] = copies ? row.slice(0, length) : [];
      for (const index of made) {
        const value = reads[index]?.(row) ?? null;
        if (grows[index] === true) {
          const bulk = bulkOf(value);
          if (bulk > 0 && !row.includes(value)) cx.keep(bulk);
        }
        values[index] = value;
      }
      cx.noteMade(values, row);
      results.push(values);
    });
    return results;
  });
};

/** A named parameter of an operator (`kind=inner`) as text; undefined where it is not given. */
export const parameterOf = (
  cx: Compiler,
  node: { readonly Parameters?: KustoEngine.MaybeList<KustoEngine.NamedParameter> },
  name: string,
): KustoEngine.Expression | undefined =>
  cx.engine.list(node.Parameters).find((each) => each.Name.SimpleName === name)?.Expression;

/** A named parameter's text without quotes. */
export const parameterText = (
  cx: Compiler,
  node: { readonly Parameters?: KustoEngine.MaybeList<KustoEngine.NamedParameter> },
  name: string,
): string | undefined => {
  const value = parameterOf(cx, node, name);
  return value === undefined ? undefined : cx.textOf(value).replaceAll(/^["']|["']$/g, '');
};

/** The name that an expression gives its column; undefined where it gives none. */
export const nameOf = (cx: Compiler, node: KustoEngine.Expression): string | undefined => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.SimpleNamedExpression) return node.Name.SimpleName;
  const name = cx.engine.language.KustoFacts.GetExpressionResultName(node, null, null);
  return name === null || name === '' ? undefined : name;
};

/** A test for names that a pattern with `*` stands for. */
export const wildcard = (pattern: string): ((name: string) => boolean) => {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return (name) => expression.test(name);
};

/** The elements of a list of the tree. */
export const items = <T>(cx: Compiler, list: KustoEngine.Items<T>): readonly T[] =>
  cx.engine.list(list).map((each) => each.Element$1);
