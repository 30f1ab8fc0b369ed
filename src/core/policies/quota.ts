import type { Change, Policy, Verdict } from '../change.ts';
import { enabledField } from '../live-state.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { PlanOptions } from '../plan-options.ts';
import { valueAt } from '../pointer.ts';
import { refuseRun } from './refuse.ts';

/** Enabled rules that one workspace takes (Microsoft Learn, service limits of Microsoft Sentinel; disabled ones do not count). */
export const quotaLimits = { scheduled: 512, nrt: 50 } as const;

type Count = { readonly scheduled: number; readonly nrt: number };

const countOf = (body: JsonObject | undefined): Count => {
  const on = isObject(body) && valueAt(body, enabledField) !== false;
  return { scheduled: on && body['kind'] === 'Scheduled' ? 1 : 0, nrt: on && body['kind'] === 'NRT' ? 1 : 0 };
};

/** The rule's body once the change is made; undefined where it is then gone. */
export const bodyAfter = (change: Change): JsonObject | undefined => {
  const put = change.writes.find(({ operation }) => operation === 'put');
  if (put?.operation === 'put') return put.resource.body;
  return change.action === 'delete' ? undefined : change.before?.body;
};

/**
 * Counts the enabled rules after the plan and refuses the whole run when it would go beyond a quota at any moment:
 * creates come before deletes, so that room made by this run's deletes does not help its creates.
 */
export const quota =
  (verdicts: readonly Verdict[], options: Pick<PlanOptions, 'limits'>): Policy =>
  (plan) => {
    const limits = options.limits ?? quotaLimits;
    const before = { scheduled: 0, nrt: 0 };
    for (const { live } of verdicts) {
      const count = countOf(live?.body);
      before.scheduled += count.scheduled;
      before.nrt += count.nrt;
    }
    const after = { ...before };
    const peak = { ...before };
    for (const change of plan.changes) {
      const from = countOf(change.before?.body);
      const to = countOf(bodyAfter(change));
      for (const kind of ['scheduled', 'nrt'] as const) {
        after[kind] += to[kind] - from[kind];
        peak[kind] += Math.max(0, to[kind] - from[kind]);
      }
    }
    const counted = {
      ...plan,
      quota: {
        scheduled: after.scheduled,
        scheduledLimit: limits.scheduled,
        nrt: after.nrt,
        nrtLimit: limits.nrt,
      },
    };
    return (['scheduled', 'nrt'] as const).reduce((result, kind) => {
      if (peak[kind] <= limits[kind] || peak[kind] === before[kind]) return result;
      const what = kind === 'scheduled' ? 'scheduled' : 'NRT';
      const freed = peak[kind] - after[kind];
      return refuseRun(result, {
        code: `quota-${kind}`,
        message:
          `${peak[kind]} enabled ${what} rules would run; the service takes ${limits[kind]}.` +
          (freed === 0 ? '' : ` (${after[kind]} after this run's deletes and disables, but those come last.)`),
        hint:
          freed === 0
            ? `Disable or remove ${peak[kind] - limits[kind]} of them; disabled rules do not count.`
            : 'Deploy what makes room first, with --only, and the new rules in a second run.',
      });
    }, counted);
  };
