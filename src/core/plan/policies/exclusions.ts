import type { Policy } from '../../engine/change.ts';
import { sameRef } from '../../ref.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refuseChanges } from '../plan-refusal.ts';

/** Refuses what would change content that is to stay as it runs. */
export const held =
  ({ held: content = [] }: Pick<PlanOptions, 'held'>): Policy =>
  (plan) =>
    refuseChanges(plan, (change) => {
      const found = content.find((each) => sameRef(each, change));
      return found === undefined
        ? undefined
        : {
            code: 'exclusion-ended',
            message: `${found.reason} It stays as it runs.`,
            hint: 'Take the exclusion out, or give it another end.',
          };
    });

/** Warns on each change of content whose exclusions do not stand at the end of its query. */
export const movedExclusions =
  ({ moved = [] }: Pick<PlanOptions, 'moved'>): Policy =>
  (plan) => ({
    ...plan,
    changes: plan.changes.map((change) =>
      moved.some((ref) => sameRef(ref, change)) && change.action !== 'delete'
        ? {
            ...change,
            warnings: [
              ...change.warnings,
              'The exclusions stand at `// picket: exclusions` and not at the end of the query, so they may also add rows.',
            ],
          }
        : change,
    ),
  });
