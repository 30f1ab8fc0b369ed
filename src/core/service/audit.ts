import type { LastChange } from '../engine/change.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../json.ts';
import type { ActivityFact } from '../ports.ts';
import { resourceKey } from '../resource.ts';

/** How far back the activity log is asked, in milliseconds: it keeps 90 days (Microsoft Learn, Azure Monitor activity log) and refuses an earlier start; a day less leaves room for a slow clock. */
export const activityReach = 89 * 86_400_000;

/** The key of the resource that an entry is about; see resourceKey. */
export const ruleOf = ({ resourceId }: Pick<ActivityFact, 'resourceId'>): string => {
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

/**
 * What was done to analytics rules, where auditing is switched on. Source: Microsoft Learn, "Monitor the health and audit
 * the integrity of your analytics rules" and "Microsoft Sentinel audit tables reference".
 */
const audited = (collection: string): readonly string[] => [
  'SentinelAudit',
  "| where SentinelResourceType in~ ('Analytic Rule', 'Analytics Rule')",
  '| extend Target = coalesce(tostring(ExtendedProperties.ResourceId), SentinelResourceId)',
  `| where Target has '${collection}'`,
  "| extend RuleId = tolower(tostring(split(Target, '/')[-1]))",
];

/** Who changed each analytics rule last, one row a rule. */
export const auditQuery = (collection: string): string =>
  [
    ...audited(collection),
    '| summarize arg_max(TimeGenerated, ExtendedProperties) by RuleId',
    '| project RuleId, At = TimeGenerated, Who = tostring(ExtendedProperties.CallerName)',
  ].join('\n');

/** What each write of an analytics rule made of it, one row a write. */
export const auditedStatesQuery = (collection: string): string =>
  [
    ...audited(collection),
    '| extend State = tostring(ExtendedProperties.UpdatedResourceState)',
    '| where isnotempty(State)',
    '| project RuleId, At = TimeGenerated, Who = tostring(ExtendedProperties.CallerName), State',
  ].join('\n');

/** The text of a cell of the logs, without white space around it; empty where there is none. */
export const cellText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** A row of the answer to `auditQuery`: the rule's name in lower case and its change; undefined where either is missing. */
export const auditedChange = (row: JsonObject): readonly [string, LastChange] | undefined => {
  const rule = cellText(row['RuleId']).toLowerCase();
  const at = cellText(row['At']);
  const who = cellText(row['Who']);
  return rule === '' || at === '' ? undefined : [rule, { at, ...(who === '' ? {} : { who }) }];
};

/**
 * A rule as somebody's write left it; `rule` is its name in lower case, `at` ISO 8601, `body` what goes over the wire,
 * perhaps without its kind.
 */
export type AuditedState = {
  readonly rule: string;
  readonly who: string;
  readonly at: string;
  readonly body: JsonObject;
};

/** An object, or the text of one: the audit table nests JSON in texts. */
const objectIn = (value: JsonValue | undefined): JsonObject | undefined => {
  const read = typeof value === 'string' ? parseJson(value) : value;
  return isObject(read) ? read : undefined;
};

/** A row of the answer to `auditedStatesQuery`; undefined where it does not hold a rule. */
export const auditedState = (row: JsonObject): AuditedState | undefined => {
  const rule = cellText(row['RuleId']).toLowerCase();
  const state = objectIn(row['State']);
  const properties = objectIn(state?.['properties']);
  if (rule === '' || properties === undefined) return undefined;
  const kind = cellText(state?.['kind']);
  return {
    rule,
    who: cellText(row['Who']),
    at: cellText(row['At']),
    body: { ...(kind === '' ? {} : { kind }), properties },
  };
};
