import type { Change } from '../engine/change.ts';
import type { TypeOf } from '../engine/managed-type.ts';
import { refKey } from '../ref.ts';

/** How many types lie one after the other before a type. Throws an Error where they wait for one another, which is a bug. */
const rankOf = (name: string, typeOf: TypeOf, waiting: readonly string[] = []): number => {
  if (waiting.includes(name)) throw new Error(`The content type ${name} waits for itself: ${waiting.join(', ')}.`);
  return Math.max(0, ...typeOf(name).after.map((other) => 1 + rankOf(other, typeOf, [...waiting, name])));
};

/** What the order of changes follows from. */
type Staged = Pick<Change, 'type' | 'id' | 'action' | 'needs'>;

/** How many changes of its type lie one after the other before each; circles end with the rounds. */
const depthsOf = (changes: readonly Staged[]): ReadonlyMap<string, number> => {
  const depths = new Map(changes.map((change) => [refKey(change), 0]));
  for (let rounds = changes.length; rounds > 0; rounds -= 1) {
    const before = new Map(depths);
    for (const change of changes)
      for (const need of change.needs ?? []) {
        const depth = need.type === change.type ? depths.get(refKey(need)) : undefined;
        if (depth !== undefined) depths.set(refKey(change), Math.max(depths.get(refKey(change)) ?? 0, depth + 1));
      }
    if (changes.every((change) => before.get(refKey(change)) === depths.get(refKey(change)))) break;
  }
  return depths;
};

/** What comes first is smaller, place by place. */
type Order = readonly [deletes: number, rank: number, depth: number, updates: number];

const compared = (one: Order, other: Order): number => {
  const [deletes, rank, depth, updates] = one;
  return deletes - other[0] || rank - other[1] || depth - other[2] || updates - other[3];
};

/**
 * Changes in the groups that are carried out one after the other: type after type, what others need first; of those
 * creates, then updates; deletes last, and in reverse.
 */
export const stagesOf = <C extends Staged>(changes: readonly C[], typeOf: TypeOf): readonly (readonly C[])[] => {
  const ranks = new Map([...new Set(changes.map(({ type }) => type))].map((type) => [type, rankOf(type, typeOf)]));
  const depths = depthsOf(changes);
  const orderOf = (change: C): Order => {
    const rank = ranks.get(change.type) ?? 0;
    const depth = depths.get(refKey(change)) ?? 0;
    return change.action === 'delete' ? [1, -rank, -depth, 0] : [0, rank, depth, Number(change.action !== 'create')];
  };
  const stages: { readonly order: Order; readonly changes: C[] }[] = [];
  for (const change of changes) {
    const order = orderOf(change);
    const stage = stages.find((each) => compared(each.order, order) === 0);
    if (stage === undefined) stages.push({ order, changes: [change] });
    else stage.changes.push(change);
  }
  return stages.toSorted((one, other) => compared(one.order, other.order)).map((stage) => stage.changes);
};
