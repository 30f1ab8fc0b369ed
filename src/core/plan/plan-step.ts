import { acceptanceOf, isAccepted } from '../engine/accepted-drift.ts';
import type { Verdict, VerdictState } from '../engine/change.ts';
import { fieldOf } from '../engine/diff.ts';
import { chooses, type PlanOptions } from './plan-options.ts';
import { withOverride } from './plan-overrides.ts';
import { isOnlyOff, offSince, refusalOf, fieldNames } from './plan-refusal.ts';
import { adoptOf, createOf, refreshOf, settled, switched, updateOf, type Step } from './plan-writes.ts';
import { deleteOf, disableOf, sweepOf } from './plan-removals.ts';
import type { JsonPointer } from '../pointer.ts';

export type { Step };

const adopts = (verdict: Verdict, { adopt }: PlanOptions): boolean => {
  const { state, owner, desired } = verdict;
  const ids = adopt?.ids;
  if (state === 'unowned') return chooses(ids, verdict, desired?.resource.name);
  if (ids !== 'all' && chooses(ids, verdict, desired?.resource.name)) return true;
  if (state === 'provenance') return adopt?.from?.includes('content-hub') === true;
  return owner?.toLowerCase() === 'repositories' && adopt?.from?.includes('repositories') === true;
};

const goneOf = (verdict: Verdict, options: PlanOptions): Step => {
  if (!prunes(options)) return settled;
  if (verdict.drifted === true && !chooses(options.overwrite, verdict)) return refusalOf(verdict, options);
  return options.prune === 'delete' ? deleteOf(verdict, options) : disableOf(verdict, options);
};

const none: ReadonlySet<JsonPointer> = new Set();

/** How the reason of a change ends that takes an edit in the workspace back. */
export const takenBack = 'overwritten as told';

const overwriteOf = (verdict: Verdict, options: PlanOptions): Step => {
  const differing = verdict.fields.filter(({ side }) => side !== 'converged');
  return updateOf(verdict, `${fieldNames(differing)}: ${takenBack}`, none, options);
};

const driftOf = (verdict: Verdict, options: PlanOptions): Step => {
  if (chooses(options.overwrite, verdict)) return overwriteOf(verdict, options);
  const acceptance = acceptanceOf(verdict, options.ignoreDrift, options.now);
  if (isAccepted(verdict, acceptance))
    return {
      kind: 'settled',
      notes: acceptance.entries.map(
        (entry) => `${verdict.displayName}: drift accepted until ${entry.expires}: ${entry.reason}`,
      ),
    };
  if (isOnlyOff(verdict) && options.tolerate?.includes('switched-off') === true)
    return { kind: 'settled', notes: [`${verdict.displayName}: ${offSince(verdict)}; it stays off.`] };
  return refusalOf(verdict, options);
};

const bothOf = (verdict: Verdict, options: PlanOptions): Step => {
  if (chooses(options.overwrite, verdict)) return overwriteOf(verdict, options);
  const theirs = verdict.fields.filter(({ side, cosmetic }) => side === 'theirs' && !cosmetic);
  const reason = `changed in git; what the workspace changed stays as it is there: ${fieldNames(theirs)}`;
  return updateOf(verdict, reason, new Set(theirs.map(({ at }) => fieldOf(at))), options);
};

/** Why a rule is switched on that the service switched off. */
export const reenabledAsTold = 'switched on again as told';

const reenabled = (verdict: Verdict, options: PlanOptions): Step =>
  verdict.autoDisabled !== undefined && switched(verdict, options).length > 0 && chooses(options.reenable, verdict)
    ? updateOf(verdict, reenabledAsTold, none, options)
    : settled;

const prunes = ({ prune }: PlanOptions): boolean => prune === 'delete' || prune === 'disable';

/** Nothing can be adopted without markers: a rule of somebody else's is written over by name, and by nothing less. */
const claimedUnmarked = (verdict: Verdict, options: PlanOptions): Step => {
  if (verdict.fields.every(({ cosmetic }) => cosmetic)) return settled;
  return options.overwrite !== 'all' && chooses(options.overwrite, verdict)
    ? overwriteOf(verdict, options)
    : refusalOf(verdict, options);
};

const claimedOf = (verdict: Verdict, options: PlanOptions): Step => {
  if (verdict.desired === undefined) return { kind: 'unmanaged' };
  if (verdict.ownership === 'none') return claimedUnmarked(verdict, options);
  return adopts(verdict, options) ? adoptOf(verdict, options) : refusalOf(verdict, options);
};

/** Both sides made the same change, each in its own layout: an old record would make the next edit a conflict. */
const cosmeticOf = (verdict: Verdict, options: PlanOptions): Step => {
  if (options.cosmetic === 'include') return updateOf(verdict, 'spelled otherwise in git', none, options);
  const step = reenabled(verdict, options);
  return step === settled && verdict.fields.some(({ side }) => side === 'conflict')
    ? refreshOf(
        verdict,
        'git and workspace agree again but for white space and comments: only the marker is written',
        options,
      )
    : step;
};

const unownedReason = ({ fields }: Verdict): string => {
  const but = fields.length === 0 ? '' : ` but for white space and comments (${fieldNames(fields)})`;
  return `git and workspace agree${but}, and nobody owns it: only the marker is written`;
};

const steps: Readonly<Record<VerdictState, (verdict: Verdict, options: PlanOptions) => Step>> = {
  'in-sync': reenabled,
  cosmetic: cosmeticOf,
  ours: (verdict, options) => updateOf(verdict, 'changed in git', none, options),
  both: bothOf,
  theirs: driftOf,
  conflict: driftOf,
  converged: (verdict, options) =>
    refreshOf(verdict, 'git and workspace agree again: only the marker is written', options),
  identical: (verdict, options) => refreshOf(verdict, unownedReason(verdict), options),
  unowned: claimedOf,
  provenance: claimedOf,
  foreign: claimedOf,
  unmanaged: () => ({ kind: 'unmanaged' }),
  new: createOf,
  missing: createOf,
  gone: goneOf,
  invalid: () => settled,
  unclear: (verdict, options) =>
    verdict.desired !== undefined || prunes(options) ? refusalOf(verdict, options) : settled,
  orphan: (verdict, options) => (prunes(options) ? sweepOf(verdict) : settled),
};

/** What is to be done about one rule, before any policy over the whole plan. */
export const stepOf = (verdict: Verdict, options: PlanOptions): Step =>
  withOverride(steps[verdict.state](verdict, options), verdict, options);
