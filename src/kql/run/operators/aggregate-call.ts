import { type Aggregation, filtered } from '../aggregates/aggregate.ts';
import { anyOf, argExtreme, choiceAggregates, percentiles, percentileType, sharesOf } from '../aggregates/choices.ts';
import { collectionAggregates } from '../aggregates/collections.ts';
import { numberAggregates } from '../aggregates/numbers.ts';
import { sketchAggregates } from '../aggregates/sketches.ts';
import { type Compiler, type Expr, fixedValue, refuse, type Scope } from '../compiler.ts';
import { namedColumn } from '../expressions/names.ts';
import { type Column, isArray } from '../values/value.ts';
import { items, nameOf, type Output } from './common.ts';

const aggregates = new Map(
  Object.entries({ ...numberAggregates, ...collectionAggregates, ...choiceAggregates, ...sketchAggregates }),
);

/** An aggregate call: one column as a rule, several for `arg_max(x, *)` and `percentiles`. */
export type Call = { readonly aggregation: Aggregation; readonly columns?: readonly Column[] };

/** The arguments of a call that gives a row's values, with `*` for all columns that are not grouped by. */
const rowArguments = (
  cx: Compiler,
  nodes: readonly KustoEngine.Expression[],
  scope: Scope,
  groupedBy: ReadonlySet<string>,
): readonly Output[] => {
  const { Syntax: X } = cx.engine.language;
  const outputs: Output[] = [];
  for (const [index, node] of nodes.entries()) {
    if (node instanceof X.StarExpression) {
      for (const { name } of scope.row?.columns ?? []) {
        const expr = namedColumn(scope, name);
        if (expr !== undefined && !groupedBy.has(name) && !outputs.some((each) => each.name === name))
          outputs.push({ name, expr });
      }
      continue;
    }
    outputs.push({ name: nameOf(cx, node) ?? `Column${index + 1}`, expr: cx.expr(node, scope) });
  }
  return outputs;
};

/** Leaves the first column's name to the binder, which knows `max_x` and `x`. */
const binderNames = (cx: Compiler, node: KustoEngine.FunctionCall, outputs: readonly Output[]): readonly Column[] => {
  const { Symbols } = cx.engine.language;
  const type = node.ResultType;
  const names = type instanceof Symbols.TupleSymbol ? cx.engine.list(type.Columns).map(({ Name }) => Name) : [];
  return outputs.map(({ name, expr }, index) => ({
    name: names.length === outputs.length ? (names[index] ?? name) : name,
    type: expr.type,
  }));
};

/** The first value of an aggregate that gives several. */
export const single = (aggregation: Aggregation, type: Column['type']): Aggregation => ({
  type,
  start: () => {
    const { add, result } = aggregation.start();
    return {
      add,
      result: () => {
        const value = result();
        return isArray(value) ? (value[0] ?? null) : value;
      },
    };
  },
});

/** Compiles an aggregate call over rows of the scope. */
export const aggregateCall = (
  cx: Compiler,
  node: KustoEngine.FunctionCall,
  scope: Scope,
  groupedBy: ReadonlySet<string>,
): Call => {
  const { aggregate: _aggregate, ...inner } = scope;
  const name = node.Name.SimpleName;
  const nodes = items(cx, node.ArgumentList.Expressions);
  const exprs = (): readonly Expr[] => nodes.map((each) => cx.expr(each, inner));
  switch (name) {
    case 'arg_max':
    case 'arg_min':
    case 'argmax':
    case 'argmin': {
      cx.noteArbitrary(name, node);
      const outputs = rowArguments(cx, nodes, inner, groupedBy);
      const aggregation = argExtreme(
        cx,
        outputs.map(({ expr }) => expr),
        name.endsWith('max') ? 1 : -1,
      );
      return { aggregation, columns: binderNames(cx, node, outputs) };
    }
    case 'any':
    case 'take_any':
    case 'anyif':
    case 'take_anyif': {
      cx.noteArbitrary(name, node);
      const isConditional = name.endsWith('if');
      const outputs = rowArguments(cx, isConditional ? nodes.slice(0, 1) : nodes, inner, groupedBy);
      const any = anyOf(
        cx,
        outputs.map(({ expr }) => expr),
      );
      const [, condition] = isConditional ? exprs() : [];
      const aggregation = condition === undefined ? any : filtered(any, condition);
      return { aggregation, columns: binderNames(cx, node, outputs) };
    }
    case 'percentile':
    case 'percentiles':
    case 'percentilew':
    case 'percentilesw':
    case 'percentiles_array':
    case 'percentilesw_array':
    case 'percentile_array': {
      const [value, ...rest] = exprs();
      if (value === undefined) return refuse(name, node);
      const isWeighted = name.includes('w');
      const weight = isWeighted ? rest[0] : undefined;
      const shares = cx.once(() => sharesOf(isWeighted ? rest.slice(1) : rest, fixedValue));
      const type = percentileType(value.type);
      const aggregation = percentiles(cx.cast(value, type), weight, shares);
      if (name.endsWith('_array')) return { aggregation: { ...aggregation, type: 'dynamic' } };
      if (name === 'percentile' || name === 'percentilew') return { aggregation: single(aggregation, type) };
      const count = (isWeighted ? rest.length - 1 : rest.length) || 1;
      const outputs = Array.from({ length: count }, (_, index): Output => ({
        name: `percentile_${index}`,
        expr: { ...value, type },
      }));
      return { aggregation, columns: binderNames(cx, node, outputs) };
    }
    default: {
      const aggregate = aggregates.get(name);
      if (aggregate === undefined) return refuse(`${name}()`, node);
      return { aggregation: aggregate(cx, exprs(), cx.typeOf(node), (feature) => refuse(feature, node)) };
    }
  }
};
