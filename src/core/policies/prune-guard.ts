import type { Policy, Verdict } from '../change.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refuseRun, rules } from './refuse.ts';

/** Refuses to prune where nobody can know what is gone: content that was read in part, or not at all. */
export const pruneGuard =
  (verdicts: readonly Verdict[], { content, prune }: Pick<PlanOptions, 'content' | 'prune'>): Policy =>
  (plan) => {
    if (prune === undefined || prune === 'off') return plan;
    const gone = verdicts.filter(({ state }) => state === 'gone').length;
    const hint = `Run without --prune to leave the ${rules(gone)} alone that git does not have.`;
    if (content === 'partial')
      return refuseRun(plan, {
        code: 'prune-partial',
        message:
          'The content was not read completely, so nobody can tell which rules git no longer has: nothing is pruned.',
        hint: `Mend the files named above. ${hint}`,
      });
    if (verdicts.every(({ desired }) => desired === undefined))
      return refuseRun(plan, {
        code: 'prune-empty',
        message: 'There is not one rule in the content folders: nothing is pruned.',
        hint: `Check the content folders in picket.yaml and the selection of this workspace. ${hint}`,
      });
    return plan;
  };
