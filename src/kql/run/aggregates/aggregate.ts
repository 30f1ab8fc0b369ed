import { conditionOf } from '../expressions/logic.ts';
import { type Compiler, type Expr, nothing } from '../compiler.ts';
import type { Row, Type, Value } from '../values/value.ts';

/** What one group gathers. */
export type Accumulator = { readonly add: (row: Row) => void; readonly result: () => Value };

/** An aggregate function over compiled arguments: makes an accumulator for each group. */
export type Aggregation = { readonly type: Type; readonly start: () => Accumulator };

/**
 * An aggregate function: `binder` is the type that the binder gives it; `unsupported` ends the compilation or the run with
 * a refusal at the call.
 */
export type Aggregate = (
  cx: Compiler,
  args: readonly Expr[],
  binder: Type,
  unsupported: (feature: string) => never,
) => Aggregation;

/** The same over those rows alone for which a condition is true. */
export const filtered = ({ type, start }: Aggregation, condition: Expr): Aggregation => {
  const holds = conditionOf(condition);
  return {
    type,
    start: () => {
      const { add, result } = start();
      return {
        add: (row) => {
          if (holds(row) === true) add(row);
        },
        result,
      };
    },
  };
};

/** An aggregate function that takes a condition besides, at a place among its arguments. */
export const onlyIf =
  (aggregate: Aggregate, conditionAt: number): Aggregate =>
  (cx, args, binder, unsupported) =>
    filtered(aggregate(cx, args.toSpliced(conditionAt, 1), binder, unsupported), args[conditionAt] ?? nothing);
