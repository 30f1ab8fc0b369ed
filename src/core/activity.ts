import type { LastChange } from './change.ts';
import type { ActivityFact } from './ports.ts';

/** The name of the rule that an entry is about, in lower case. */
const ruleOf = ({ resourceId }: ActivityFact): string =>
  resourceId.slice(resourceId.lastIndexOf('/') + 1).toLowerCase();

/** The newest entry of each rule, by its name in lower case; of a log with the newest first. */
export const newestByRule = (activity: readonly ActivityFact[]): ReadonlyMap<string, LastChange> => {
  const found = new Map<string, LastChange>();
  for (const entry of activity) {
    const rule = ruleOf(entry);
    if (!found.has(rule)) found.set(rule, { who: entry.caller, at: entry.at });
  }
  return found;
};

/**
 * Rules that more than one caller wrote or deleted, by name in lower case, with each caller's last entry in the order of
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
