import type { LastChange } from '../engine/change.ts';
import type { ActivityFact } from '../ports.ts';
import { resourceKey } from '../resource.ts';

/** The key of the resource that an entry is about; see resourceKey. */
const ruleOf = ({ resourceId }: ActivityFact): string => {
  const [collection = '', name = ''] = resourceId.split('/').slice(-2);
  return resourceKey({ collection }, name);
};

/** The newest entry of each resource, by its key; of a log with the newest first. */
export const newestByRule = (activity: readonly ActivityFact[]): ReadonlyMap<string, LastChange> => {
  const found = new Map<string, LastChange>();
  for (const entry of activity) {
    const rule = ruleOf(entry);
    if (!found.has(rule)) found.set(rule, { who: entry.caller, at: entry.at });
  }
  return found;
};

/** So soon after another caller's write, in milliseconds, that the second may not have seen the first. */
export const moments = 60_000;

/** Entries of a rule that another caller's entry follows, or precedes, within moments; of equal times nobody knows the order. */
const close = (entries: readonly ActivityFact[]): readonly ActivityFact[] =>
  entries.filter((entry, index) =>
    [entries[index - 1], entries[index + 1]].some((other) => {
      const gap = other === undefined ? 0 : Math.abs(Date.parse(other.at) - Date.parse(entry.at));
      return other?.caller !== entry.caller && gap > 0 && gap <= moments;
    }),
  );

/** Like `otherWriters`, only of those entries that lie within moments of another caller's. */
export const closeWriters = (activity: readonly ActivityFact[]): ReadonlyMap<string, readonly LastChange[]> => {
  const byRule = new Map<string, ActivityFact[]>();
  for (const entry of activity.toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at)))
    byRule.set(ruleOf(entry), [...(byRule.get(ruleOf(entry)) ?? []), entry]);
  return otherWriters([...byRule.values()].flatMap(close));
};

/**
 * Resources that more than one caller wrote or deleted, by their keys, with each caller's last entry in the order of
 * time: one of them may not have seen what another wrote.
 */
export const otherWriters = (activity: readonly ActivityFact[]): ReadonlyMap<string, readonly LastChange[]> => {
  const found = new Map<string, Map<string, LastChange>>();
  for (const entry of activity.toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at))) {
    const callers = found.get(ruleOf(entry)) ?? new Map<string, LastChange>();
    // Taken out first, so that a caller stands where its last entry does.
    callers.delete(entry.caller);
    found.set(ruleOf(entry), callers.set(entry.caller, { who: entry.caller, at: entry.at }));
  }
  return new Map([...found].flatMap(([rule, callers]) => (callers.size < 2 ? [] : [[rule, [...callers.values()]]])));
};
