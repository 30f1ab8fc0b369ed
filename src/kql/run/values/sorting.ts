import { compare } from '../expressions/compare.ts';
import type { Row, Value } from './value.ts';

/** One key of an ordering. */
export type SortKey = {
  readonly read: (row: Row) => Value;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
};

/** Null before NaN before all numbers, as an ascending order has them. */
const rankOf = (value: Value): number => {
  if (value === null) return 0;
  return typeof value === 'number' && Number.isNaN(value) ? 1 : 2;
};

/** Compares two values of one column for `sort`, `min` and `max`. */
export const compareForOrder = (left: Value, right: Value): number => {
  const ranks = rankOf(left) - rankOf(right);
  if (ranks !== 0) return ranks;
  return left === null || right === null ? 0 : (compare(left, right) ?? 0);
};

/** Rows in the order of some keys; rows that are equal in all of them stay in their order. */
export const sortRows = (rows: readonly Row[], keys: readonly SortKey[]): readonly Row[] => {
  const decorated = rows.map((row) => ({ row, values: keys.map(({ read }) => read(row)) }));
  decorated.sort((left, right) => {
    for (const [index, { descending, nullsFirst }] of keys.entries()) {
      const one = left.values[index] ?? null;
      const other = right.values[index] ?? null;
      if (one === null || other === null) {
        if (one === other) continue;
        return (one === null) === nullsFirst ? -1 : 1;
      }
      const order = compareForOrder(one, other);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return decorated.map(({ row }) => row);
};
