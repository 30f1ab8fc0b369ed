import { withDefaults } from '../../core/fields/field-table.ts';
import { fields, type RuleValues } from './fields.ts';
import type { Kind } from './kinds.ts';
import type { AnalyticsRule, AnalyticsRuleDraft } from './model.ts';

type Whole = Partial<RuleValues> & { readonly kind: Kind };

/** What the table has completed has what the table says of its kind. */
const isRule = (whole: Whole | undefined): whole is AnalyticsRule => whole !== undefined;

/**
 * The whole rule with every default explicit; undefined while a field that the kind needs is missing, a field that is
 * sent has a value that is not valid, or the rule has a field that its kind cannot have. The schema and the lint rules
 * say why.
 */
export const complete = (draft: AnalyticsRuleDraft): AnalyticsRule | undefined => {
  const { kind, invalid = [] } = draft;
  // The version of a linked template is the rule's own, which then is sent.
  const versionSent = draft.alertRuleTemplateName !== undefined && draft.templateVersion === undefined;
  if (versionSent && invalid.includes('version')) return undefined;
  const values = withDefaults(fields, kind, draft, invalid);
  const whole = values === undefined ? undefined : { ...values, kind };
  return isRule(whole) ? whole : undefined;
};
