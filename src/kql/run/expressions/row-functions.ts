import { type Compiler, type Expr, fixedValue, nothing, refuse, type Scope } from '../compiler.ts';
import { arithmeticOf } from './arithmetic.ts';
import { areEqual } from './compare.ts';
import { conditionOf } from './logic.ts';
import { addWhole, emptyValue, isWhole, type Row, subtractWhole, type Value } from '../values/value.ts';

/** A function that looks at the rows around: what it gives for the row that is being read. */
type RowFunction = (
  cx: Compiler,
  args: readonly Expr[],
  node: KustoEngine.Expression,
  scope: Scope,
) => (row: Row) => Value;

const serial = (type: Expr['type'], read: Expr['read']): Expr => ({ type, read, fixed: false, serial: true });

/** A value that is carried from row to row, and starts anew with each pass over the rows. */
const carried = <T>(cx: Compiler, first: () => T): { get: () => T; set: (value: T) => void } => {
  let pass = -1;
  let value = first();
  return {
    get: () => {
      if (pass !== cx.window.pass) value = first();
      pass = cx.window.pass;
      return value;
    },
    set: (next) => {
      value = next;
      pass = cx.window.pass;
    },
  };
};

const neighbour =
  (direction: 1 | -1): RowFunction =>
  (cx, [value = nothing, offset, ifNone]) => {
    return (row) => {
      const distance = offset === undefined ? 1 : offset.read(row);
      const { rows, index } = cx.window;
      const other = rows[index + direction * (typeof distance === 'number' ? distance : 0)];
      if (other !== undefined) return value.read(other);
      return ifNone === undefined ? emptyValue(value.type) : ifNone.read(row);
    };
  };

const restarts = (restart: Expr | undefined): ((row: Row) => boolean) => {
  if (restart === undefined) return () => false;
  const condition = conditionOf(restart);
  return (row) => condition(row) === true;
};

const rowNumber: RowFunction = (cx, [start, restart]) => {
  const state = carried<Value>(cx, () => null);
  const isNew = restarts(restart);
  return (row) => {
    const last = state.get();
    const from = start === undefined ? 1 : fixedValue(start);
    const next = last === null || isNew(row) ? from : isWhole(last) ? addWhole(last, 1) : null;
    state.set(next);
    return next;
  };
};

const rowCumsum: RowFunction = (cx, [term = nothing, restart]) => {
  const state = carried<Value>(cx, () => null);
  const isNew = restarts(restart);
  const { add } = arithmeticOf(term.type);
  return (row) => {
    const before = isNew(row) ? null : state.get();
    const value = term.read(row);
    const sum = value === null ? before : before === null ? value : add(before, value);
    state.set(sum);
    return sum;
  };
};

/** A rank that grows when the value differs from the row before: by one (dense), or to the row's number (min). */
const rowRank =
  (kind: 'dense' | 'min'): RowFunction =>
  (cx, [term = nothing, restart]) => {
    type State = { readonly rank: number; readonly count: number; readonly value: Value };
    const state = carried<State>(cx, () => ({ rank: 0, count: 0, value: null }));
    const isNew = restarts(restart);
    return (row) => {
      const before: State = isNew(row) ? { rank: 0, count: 0, value: null } : state.get();
      const value = term.read(row);
      const count = before.count + 1;
      const isSame = before.count > 0 && (value === before.value || areEqual(value, before.value));
      const rank = isSame ? before.rank : kind === 'dense' ? before.rank + 1 : count;
      state.set({ rank, count, value });
      return rank;
    };
  };

/** The start of the session that a row belongs to: at most so far from its start, and from the row before. */
const rowWindowSession: RowFunction = (cx, [time = nothing, fromFirst = nothing, between = nothing, restart]) => {
  type State = { readonly start: Value; readonly last: Value };
  const state = carried<State>(cx, () => ({ start: null, last: null }));
  const isNew = restarts(restart);
  return (row) => {
    const value = time.read(row);
    const { start, last } = state.get();
    if (!isWhole(value)) return null;
    const longest = fixedValue(fromFirst);
    const gap = fixedValue(between);
    const goesOn =
      !isNew(row) &&
      isWhole(start) &&
      isWhole(last) &&
      isWhole(longest) &&
      isWhole(gap) &&
      subtractWhole(value, start) <= longest &&
      subtractWhole(value, last) <= gap;
    const session = goesOn ? start : value;
    state.set({ start: session, last: value });
    return session;
  };
};

const rowFunctions: Readonly<Record<string, RowFunction>> = {
  prev: neighbour(-1),
  next: neighbour(1),
  row_number: rowNumber,
  row_cumsum: rowCumsum,
  row_rank_dense: rowRank('dense'),
  row_rank_min: rowRank('min'),
  row_window_session: rowWindowSession,
};

/** A call of a function that looks around among the rows; undefined for any other function. */
export const rowFunctionExpr = (
  cx: Compiler,
  name: string,
  args: readonly Expr[],
  node: KustoEngine.Expression,
  scope: Scope,
): Expr | undefined => {
  if (!Object.hasOwn(rowFunctions, name)) return undefined;
  const make = rowFunctions[name];
  if (make === undefined || scope.row === undefined) return refuse(name, node, 'there are no rows here');
  const [first] = args;
  const isLikeFirst = name === 'prev' || name === 'next' || name === 'row_cumsum';
  return serial(isLikeFirst && first !== undefined ? first.type : cx.typeOf(node), make(cx, args, node, scope));
};
