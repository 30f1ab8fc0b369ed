import { type Compiler, type Expr, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { type Column, emptyValue, type Row, type Value } from '../values/value.ts';
import { grouped, type Key, keyReader, meeting, type Pair, pairsOf, uniqueKeyReader } from './join-keys.ts';
import { filterRows, where } from './rows.ts';
import { items, type OperatorCompiler, parameterText, uniqueName } from './common.ts';

const emptyRow = (columns: readonly Column[]): Row => columns.map(({ type }) => emptyValue(type));

/** Columns of both sides; a name of the right side that the left one has gets a number that neither side has. */
const bothColumns = (left: readonly Column[], right: readonly Column[]): readonly Column[] => {
  const ofLeft = new Set(left.map(({ name }) => name));
  const taken = new Set([...left, ...right].map(({ name }) => name));
  return [
    ...left,
    ...right.map(({ name, ...column }) => ({ ...column, name: ofLeft.has(name) ? uniqueName(name, taken) : name })),
  ];
};

const kinds: ReadonlySet<string> = new Set([
  'innerunique',
  'inner',
  'leftouter',
  'rightouter',
  'fullouter',
  'leftanti',
  'anti',
  'leftantisemi',
  'leftsemi',
  'rightanti',
  'rightantisemi',
  'rightsemi',
]);

type Sides = { readonly left: Plan; readonly right: Plan; readonly pairs: readonly Pair[] };

const sidesOf = (
  cx: Compiler,
  node: KustoEngine.JoinOperator | KustoEngine.LookupOperator,
  clause: KustoEngine.JoinConditionClause | null,
  input: Plan,
  scope: Scope,
): Sides => {
  const { row: _row, ...outer } = scope;
  const right = cx.plan(node.Expression, outer);
  const pairs = pairsOf(cx, clause, withRow(scope, input.columns), withRow(scope, right.columns)).map((pair) => {
    const type = meeting(pair);
    return type === undefined ? pair : { left: cx.cast(pair.left, type), right: cx.cast(pair.right, type) };
  });
  return { left: input, right, pairs };
};

/** Keeps one row of each key: the first, or the last where the run takes the other choice. */
const uniqueRows = (cx: Compiler, rows: readonly Row[], keyOf: (row: Row) => Key): readonly Row[] => {
  const unique = new Map<Key, Row>();
  const isLast = cx.run().input.choice === 'last';
  for (const row of rows) {
    const key = keyOf(row);
    if (isLast || !unique.has(key)) unique.set(key, row);
  }
  return [...unique.values()];
};

/** Keeps rows of one side by whether the other side has their key. */
const semi = (
  cx: Compiler,
  kept: Plan,
  other: Plan,
  keptExprs: readonly Expr[],
  otherExprs: readonly Expr[],
  has: boolean,
): Plan => ({
  columns: kept.columns,
  fixed: kept.fixed && other.fixed,
  rows: () => {
    const keys = grouped(other.rows(), keyReader(otherExprs));
    const keyOf = keyReader(keptExprs);
    const rows = kept.rows().filter((row) => {
      const key = keyOf(row);
      return (key !== undefined && keys.has(key)) === has;
    });
    cx.spend(rows.length);
    return rows;
  },
});

type Outer = { readonly left: boolean; readonly right: boolean };

/** Joins each left row to its right rows; sides that are outer keep rows without a partner. */
const matched = (
  cx: Compiler,
  { left, right, pairs }: Sides,
  outer: Outer,
  unique: boolean,
  columns: readonly Column[],
  shape: (left: Row, right: Row) => Row,
): Plan => {
  const leftExprs = pairs.map((pair) => pair.left);
  const rightExprs = pairs.map((pair) => pair.right);
  const leftKey = keyReader(leftExprs);
  return {
    columns,
    fixed: left.fixed && right.fixed,
    rows: () =>
      cx.making(columns.length, () => {
        const groups = grouped(right.rows(), keyReader(rightExprs));
        const leftRows = unique ? uniqueRows(cx, left.rows(), uniqueKeyReader(leftExprs)) : left.rows();
        const noRight = emptyRow(right.columns);
        const used = new Set<Key>();
        const made: Row[] = [];
        for (const row of leftRows) {
          const key = leftKey(row);
          const partners = key === undefined ? undefined : groups.get(key);
          if (key === undefined || partners === undefined) {
            if (outer.left) made.push(shape(row, noRight));
            continue;
          }
          if (outer.right) used.add(key);
          for (const partner of partners) made.push(shape(row, partner));
          cx.spend(partners.length * (columns.length + 3));
        }
        if (!outer.right) return made;
        const noLeft = emptyRow(left.columns);
        const rightKey = keyReader(rightExprs);
        for (const row of right.rows()) {
          const key = rightKey(row);
          if (key === undefined || !used.has(key)) made.push(shape(noLeft, row));
        }
        return made;
      }),
  };
};

const side = (row: Row, other: Row): Row => [...row, ...other];

/** `join` of all kinds; without a kind it is innerunique. */
export const join: OperatorCompiler<KustoEngine.JoinOperator> = (cx, node, input, scope) => {
  const kind = parameterText(cx, node, 'kind') ?? 'innerunique';
  if (!kinds.has(kind)) return refuse(`join kind=${kind}`, node);
  const sides = sidesOf(cx, node, node.ConditionClause, input, scope);
  const { left, right, pairs } = sides;
  const leftExprs = pairs.map((pair) => pair.left);
  const rightExprs = pairs.map((pair) => pair.right);
  const columns = bothColumns(left.columns, right.columns);
  switch (kind) {
    case 'leftsemi':
      return semi(cx, left, right, leftExprs, rightExprs, true);
    case 'leftanti':
    case 'anti':
    case 'leftantisemi':
      return semi(cx, left, right, leftExprs, rightExprs, false);
    case 'rightsemi':
      return semi(cx, right, left, rightExprs, leftExprs, true);
    case 'rightanti':
    case 'rightantisemi':
      return semi(cx, right, left, rightExprs, leftExprs, false);
    case 'innerunique':
      cx.noteArbitrary('join kind=innerunique', node);
      return matched(cx, sides, { left: false, right: false }, true, columns, side);
    default:
      return matched(
        cx,
        sides,
        { left: kind === 'leftouter' || kind === 'fullouter', right: kind === 'rightouter' || kind === 'fullouter' },
        false,
        columns,
        side,
      );
  }
};

/** The right columns that conditions name, by position; `lookup` leaves them out. */
const keyPositions = (
  cx: Compiler,
  clause: KustoEngine.JoinConditionClause | null,
  right: Plan,
): ReadonlySet<number> => {
  const { Syntax: X } = cx.engine.language;
  const names = new Set<string>();
  const visit = (node: KustoEngine.Expression): void => {
    if (node instanceof X.NameReference) names.add(node.SimpleName);
    else if (node instanceof X.ParenthesizedExpression) visit(node.Expression);
    else if (node instanceof X.BinaryExpression) {
      visit(node.Left);
      visit(node.Right);
    } else if (
      node instanceof X.PathExpression &&
      node.Expression instanceof X.NameReference &&
      node.Expression.SimpleName === '$right' &&
      node.Selector instanceof X.NameReference
    )
      names.add(node.Selector.SimpleName);
  };
  if (clause !== null) for (const each of items(cx, clause.Expressions)) visit(each);
  return new Set(right.columns.flatMap(({ name }, index) => (names.has(name) ? [index] : [])));
};

/** `lookup`: the right side's other columns, for every row of the left one. */
export const lookup: OperatorCompiler<KustoEngine.LookupOperator> = (cx, node, input, scope) => {
  const kind = parameterText(cx, node, 'kind') ?? 'leftouter';
  if (kind !== 'leftouter' && kind !== 'inner') return refuse(`lookup kind=${kind}`, node);
  const sides = sidesOf(cx, node, node.LookupClause, input, scope);
  const keys = keyPositions(cx, node.LookupClause, sides.right);
  const others = [...sides.right.columns.keys()].filter((position) => !keys.has(position));
  const added = others.flatMap((position) => sides.right.columns[position] ?? []);
  const shape = (left: Row, right: Row): Row => [...left, ...others.map((position): Value => right[position] ?? null)];
  return matched(
    cx,
    sides,
    { left: kind === 'leftouter', right: false },
    false,
    bothColumns(sides.left.columns, added),
    shape,
  );
};

/** The conditions that `and` puts together. */
const conjuncts = (cx: Compiler, node: KustoEngine.Expression): readonly KustoEngine.Expression[] => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.ParenthesizedExpression) return conjuncts(cx, node.Expression);
  if (node instanceof X.BinaryExpression && cx.kindOf(node) === 'AndExpression')
    return [...conjuncts(cx, node.Left), ...conjuncts(cx, node.Right)];
  return [node];
};

