import type { PlanOptions } from '../../core/plan/plan-options.ts';

/** What a person chose about a plan, as options give it; undefined means the default. */
export type PlanChoices = Pick<
  PlanOptions,
  | 'only'
  | 'onlyTypes'
  | 'prune'
  | 'overwrite'
  | 'adopt'
  | 'reenable'
  | 'skipped'
  | 'invalid'
  | 'cosmetic'
  | 'tolerate'
  | 'approvedChangeSet'
  | 'allow'
>;
