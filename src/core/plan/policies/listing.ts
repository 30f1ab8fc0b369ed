import type { Policy, Verdict } from '../../engine/change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { countedOf } from '../../text/phrase.ts';
import { countedOfTypes, refuseRun } from '../plan-refusal.ts';

/** Refuses to prune where nobody can know what is gone: content that was read in part, or not at all. */
export const pruneGuard =
  (
    verdicts: readonly Verdict[],
    { content, prune, typeOf }: Pick<PlanOptions, 'content' | 'prune' | 'typeOf'>,
  ): Policy =>
  (plan) => {
    if (prune === undefined || prune === 'off') return plan;
    const without = verdicts.filter(
      ({ state, live }) => state === 'gone' || (state === 'invalid' && live !== undefined),
    );
    const gone = countedOfTypes(without, { typeOf });
    if (content !== 'complete')
      return refuseRun(plan, {
        code: 'prune-partial',
        message: `${content.broken} of ${content.files} files ${content.broken === 1 ? 'has' : 'have'} errors, so nobody can tell what git no longer has (${gone} of this project would be without a file): nothing is pruned.`,
        hint: 'Mend the files named above, then run with --prune again.',
      });
    if (verdicts.every(({ desired }) => desired === undefined))
      return refuseRun(plan, {
        code: 'prune-empty',
        message: 'The content folders hold no content: nothing is pruned.',
        hint: `Check the content folders in picket.yaml and the selection of this workspace. Run without --prune to leave the ${gone} alone that git does not have.`,
      });
    return plan;
  };

/** So many marked resources of a type, or this part of them, may be missing from its list before it is not believed. */
export const missingLimits = { count: 3, share: 0.1 } as const;

type Missing = {
  readonly type: string;
  /** Resources of the type that a marker of this project stands beside. */
  readonly marked: number;
  /** Those of them that the list of the type does not have. */
  readonly missing: number;
};

/** How much of what this project deployed the list of each type shows: each is a list of its own. */
const missingByType = (verdicts: readonly Verdict[]): readonly Missing[] =>
  [...new Set(verdicts.map(({ type }) => type))].map((type) => {
    const own = verdicts.filter((verdict) => verdict.type === type);
    const missing = own.filter(({ state }) => state === 'missing' || state === 'orphan').length;
    const present = own.filter(({ live, record }) => live !== undefined && record !== undefined).length;
    return { type, marked: present + missing, missing };
  });

/** How many marked resources of any type no list has. */
export const missingCount = (verdicts: readonly Verdict[]): number =>
  missingByType(verdicts).reduce((sum, { missing }) => sum + missing, 0);

const isTooMany = ({ marked, missing }: Missing): boolean =>
  missing > Math.max(missingLimits.count, marked * missingLimits.share);

/** True where so many resources of a type are missing that its list may not be whole. */
export const isDoubtful = (verdicts: readonly Verdict[]): boolean => missingByType(verdicts).some(isTooMany);

/**
 * Refuses the whole run where more marked resources of a type are missing from its list than somebody is likely to have
 * deleted: a list that is not whole would have everything that it lacks created again, over what runs. Plan and drift still
 * show what they see. `--allow-missing N` replaces the limit, for each type.
 */
export const listing =
  (verdicts: readonly Verdict[], { allow, typeOf }: Pick<PlanOptions, 'allow' | 'typeOf'>): Policy =>
  (plan) => {
    const blown = missingByType(verdicts).filter((each) =>
      allow?.missing === undefined ? isTooMany(each) : each.missing > allow.missing,
    );
    const most = Math.max(...blown.map(({ missing }) => missing));
    const limit =
      allow?.missing === undefined
        ? 'the list may not be whole, and then every one of them would be written over what runs'
        : `--allow-missing allows ${allow.missing}`;
    return blown.reduce(
      (result, { type, marked, missing }) =>
        refuseRun(result, {
          code: 'listing-incomplete',
          message: `${missing} of the ${countedOf(marked, typeOf(type).words)} that this project deployed are missing from the workspace's list; ${limit}.`,
          hint: `Look into the workspace. If they were deleted there: --allow-missing ${most}.`,
        }),
      plan,
    );
  };
