import type { Change, Plan, Refusal } from '../../engine/change.ts';

/** Takes the changes out for which a reason is given, and says it instead. */
export const refuseChanges = (
  plan: Plan,
  reason: (change: Change) => Pick<Refusal, 'code' | 'message' | 'hint'> | undefined,
): Plan => {
  const refusals: Refusal[] = [];
  const changes = plan.changes.filter((change) => {
    const why = reason(change);
    const { type, id, displayName, action } = change;
    if (why !== undefined) refusals.push({ scope: 'rule', ...why, type, id, displayName, action });
    return why === undefined;
  });
  return { ...plan, changes, refusals: [...plan.refusals, ...refusals] };
};

/** Refuses the whole run; the plan's changes stay visible. */
export const refuseRun = (plan: Plan, refusal: Omit<Refusal, 'scope'>): Plan => ({
  ...plan,
  refusals: [...plan.refusals, { scope: 'run', ...refusal }],
});

/** `1 rule`, `2 rules`. */
export const rules = (count: number): string => `${count} rule${count === 1 ? '' : 's'}`;
