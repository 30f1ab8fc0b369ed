import type { LastChange } from './change.ts';
import type { JsonObject, JsonValue } from './json.ts';

/**
 * Who changed each analytics rule last, one row a rule, where auditing is switched on. Source: Microsoft Learn, "Monitor
 * the health and audit the integrity of your analytics rules" and "Microsoft Sentinel audit tables reference".
 */
export const auditQuery = [
  'SentinelAudit',
  "| where SentinelResourceType in~ ('Analytic Rule', 'Analytics Rule')",
  '| extend Target = coalesce(tostring(ExtendedProperties.ResourceId), SentinelResourceId)',
  "| where Target has 'alertRules'",
  "| extend RuleId = tolower(tostring(split(Target, '/')[-1]))",
  '| summarize arg_max(TimeGenerated, ExtendedProperties) by RuleId',
  '| project RuleId, At = TimeGenerated, Who = tostring(ExtendedProperties.CallerName)',
].join('\n');

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** A row of the answer to `auditQuery`: the rule's name in lower case and its change; undefined where either is missing. */
export const auditedChange = (row: JsonObject): readonly [string, LastChange] | undefined => {
  const rule = textOf(row['RuleId']).toLowerCase();
  const at = textOf(row['At']);
  const who = textOf(row['Who']);
  return rule === '' || at === '' ? undefined : [rule, { at, ...(who === '' ? {} : { who }) }];
};
