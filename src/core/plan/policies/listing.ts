import type { Policy, Verdict } from '../../engine/change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refuseRun, rules } from '../plan-refusal.ts';

/** Refuses to prune where nobody can know what is gone: content that was read in part, or not at all. */
export const pruneGuard =
  (verdicts: readonly Verdict[], { content, prune }: Pick<PlanOptions, 'content' | 'prune'>): Policy =>
  (plan) => {
    if (prune === undefined || prune === 'off') return plan;
    const gone = verdicts.filter(
      ({ state, live }) => state === 'gone' || (state === 'invalid' && live !== undefined),
    ).length;
    if (content !== 'complete')
      return refuseRun(plan, {
        code: 'prune-partial',
        message: `${content.broken} of ${content.files} files ${content.broken === 1 ? 'has' : 'have'} errors, so nobody can tell which rules git no longer has (${rules(gone)} of this project would be without a file): nothing is pruned.`,
        hint: 'Mend the files named above, then run with --prune again.',
      });
    if (verdicts.every(({ desired }) => desired === undefined))
      return refuseRun(plan, {
        code: 'prune-empty',
        message: 'There is not one rule in the content folders: nothing is pruned.',
        hint: `Check the content folders in picket.yaml and the selection of this workspace. Run without --prune to leave the ${rules(gone)} alone that git does not have.`,
      });
    return plan;
  };

/** So many marked rules, or this part of them, may be missing from the list before it is not believed. */
export const missingLimits = { count: 3, share: 0.1 } as const;

export type MissingRules = {
  /** Rules that a marker of this project stands beside. */
  readonly marked: number;
  /** Those of them that the list of rules does not have. */
  readonly missing: number;
};

/** How much of what this project deployed a list of rules shows. */
export const missingRules = (verdicts: readonly Verdict[]): MissingRules => {
  const absent = verdicts.filter(({ state }) => state === 'missing' || state === 'orphan').length;
  const present = verdicts.filter(({ live, record }) => live !== undefined && record !== undefined).length;
  return { marked: present + absent, missing: absent };
};

/** True where so many rules are missing that the list may not be whole. */
export const isDoubtful = ({ marked, missing }: MissingRules): boolean =>
  missing > Math.max(missingLimits.count, marked * missingLimits.share);

/**
 * Refuses the whole run where more marked rules are missing from the list than somebody is likely to have deleted: a list
 * that is not whole would have every rule that it lacks created again, over what runs. Plan and drift still show what
 * they see. `--allow-missing N` replaces the limit.
 */
export const listing =
  (verdicts: readonly Verdict[], { allow }: Pick<PlanOptions, 'allow'>): Policy =>
  (plan) => {
    const found = missingRules(verdicts);
    const { marked, missing } = found;
    if (allow?.missing === undefined ? !isDoubtful(found) : missing <= allow.missing) return plan;
    const limit =
      allow?.missing === undefined
        ? 'the list may not be whole, and then every one of them would be written over what runs'
        : `--allow-missing allows ${allow.missing}`;
    return refuseRun(plan, {
      code: 'listing-incomplete',
      message: `${missing} of the ${rules(marked)} that this project deployed are missing from the workspace's list; ${limit}.`,
      hint: `Look into the workspace. If they were deleted there: --allow-missing ${missing}.`,
    });
  };
