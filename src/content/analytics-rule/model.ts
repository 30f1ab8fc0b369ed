import type { RuleOf, RuleValues } from './fields.ts';
import type { Kind } from './kinds.ts';

/** Durations are milliseconds; lists of a rule that has them are never absent. */
export type ScheduledRule = RuleOf<'Scheduled'>;
export type NrtRule = RuleOf<'NRT'>;
/** What the rules with a query of their own share. */
export type QueryRuleFields = ScheduledRule | NrtRule;
export type IncidentCreationRule = RuleOf<'MicrosoftSecurityIncidentCreation'>;
/** Built-in rules: Azure takes a template, a switch and (Fusion) its source settings; the rest is read-only. */
export type BuiltInRule = RuleOf<'Fusion'> | RuleOf<'MLBehaviorAnalytics'> | RuleOf<'ThreatIntelligence'>;

/** An analytics rule with every default explicit. */
export type AnalyticsRule = ScheduledRule | NrtRule | IncidentCreationRule | BuiltInRule;

/**
 * The fields that are present and valid, whatever the kind turns out to be. A field is taken whole or not at all, so that
 * an index in the draft is the index in the file.
 */
export type AnalyticsRuleDraft = Partial<RuleValues> & {
  readonly kind: Kind;
  /** Keys of the file that have a value which is not valid, hence no field here; such a rule is never completed. */
  readonly invalid?: readonly string[];
};

export * from './kinds.ts';
