import type { Accumulator, Aggregation } from '../aggregates/aggregate.ts';
import { columnExpr, type Compiler, type Expr, overRows, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { engineNames } from '../../differences.ts';
import { keyOf, keyOfAll } from '../values/keys.ts';
import { isArray, type Row, type Value } from '../values/value.ts';
import { aggregateCall, single } from './aggregate-call.ts';
import { columnOf, items, nameOf, type OperatorCompiler, type Output, uniqueName } from './common.ts';
import { freeColumn, outputsOf } from './project.ts';

type Group = { readonly keys: readonly Value[]; readonly accumulators: readonly Accumulator[] };

/** One result column: what makes it of a group's keys and results. */
type Post = {
  readonly name: string;
  readonly expr: Expr;
  /** True where the name is certain: the query says it, or the engine is known to give it. */
  readonly certain?: boolean;
};

/** What `summarize` computes: keys, aggregations, and columns made of both. */
export type Summary = {
  readonly keys: readonly Output[];
  readonly aggregations: readonly Aggregation[];
  readonly columns: readonly Post[];
};

/** The name that the engine is known to give the column of a call; undefined where the binder is right. */
const engineName = (cx: Compiler, node: KustoEngine.Expression): string | undefined => {
  const { Syntax: X } = cx.engine.language;
  if (!(node instanceof X.FunctionCallExpression)) return undefined;
  const call = node.Name.SimpleName;
  const name = Object.hasOwn(engineNames, call) ? engineNames[call] : undefined;
  return name?.(items(cx, node.ArgumentList.Expressions).map((each) => nameOf(cx, each) ?? ''));
};

/** Compiles the aggregates and keys of a `summarize` (or what is like it). */
export const summaryOf = (
  cx: Compiler,
  aggregateNodes: readonly KustoEngine.Expression[],
  keyNodes: readonly KustoEngine.Expression[],
  input: Plan,
  scope: Scope,
): Summary => {
  const { Syntax: X, Symbols } = cx.engine.language;
  const inner = withRow(scope, input.columns);
  const taken = new Set<string>();
  const keys = keyNodes.flatMap((node) =>
    outputsOf(cx, node, inner).map(({ name, expr }): Output => ({
      name: name === undefined ? freeColumn(taken) : uniqueName(name, taken),
      expr,
    })),
  );
  const groupedBy = new Set(keyNodes.flatMap((node) => (node instanceof X.NameReference ? [node.SimpleName] : [])));
  const aggregations: Aggregation[] = [];
  const register = (aggregation: Aggregation): number => keys.length + aggregations.push(aggregation) - 1;
  const columns: Post[] = keys.map(({ name, expr }, index) => ({
    name,
    expr: columnExpr(expr.type, index, expr.unsure),
  }));

  const keyColumns = keys.map(columnOf);
  const after: Scope = {
    ...withRow(scope, keyColumns),
    aggregate: (call) => {
      const { aggregation, columns: several } = aggregateCall(cx, call, inner, groupedBy);
      const [first] = several ?? [];
      if (several === undefined || first === undefined) return columnExpr(aggregation.type, register(aggregation));
      return columnExpr(first.type, register(single(aggregation, first.type)));
    },
  };
  for (const node of aggregateNodes) {
    const call =
      node instanceof X.CompoundNamedExpression || node instanceof X.SimpleNamedExpression ? node.Expression : node;
    const own =
      node instanceof X.CompoundNamedExpression ? items(cx, node.Names.Names).map((each) => each.SimpleName) : [];
    const symbol = call.ReferencedSymbol;
    const isCall =
      call instanceof X.FunctionCallExpression &&
      symbol instanceof Symbols.FunctionSymbol &&
      cx.globals.IsAggregateFunction(symbol);
    const made = isCall ? aggregateCall(cx, call, inner, groupedBy) : undefined;
    if (made?.columns !== undefined) {
      const at = register(made.aggregation);
      const names = node instanceof X.SimpleNamedExpression ? [node.Name.SimpleName] : own;
      for (const [index, column] of made.columns.entries()) {
        const read = (row: Row): Value => {
          const values = row[at] ?? null;
          return isArray(values) ? (values[index] ?? null) : null;
        };
        columns.push({
          name: uniqueName(names[index] ?? column.name, taken),
          expr: { type: column.type, read, fixed: false },
        });
      }
      continue;
    }
    const expr =
      made === undefined ? cx.expr(call, after) : columnExpr(made.aggregation.type, register(made.aggregation));
    const engine = engineName(cx, node);
    const name = engine ?? nameOf(cx, node);
    columns.push({
      name: name === undefined ? freeColumn(taken) : uniqueName(name, taken),
      expr,
      ...(engine === undefined ? {} : { certain: true }),
    });
  }
  return { keys, aggregations, columns };
};

/** Gathers rows by their keys, in the order in which the keys appear. */
export const gather = (cx: Compiler, { keys, aggregations }: Summary, rows: readonly Row[]): readonly Group[] => {
  const reads = keys.map(({ expr }) => expr.read);
  const start = (values: readonly Value[]): Group => ({
    keys: values,
    accumulators: aggregations.map((aggregation) => aggregation.start()),
  });
  const [read] = reads;
  const groups = new Map<Value, Group>();
  if (keys.length === 0) {
    const all = start([]);
    groups.set(null, all);
    for (const row of rows) for (const { add } of all.accumulators) add(row);
    return [all];
  }
  overRows(
    cx,
    keys.map(({ expr }) => expr),
    rows,
    (row) => {
      const values = keys.length === 1 && read !== undefined ? [read(row)] : reads.map((each) => each(row));
      const key = values.length === 1 ? keyOf(values[0] ?? null) : keyOfAll(values);
      let group = groups.get(key);
      if (group === undefined) {
        group = start(values);
        groups.set(key, group);
        cx.spend(values.length + aggregations.length);
      }
      for (const { add } of group.accumulators) add(row);
    },
  );
  return [...groups.values()];
};

/** Runs a summary over rows. */
export const summarizeRows = (cx: Compiler, summary: Summary, rows: readonly Row[]): readonly Row[] =>
  gather(cx, summary, rows).map(({ keys, accumulators }) => {
    const values = [...keys, ...accumulators.map(({ result }) => result())];
    return summary.columns.map(({ expr }) => expr.read(values));
  });

/** `summarize … by …`. */
export const summarize: OperatorCompiler<KustoEngine.SummarizeOperator> = (cx, node, input, scope) => {
  const keyNodes = node.ByClause === null ? [] : items(cx, node.ByClause.Expressions);
  const bin = node.ByClause?.BinClause;
  if (bin !== null && bin !== undefined) return refuse('summarize by … bin=', bin);
  const summary = summaryOf(cx, items(cx, node.Aggregates), keyNodes, input, scope);
  const binder = cx.resultColumns(node);
  const isAligned = binder.length === summary.columns.length;
  return {
    columns: summary.columns.map(({ name, expr, certain }, index) =>
      columnOf({ name: isAligned && certain !== true ? (binder[index]?.name ?? name) : name, expr }),
    ),
    fixed: input.fixed,
    rows: () => cx.making(summary.columns.length, () => summarizeRows(cx, summary, input.rows())),
  };
};
