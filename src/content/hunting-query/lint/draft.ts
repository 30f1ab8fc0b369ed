import type { ItemRule } from '../../../core/content-type.ts';
import type { AnalyticsRuleDraft } from '../../analytics-rule/model.ts';
import type { HuntingValues } from '../fields.ts';

/** The valid fields of a file; for the checks that both types share also as a rule with a query and without a schedule. */
export type HuntingDraft = AnalyticsRuleDraft & {
  readonly kind: 'NRT';
  readonly values: Partial<HuntingValues>;
  readonly invalid: readonly string[];
};

export type HuntingCheck = ItemRule<HuntingDraft>;
