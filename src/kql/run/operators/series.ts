import { type Compiler, type Expr, fixedValue, refuse, withRow } from '../compiler.ts';
import { dynamicOf } from '../values/convert.ts';
import { keyOfAll } from '../values/keys.ts';
import { type Column, type Dynamic, isWhole, type Row, type Type, type Value } from '../values/value.ts';
import { compareForOrder } from '../values/sorting.ts';
import { arithmeticOf } from '../expressions/arithmetic.ts';
import { items, nameOf, type OperatorCompiler, type Output, parameterText } from './common.ts';
import { freeColumn, outputsOf } from './project.ts';
import { summarizeRows, summaryOf } from './summarize.ts';

/** More points than these are in no series (Microsoft Learn, "make-series operator"). */
const maxPoints = 1_048_576;

type Range = {
  readonly from: Expr | undefined;
  readonly to: Expr | undefined;
  readonly step: Expr;
  readonly inclusive: boolean;
};

const rangeOf = (
  cx: Compiler,
  node: KustoEngine.MakeSeriesOperator,
  read: (node: KustoEngine.Expression) => Expr,
): Range => {
  const { Syntax: X } = cx.engine.language;
  const clause = node.RangeClause;
  if (clause instanceof X.MakeSeriesFromToStepClause) {
    const edge = (each: KustoEngine.MakeSeriesEdgeClause | null): Expr | undefined =>
      each === null ? undefined : read(each.Expression);
    return {
      from: edge(clause.MakeSeriesFromClause),
      to: edge(clause.MakeSeriesToClause),
      step: read(clause.MakeSeriesStepClause.Expression),
      inclusive: false,
    };
  }
  if (clause instanceof X.MakeSeriesInRangeClause) {
    const [from, to, step] = items(cx, clause.Arguments.Expressions).map(read);
    if (step !== undefined) return { from, to, step, inclusive: true };
  }
  return refuse('this range of make-series', node);
};

/** Positions of an axis: its first point, and how many there are. */
type Axis = { readonly start: Value; readonly points: readonly Value[]; readonly indexOf: (value: Value) => number };

const axisOf = (range: Range, type: Type, values: readonly Value[]): Axis => {
  const { add, floorDivide, multiply } = arithmeticOf(type);
  const step = fixedValue(range.step);
  const known = values.filter((value) => value !== null).toSorted(compareForOrder);
  const [least = null] = known;
  const most = known.at(-1) ?? null;
  const given = range.from === undefined ? null : fixedValue(range.from);
  const start = given ?? (least === null ? null : multiply(floorDivide(least, step), step));
  const end = range.to === undefined ? most : fixedValue(range.to);
  const isInclusive = range.to === undefined || range.inclusive;
  const points: Value[] = [];
  for (
    let point = end === null ? null : start;
    point !== null && points.length <= maxPoints;
    point = add(point, step)
  ) {
    const order = compareForOrder(point, end);
    if (order > 0 || (order === 0 && !isInclusive)) break;
    points.push(point);
    if (compareForOrder(add(point, step), point) <= 0) break;
  }
  return {
    start,
    points,
    indexOf: (value) => {
      if (value === null || start === null) return -1;
      const index = floorDivide(add(value, multiply(start, -1)), step);
      return isWhole(index) && index >= 0 && index < points.length ? Number(index) : -1;
    },
  };
};

/** `make-series`: for each group one array an aggregate, with a value for each step of the axis. */
export const makeSeries: OperatorCompiler<KustoEngine.MakeSeriesOperator> = (cx, node, input, scope) => {
  const inner = withRow(scope, input.columns);
  const { row: _row, ...outer } = scope;
  const axisNode = node.OnClause.Expression;
  const axisName = nameOf(cx, axisNode) ?? 'Column1';
  const axisExpr = cx.expr(axisNode, inner);
  const type = axisExpr.type;
  const range = rangeOf(cx, node, (each) => {
    const expr = cx.expr(each, outer);
    const isPlain = type === 'long' || type === 'int' || type === 'real';
    return isPlain && expr.type !== type ? cx.cast(expr, type) : expr;
  });
  const taken = new Set<string>();
  const keys = (node.ByClause === null ? [] : items(cx, node.ByClause.Expressions)).flatMap((each) =>
    outputsOf(cx, each, inner).map(({ name, expr }): Output => ({ name: name ?? freeColumn(taken), expr })),
  );
  const aggregates = items(cx, node.Aggregates).map((each) => {
    const summary = summaryOf(cx, [each.Expression], [], input, scope);
    const [column] = summary.columns;
    const result: Type = column?.expr.type ?? 'real';
    const fallback =
      each.DefaultExpression === null ? undefined : cx.cast(cx.expr(each.DefaultExpression.Expression, outer), result);
    const lift = dynamicOf(result);
    return {
      summary,
      name: column?.name ?? 'Column1',
      lift,
      ifNone: (): Dynamic => (fallback === undefined ? lift(zeroOf(result)) : lift(fixedValue(fallback))),
    };
  });
  const columns: readonly Column[] = [
    ...keys.map(({ name, expr }) => ({ name, type: expr.type })),
    ...aggregates.map(({ name }): Column => ({ name, type: 'dynamic' })),
    { name: axisName, type: 'dynamic' },
  ];
  const lift = dynamicOf(type);
  const keepsEmpty = parameterText(cx, node, 'kind') === 'nonempty';
  return {
    columns,
    fixed: input.fixed,
    rows: () => {
      const rows = input.rows();
      const axis = axisOf(
        range,
        type,
        rows.map((row) => axisExpr.read(row)),
      );
      type Group = { readonly keys: Row; readonly bins: Map<number, Row[]> };
      const groups = new Map<Value, Group>();
      for (const row of rows) {
        const at = axis.indexOf(axisExpr.read(row));
        if (at === -1) continue;
        const values = keys.map(({ expr }) => expr.read(row));
        const key = values.length === 0 ? null : keyOfAll(values);
        const group: Group = groups.get(key) ?? { keys: values, bins: new Map() };
        groups.set(key, group);
        const bin = group.bins.get(at);
        if (bin === undefined) group.bins.set(at, [row]);
        else bin.push(row);
      }
      if (groups.size === 0 && keys.length === 0 && keepsEmpty) groups.set(null, { keys: [], bins: new Map() });
      const points = axis.points.map(lift);
      cx.spend(groups.size * points.length * columns.length);
      return [...groups.values()].map((group) => [
        ...group.keys,
        ...aggregates.map(({ summary, lift: liftOne, ifNone }) =>
          axis.points.map((_, at): Dynamic => {
            const bin = group.bins.get(at);
            return bin === undefined ? ifNone() : liftOne(summarizeRows(cx, summary, bin)[0]?.[0] ?? null);
          }),
        ),
        points,
      ]);
    },
  };
};

const zeroOf = (type: Type): Value =>
  type === 'string' || type === 'dynamic' || type === 'bool' || type === 'guid' ? null : 0;