/** True where an expression names columns of a table only, and nothing that looks around or changes from call to call. */
const readsOnly = (cx: Compiler, node: KustoEngine.SyntaxElement, columns: readonly Column[]): boolean => {
  const { Syntax: X, Symbols } = cx.engine.language;
  if (node instanceof X.NameReference && node.ReferencedSymbol instanceof Symbols.ColumnSymbol)
    return columns.some(({ name }) => name === node.SimpleName);
  if (node instanceof X.FunctionCallExpression && node.Name.SimpleName === 'rand') return false;
  for (let index = 0; index < node.ChildCount; index += 1) {
    const child = node.GetChild(index);
    if (child !== null && !readsOnly(cx, child, columns)) return false;
  }
  return true;
};

/**
 * `join | where`: as the engine does, conditions on the left side go before an innerunique join, so that the row which is
 * kept of each key is one that fulfils them.
 */
export const filteredJoin = (
  cx: Compiler,
  filter: KustoEngine.FilterOperator,
  node: KustoEngine.JoinOperator,
  input: Plan,
  scope: Scope,
): Plan => {
  const isUnique = (parameterText(cx, node, 'kind') ?? 'innerunique') === 'innerunique';
  const early = isUnique ? conjuncts(cx, filter.Condition).filter((each) => readsOnly(cx, each, input.columns)) : [];
  const filtered = early.reduce(
    (plan, each) => filterRows(cx, plan, cx.expr(each, withRow(scope, input.columns))),
    input,
  );
  return where(cx, filter, join(cx, node, filtered, scope), scope);
};
