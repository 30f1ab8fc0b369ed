import type { Policy, Verdict } from '../../engine/change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refuseRun, rules } from './refuse.ts';

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
