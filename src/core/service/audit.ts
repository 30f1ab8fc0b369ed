import type { LastChange } from '../engine/change.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../json.ts';

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

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** A row of the answer to `auditQuery`: the rule's name in lower case and its change; undefined where either is missing. */
export const auditedChange = (row: JsonObject): readonly [string, LastChange] | undefined => {
  const rule = textOf(row['RuleId']).toLowerCase();
  const at = textOf(row['At']);
  const who = textOf(row['Who']);
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
  const rule = textOf(row['RuleId']).toLowerCase();
  const state = objectIn(row['State']);
  const properties = objectIn(state?.['properties']);
  if (rule === '' || properties === undefined) return undefined;
  const kind = textOf(state?.['kind']);
  return {
    rule,
    who: textOf(row['Who']),
    at: textOf(row['At']),
    body: { ...(kind === '' ? {} : { kind }), properties },
  };
};
