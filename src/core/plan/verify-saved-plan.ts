import { changeSet } from './change-set.ts';
import type { Plan, Refusal } from '../engine/change.ts';
import { digestOf } from '../digest.ts';
import type { TypeOf } from '../engine/managed-type.ts';
import { refKey } from '../ref.ts';
import { targetOf, touchedOf, type PlanBinding, type SavedPlan, type Touched } from './saved-plan.ts';

/** How long a saved plan can be executed unless another limit is given: a day, in milliseconds. */
export const savedPlanAge = 24 * 60 * 60 * 1000;

const refusal = (code: string, message: string, rest: Partial<Refusal> = {}): Refusal => ({
  scope: 'run',
  code,
  message,
  hint: 'Make the plan again and have it agreed again.',
  ...rest,
});

const said = (flags: readonly string[]): string =>
  flags.length === 0 ? 'none of the options that decide what a plan does' : `\`${flags.join(' ')}\``;

/** Other options explain every rule that only one of the plans touches: what the workspace has is not to blame. */
const otherFlags = (saved: PlanBinding, now: PlanBinding): Refusal | undefined =>
  digestOf([...saved.flags]) === digestOf([...now.flags])
    ? undefined
    : refusal(
        'plan-other-options',
        `The plan was made with ${said(saved.flags)}, and this run has ${said(now.flags)}.`,
        {
          hint: 'Give the options that the plan was made with, or make it again and have it agreed again.',
        },
      );

const movedOf = (
  saved: SavedPlan,
  fresh: readonly Touched[],
  flags: 'the same flags' | 'other flags',
): readonly Refusal[] => {
  const now = new Map(fresh.map((item) => [refKey(item), item]));
  const then = new Set(saved.touched.map(refKey));
  const moved = saved.touched.flatMap((item): readonly Refusal[] => {
    const other = now.get(refKey(item));
    const about = { type: item.type, id: item.id, displayName: item.name };
    if (other === undefined && flags === 'other flags') return [];
    const what =
      other === undefined
        ? 'the workspace is no longer as it was, and nothing is left to do for it'
        : item.body !== other.body
          ? 'it was changed in the workspace after the plan was made'
          : item.marker !== other.marker
            ? 'its ownership marker was changed after the plan was made'
            : undefined;
    return what === undefined ? [] : [refusal('plan-outdated', `"${item.name}" (${item.id}): ${what}.`, about)];
  });
  const added = fresh
    .filter((item) => flags === 'the same flags' && !then.has(refKey(item)))
    .map(({ type, id, name }) =>
      refusal('plan-outdated', `"${name}" (${id}): now it would be touched too, and the plan does not hold it.`, {
        type,
        id,
        displayName: name,
      }),
    );
  return [...moved, ...added];
};

/** What to say of a plan that was made for another workspace than this one; undefined where it is the same. */
export const otherWorkspace = (saved: Pick<SavedPlan, 'target' | 'workspace'>, fresh: Plan): string | undefined =>
  digestOf(saved.target) === digestOf(targetOf(fresh))
    ? undefined
    : `The plan was made for the workspace ${saved.workspace} (${JSON.stringify(saved.target['workspaceName'] ?? null)}), not for ${fresh.workspace} (${fresh.target.workspaceName}).`;

const hours = (milliseconds: number): string => `${Math.round(milliseconds / 360_000) / 10} h`;

/**
 * Why a saved plan cannot be executed: `fresh` is the plan made just now from the checkout and the workspace. Empty when
 * both would do the same to the same. An etag that moved over an equal body does not count. Times are in milliseconds.
 */
export const verifySavedPlan = (
  saved: SavedPlan,
  fresh: Plan,
  binding: PlanBinding,
  context: { readonly typeOf: TypeOf; readonly now: number; readonly maxAge?: number },
): readonly Refusal[] => {
  const maxAge = context.maxAge ?? savedPlanAge;
  const age = context.now - saved.created;
  const refusals: Refusal[] = [];
  if (age > maxAge)
    refusals.push(
      refusal(
        'plan-too-old',
        `The plan was made ${hours(age)} ago; it holds for ${hours(maxAge)} (limits.planHours in picket.yaml).`,
      ),
    );
  if (age < 0) refusals.push(refusal('plan-too-old', 'The plan says that it was made in the future; check the clock.'));
  const elsewhere = otherWorkspace(saved, fresh);
  if (elsewhere !== undefined) refusals.push(refusal('plan-other-workspace', elsewhere));
  if (saved.binding.toolVersion !== binding.toolVersion)
    refusals.push(
      refusal(
        'plan-other-version',
        `The plan was made by Picket ${saved.binding.toolVersion}; this is ${binding.toolVersion}.`,
      ),
    );
  const others = Object.entries(saved.binding.apiVersions).some(
    ([collection, version]) => binding.apiVersions[collection] !== version,
  );
  if (others) refusals.push(refusal('plan-other-version', 'The plan was made with other api-versions.'));
  if (refusals.length > 0) return refusals;
  const flags = otherFlags(saved.binding, binding);
  const moved = movedOf(
    saved,
    fresh.changes.map((change) => touchedOf(change, context.typeOf)),
    flags === undefined ? 'the same flags' : 'other flags',
  );
  const content =
    saved.binding.content === binding.content
      ? []
      : [refusal('plan-other-content', 'The content in the checkout is not what the plan was made from.')];
  if (moved.length + content.length > 0) return [...content, ...moved];
  const entries = (set: SavedPlan['changeSet']): string => digestOf(set.map((entry) => ({ ...entry })));
  if (entries(saved.changeSet) === entries(changeSet(fresh))) return [];
  return [flags ?? refusal('plan-outdated', 'The same checkout and workspace now give other changes.')];
};
