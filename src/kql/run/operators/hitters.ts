import { columnExpr, fixedValue, withRow } from '../compiler.ts';
import { keyOf } from '../values/keys.ts';
import { compareForOrder } from '../values/sorting.ts';
import { addWhole, type Column, emptyValue, isWhole, type Row, type Value } from '../values/value.ts';
import { items, nameOf, type OperatorCompiler, over } from './common.ts';
import { countOf, sortKeys } from './rows.ts';
import { summarizeRows, summaryOf } from './summarize.ts';

/** `top-hitters N of X by Y`: the values with the largest sums (or counts); exact, where the engine estimates. */
export const topHitters: OperatorCompiler<KustoEngine.TopHittersOperator> = (cx, node, input, scope) => {
  const inner = withRow(scope, input.columns);
  const count = countOf(cx, node.Expression, scope);
  const value = cx.expr(node.OfExpression, inner);
  const weight = node.ByClause === null ? undefined : cx.expr(node.ByClause.Expression, inner);
  const names = cx.resultColumns(node).map(({ name }) => name);
  const columns: readonly Column[] = [
    { name: names[0] ?? nameOf(cx, node.OfExpression) ?? 'Column1', type: value.type },
    { name: names[1] ?? 'approximate_count_', type: weight?.type === 'real' ? 'real' : 'long' },
  ];
  return over(
    cx,
    input,
    columns,
    (rows) => {
      const sums = new Map<Value, { readonly value: Value; sum: Value }>();
      for (const row of rows) {
        const each = value.read(row);
        const add = weight === undefined ? 1 : weight.read(row);
        const known = sums.get(keyOf(each)) ?? { value: each, sum: 0 };
        sums.set(keyOf(each), known);
        if (weight?.type === 'real') known.sum = Number(known.sum) + Number(add ?? 0);
        else if (isWhole(known.sum) && isWhole(add)) known.sum = addWhole(known.sum, add);
      }
      return [...sums.values()]
        .toSorted((left, right) => compareForOrder(right.sum, left.sum))
        .slice(0, count())
        .map((each) => [each.value, each.sum]);
    },
    true,
  );
};

/** `top-nested`: the top values of one column, within each of them those of the next, and so on. */
export const topNested: OperatorCompiler<KustoEngine.TopNestedOperator> = (cx, node, input, scope) => {
  const { Syntax: X } = cx.engine.language;
  const inner = withRow(scope, input.columns);
  const names = cx.resultColumns(node);
  const levels = items(cx, node.Clauses).map((clause, index) => {
    const by = clause.ByExpression;
    const aggregate = by instanceof X.OrderedExpression ? by.Expression : by;
    const summary = summaryOf(cx, [aggregate], [], input, scope);
    const [key] = sortKeys(cx, [by instanceof X.OrderedExpression ? by : aggregate], {
      ...inner,
      aggregate: () => columnExpr('long', 0),
    });
    const others = clause.WithOthersClause === null ? undefined : cx.expr(clause.WithOthersClause.Expression, scope);
    return {
      of: cx.expr(clause.OfExpression, inner),
      count: clause.Expression === null ? undefined : countOf(cx, clause.Expression, scope),
      summary,
      descending: key?.descending ?? true,
      others,
      columns: [
        { name: names[index * 2]?.name ?? `Column${index}`, type: cx.expr(clause.OfExpression, inner).type },
        { name: names[index * 2 + 1]?.name ?? `aggregated_${index}`, type: summary.columns[0]?.expr.type ?? 'long' },
      ] as const,
    };
  });
  const expand = (rows: readonly Row[], at: number): readonly Row[] => {
    const level = levels[at];
    if (level === undefined) return [[]];
    const groups = new Map<Value, { readonly value: Value; readonly rows: Row[] }>();
    for (const row of rows) {
      const value = level.of.read(row);
      const group = groups.get(keyOf(value)) ?? { value, rows: [] };
      groups.set(keyOf(value), group);
      group.rows.push(row);
    }
    const ranked = [...groups.values()]
      .map((group) => ({ ...group, result: summarizeRows(cx, level.summary, group.rows)[0]?.[0] ?? null }))
      .toSorted((left, right) => compareForOrder(left.result, right.result) * (level.descending ? -1 : 1));
    const kept = level.count === undefined ? ranked : ranked.slice(0, level.count());
    const found = kept.flatMap((group) =>
      expand(group.rows, at + 1).map((rest) => [group.value, group.result, ...rest]),
    );
    const left = ranked.slice(kept.length).flatMap((group) => group.rows);
    return level.others === undefined || left.length === 0 ? found : [...found, othersOf(left, at)];
  };
  /** One row for all that is not among the top of a level; below it, levels without a name for others have nothing. */
  const othersOf = (rows: readonly Row[], from: number): Row =>
    levels
      .slice(from)
      .flatMap(({ others, summary, columns: [key] }) =>
        others === undefined
          ? [emptyValue(key.type), null]
          : [fixedValue(others), summarizeRows(cx, summary, rows)[0]?.[0] ?? null],
      );
  return over(
    cx,
    input,
    levels.flatMap(({ columns }) => columns),
    (rows) => expand(rows, 0),
    false,
  );
};
