import { conditionOf } from '../expressions/logic.ts';
import type { Compiler, Expr } from '../compiler.ts';
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

/** Adds only rows for which a condition is true. */
export const onlyIf =
  (aggregate: Aggregate, conditionAt: number): Aggregate =>
  (cx, args, binder, unsupported) => {
    const condition = args[conditionAt];
    const inner = aggregate(cx, args.toSpliced(conditionAt, 1), binder, unsupported);
    if (condition === undefined) return inner;
    const holds = conditionOf(condition);
    return {
      type: inner.type,
      start: () => {
        const accumulator = inner.start();
        return {
          add: (row) => {
            if (holds(row) === true) accumulator.add(row);
          },
          result: accumulator.result,
        };
      },
    };
  };
