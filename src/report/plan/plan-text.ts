import type { FieldChange, Plan, Quota, Refusal } from '../../core/engine/change.ts';
import type { JsonValue } from '../../core/json.ts';
import { toldApart } from '../../core/text/visible.ts';
import { counted } from '../../core/text/phrase.ts';

/** A value on one line; what is absent is said in words. */
export const valueText = (value: JsonValue | undefined): string => {
  if (value === undefined) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/**
 * Both sides of a change on one line each, cut to so many UTF-16 units around their first difference. They never print
 * alike: a text that looks like a number, or like an absent value, stands in quotes.
 */
export const sidesText = (
  { before, after }: Pick<FieldChange, 'before' | 'after'>,
  length = Infinity,
): readonly [string, string] => {
  const [one, other] = [valueText(before), valueText(after)];
  return one === other
    ? toldApart(JSON.stringify(before) ?? one, JSON.stringify(after) ?? other, length)
    : toldApart(one, other, length);
};

/** True where a field is best shown as a diff of its lines. */
export const isText = (change: FieldChange): change is FieldChange & { before: string; after: string } =>
  typeof change.before === 'string' &&
  typeof change.after === 'string' &&
  (change.before.includes('\n') || change.after.includes('\n'));

/** The verb of each action, as a plan and as an outcome say it. */
export const actionSigns = {
  create: '+',
  update: '~',
  delete: '-',
  disable: '!',
  adopt: '>',
  refresh: '=',
} as const;

/** `Plan: 2 to create, 1 to update, 0 to delete, 17 unchanged, 3 unmanaged.` */
export const planSummary = ({ summary }: Plan): string =>
  `${summary.create} to create, ${summary.update} to update, ${summary.delete} to delete, ${summary.unchanged} unchanged, ${summary.unmanaged} unmanaged`;

/** `Quota: enabled 498/512, NRT 47/50`. */
export const quotaLine = (quotas: readonly Quota[]): string =>
  quotas.map(({ label, count, limit }) => `${label} ${count}/${limit}`).join(', ');

/** Refusals of the whole run first, then those of single rules. */
export const orderedRefusals = (plan: Plan): readonly Refusal[] =>
  plan.refusals.toSorted((a, b) => (a.scope === b.scope ? 0 : a.scope === 'run' ? -1 : 1));

/** Headline of a plan, in words. */
export const headline = (plan: Plan): string => {
  const refused = plan.refusals.length === 0 ? '' : `, ${counted(plan.refusals.length, 'refusal')}`;
  return `${planSummary(plan)}${refused}`;
};
