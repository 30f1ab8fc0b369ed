import type { Policy } from '../change.ts';
import { isArray, isObject, type JsonValue } from '../json.ts';
import { valueAt } from '../pointer.ts';
import type { LiveResource } from '../resource.ts';

const mentions = (value: JsonValue | undefined, end: string): boolean => {
  if (typeof value === 'string') return value.toLowerCase().endsWith(end);
  if (isArray(value)) return value.some((item) => mentions(item, end));
  return isObject(value) && Object.values(value).some((member) => mentions(member, end));
};

const nameOf = (rule: LiveResource): string => {
  const name = valueAt(rule.body, '/properties/displayName');
  return typeof name === 'string' ? name : rule.name;
};

/**
 * Warns on each delete of the automation rules that name the rule: they hold full resource ids
 * (`IncidentRelatedAnalyticRuleIds`, Microsoft Learn, automation rules reference), which then lead nowhere.
 */
export const references =
  (automationRules: readonly LiveResource[] | undefined): Policy =>
  (plan) => ({
    ...plan,
    changes: plan.changes.map((change) => {
      if (change.action !== 'delete') return change;
      const end = `/alertrules/${change.id.toLowerCase()}`;
      const naming = (automationRules ?? []).filter((rule) => mentions(rule.body, end)).map(nameOf);
      if (naming.length === 0) return change;
      return { ...change, warnings: [...change.warnings, `Automation rules that name it: ${naming.join(', ')}.`] };
    }),
  });
