import type { Policy } from '../../engine/change.ts';
import { isArray, isObject, type JsonValue } from '../../json.ts';
import { valueAt } from '../../pointer.ts';
import type { PlanOptions } from '../plan-options.ts';
import { resourceKey, type LiveResource } from '../../resource.ts';

const mentions = (value: JsonValue | undefined, end: string): boolean => {
  if (typeof value === 'string') return value.toLowerCase().endsWith(end);
  if (isArray(value)) return value.some((item) => mentions(item, end));
  return isObject(value) && Object.values(value).some((member) => mentions(member, end));
};

const nameOf = (resource: LiveResource): string => {
  const name = valueAt(resource.body, '/properties/displayName');
  return typeof name === 'string' ? name : resource.name;
};

/**
 * Warns on each delete of what names the resource by its full id (`IncidentRelatedAnalyticRuleIds`, Microsoft Learn,
 * automation rules reference), and then leads nowhere.
 */
export const references =
  ({ mentioning, typeOf }: Pick<PlanOptions, 'mentioning' | 'typeOf'>): Policy =>
  (plan) => ({
    ...plan,
    changes: plan.changes.map((change) => {
      const { resource, risk } = typeOf(change.type);
      if (change.action !== 'delete' || risk === undefined) return change;
      const end = `/${resourceKey(resource, change.id)}`;
      const naming = (mentioning ?? [])
        .filter(({ type, body }) => type === risk.mentions.collection && mentions(body, end))
        .map(nameOf);
      if (naming.length === 0) return change;
      const warning = `${risk.mentions.words} that name it: ${naming.join(', ')}.`;
      return { ...change, warnings: [...change.warnings, warning] };
    }),
  });
