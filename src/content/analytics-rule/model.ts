import type { JsonObject } from '../../core/json.ts';

export const kinds = [
  'Scheduled',
  'NRT',
  'MicrosoftSecurityIncidentCreation',
  'Fusion',
  'MLBehaviorAnalytics',
  'ThreatIntelligence',
] as const;
export type Kind = (typeof kinds)[number];

export const severities = ['Informational', 'Low', 'Medium', 'High'] as const;
export type RuleSeverity = (typeof severities)[number];

export const triggerOperators = ['GreaterThan', 'LessThan', 'Equal', 'NotEqual'] as const;
export type TriggerOperator = (typeof triggerOperators)[number];

/** The tactics that the service knows. Source: the REST specification of alert rules, enum AttackTactic, 2025-10-01-preview. */
export const tactics = [
  'Reconnaissance',
  'ResourceDevelopment',
  'InitialAccess',
  'Execution',
  'Persistence',
  'PrivilegeEscalation',
  'DefenseEvasion',
  'CredentialAccess',
  'Discovery',
  'LateralMovement',
  'Collection',
  'Exfiltration',
  'CommandAndControl',
  'Impact',
  'PreAttack',
  'ImpairProcessControl',
  'InhibitResponseFunction',
] as const;
export type Tactic = (typeof tactics)[number];

/** What an NRT rule must not have: it runs every minute and triggers on any result. */
export const scheduleKeys = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'] as const;

export type FieldMapping = { readonly identifier: string; readonly columnName: string };
export type EntityMapping = { readonly entityType: string; readonly fieldMappings: readonly FieldMapping[] };

export type AlertDetailsOverride = {
  readonly alertDisplayNameFormat?: string;
  readonly alertDescriptionFormat?: string;
  readonly alertTacticsColumnName?: string;
  readonly alertSeverityColumnName?: string;
  readonly alertDynamicProperties?: readonly { readonly alertProperty: string; readonly value: string }[];
};

export type GroupingConfiguration = {
  readonly enabled: boolean;
  readonly reopenClosedIncident: boolean;
  /** Milliseconds. */
  readonly lookbackDuration: number;
  readonly matchingMethod: string;
  readonly groupByEntities: readonly string[];
  readonly groupByAlertDetails: readonly string[];
  readonly groupByCustomDetails: readonly string[];
};

export type IncidentConfiguration = { readonly createIncident: boolean; readonly grouping?: GroupingConfiguration };

/** What only documents the rule: read for lint, docs and search, never sent. */
export type Documentation = {
  readonly version?: string;
  readonly status?: string;
  readonly author?: string;
  readonly originalUri?: string;
  readonly tags: readonly string[];
  readonly requiredDataConnectors: readonly { readonly connectorId: string; readonly dataTypes: readonly string[] }[];
  readonly metadata?: JsonObject;
};

type Common = {
  readonly id: string;
  readonly enabled: boolean;
  readonly documentation: Documentation;
};

/** What the rules with a query of their own share. Durations are milliseconds, lists are never absent. */
export type QueryRuleFields = Common & {
  readonly name: string;
  readonly description: string;
  readonly severity: RuleSeverity;
  readonly query: string;
  readonly tactics: readonly string[];
  /** As written: `T1098`, `T1098.003`. */
  readonly techniques: readonly string[];
  readonly entityMappings: readonly EntityMapping[];
  readonly sentinelEntitiesMappings: readonly { readonly columnName: string }[];
  readonly customDetails: Readonly<Record<string, string>>;
  readonly alertDetailsOverride?: AlertDetailsOverride;
  readonly aggregationKind?: 'SingleAlert' | 'AlertPerResult';
  readonly incidentConfiguration?: IncidentConfiguration;
  readonly suppressionEnabled: boolean;
  /** Milliseconds. */
  readonly suppressionDuration: number;
  readonly alertRuleTemplateName?: string;
  readonly templateVersion?: string;
  /** ISO 8601, as written. */
  readonly startTimeUtc?: string;
};

export type ScheduledRule = QueryRuleFields & {
  readonly kind: 'Scheduled';
  /** Milliseconds. */
  readonly queryFrequency: number;
  /** Milliseconds. */
  readonly queryPeriod: number;
  readonly triggerOperator: TriggerOperator;
  readonly triggerThreshold: number;
};

export type NrtRule = QueryRuleFields & { readonly kind: 'NRT' };

export type IncidentCreationRule = Common & {
  readonly kind: 'MicrosoftSecurityIncidentCreation';
  readonly name: string;
  readonly description: string;
  readonly productFilter: string;
  readonly displayNamesFilter: readonly string[];
  readonly displayNamesExcludeFilter: readonly string[];
  readonly severitiesFilter: readonly string[];
  readonly alertRuleTemplateName?: string;
};

/** Built-in rules: Azure takes a template, a switch and (Fusion) its source settings; the rest is read-only. */
export type BuiltInRule = Common & {
  readonly kind: 'Fusion' | 'MLBehaviorAnalytics' | 'ThreatIntelligence';
  readonly name?: string;
  readonly alertRuleTemplateName: string;
  readonly sourceSettings?: readonly JsonObject[];
  readonly scenarioExclusionPatterns?: readonly JsonObject[];
};

/** An analytics rule with every default explicit. */
export type AnalyticsRule = ScheduledRule | NrtRule | IncidentCreationRule | BuiltInRule;

/**
 * Distributes over all kinds: the fields that are present and valid, whatever the kind turns out to be. A field is
 * taken whole or not at all, so that an index in the draft is the index in the file.
 */
export type AnalyticsRuleDraft = Partial<
  Omit<ScheduledRule, 'kind'> & Omit<IncidentCreationRule, 'kind'> & Omit<BuiltInRule, 'kind' | 'name'>
> & {
  readonly kind: Kind;
  /** Keys of the file that have a value which is not valid, hence no field here; such a rule is never completed. */
  readonly invalid?: readonly string[];
};
