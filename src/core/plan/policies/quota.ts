import type { Change, Policy, Quota, Verdict } from '../../engine/change.ts';
import type { JsonObject } from '../../json.ts';
import type { PlanOptions } from '../plan-options.ts';
import type { QuotaOf } from '../../engine/risk.ts';
import { refuseRun } from '../plan-refusal.ts';

/** The body once the change is made; undefined where it is then gone. */
export const bodyAfter = (change: Change): JsonObject | undefined => {
  const put = change.writes.find(({ operation }) => operation === 'put');
  if (put?.operation === 'put') return put.resource.body;
  return change.action === 'delete' ? undefined : change.before?.body;
};

/** How much of a quota is used: before the plan, after it, and at most in between. */
type Use = { readonly before: number; readonly after: number; readonly peak: number };

const useOf = (type: string, { counts }: QuotaOf, verdicts: readonly Verdict[], changes: readonly Change[]): Use => {
  const count = (body: JsonObject | undefined): number => (body !== undefined && counts(body) ? 1 : 0);
  const before = verdicts
    .filter((verdict) => verdict.type === type)
    .reduce((sum, { live }) => sum + count(live?.body), 0);
  let after = before;
  let peak = before;
  for (const change of changes.filter((each) => each.type === type)) {
    const more = count(bodyAfter(change)) - count(change.before?.body);
    after += more;
    peak += Math.max(0, more);
  }
  return { before, after, peak };
};

/**
 * Counts what runs after the plan and refuses the whole run when it would go beyond a quota at any moment: creates come
 * before deletes, so that room made by this run's deletes does not help its creates.
 */
export const quota =
  (verdicts: readonly Verdict[], options: Pick<PlanOptions, 'limits' | 'types'>): Policy =>
  (plan) => {
    const all = options.types.flatMap(({ name: type, risk }) => (risk?.quotas ?? []).map((each) => ({ type, each })));
    return all.reduce((result, { type, each }) => {
      const { name, label, words, setting, wayOut } = each;
      const limit = options.limits?.[setting] ?? each.limit;
      const { before, after, peak } = useOf(type, each, verdicts, plan.changes);
      const use: Quota = { type, name, label, count: after, limit };
      const counted = { ...result, quotas: [...result.quotas, use] };
      if (peak <= limit || peak === before) return counted;
      const freed = peak - after;
      return refuseRun(counted, {
        code: `quota-${name}`,
        message:
          `There would be ${peak} ${words}; the service takes ${limit}.` +
          (freed === 0 ? '' : ` (${after} after this run's deletes and disables, but those come last.)`),
        hint:
          freed === 0
            ? `${peak - limit} too many. ${wayOut}`
            : 'Deploy what makes room first, with --only, and what is new in a second run.',
      });
    }, plan);
  };
