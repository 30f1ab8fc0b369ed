import {
  scheduleKeys,
  type AnalyticsRule,
  type AnalyticsRuleDraft,
  type BuiltInRule,
  type IncidentCreationRule,
  type QueryRuleFields,
} from './model.ts';
import { present } from './present.ts';

const defaultSuppression = 5 * 60 * 60 * 1000;

/** Keys of the file whose value reaches Azure, by the part of the model they belong to. */
const commonKeys = ['kind', 'id', 'enabled', 'alertRuleTemplateName'];
const queryRuleKeys = [
  ...commonKeys,
  'name',
  'description',
  'severity',
  'query',
  'tactics',
  'relevantTechniques',
  'techniques',
  'entityMappings',
  'sentinelEntitiesMappings',
  'customDetails',
  'alertDetailsOverride',
  'eventGroupingSettings',
  'incidentConfiguration',
  'suppressionEnabled',
  'suppressionDuration',
  'templateVersion',
  'startTimeUtc',
  ...scheduleKeys,
];
const incidentCreationKeys = [
  ...commonKeys,
  'name',
  'description',
  'productFilter',
  'displayNamesFilter',
  'displayNamesExcludeFilter',
  'severitiesFilter',
];
const builtInKeys = [...commonKeys, 'name', 'sourceSettings', 'scenarioExclusionPatterns'];

const isSound = (draft: AnalyticsRuleDraft, keys: readonly string[]): boolean => {
  const invalid = draft.invalid ?? [];
  const versionSent = draft.alertRuleTemplateName !== undefined && draft.templateVersion === undefined;
  return !invalid.some((key) => keys.includes(key) || (versionSent && key === 'version'));
};

const common = (draft: AnalyticsRuleDraft, id: string): Pick<BuiltInRule, 'id' | 'enabled' | 'documentation'> => ({
  id,
  enabled: draft.enabled ?? true,
  documentation: draft.documentation ?? { tags: [], requiredDataConnectors: [] },
});

const queryFields = (draft: AnalyticsRuleDraft): QueryRuleFields | undefined => {
  const { id, name, severity, query } = draft;
  if (id === undefined || name === undefined || severity === undefined || query === undefined) return undefined;
  return {
    ...common(draft, id),
    name,
    description: draft.description ?? '',
    severity,
    query,
    tactics: draft.tactics ?? [],
    techniques: draft.techniques ?? [],
    entityMappings: draft.entityMappings ?? [],
    sentinelEntitiesMappings: draft.sentinelEntitiesMappings ?? [],
    customDetails: draft.customDetails ?? {},
    suppressionEnabled: draft.suppressionEnabled ?? false,
    suppressionDuration: draft.suppressionDuration ?? defaultSuppression,
    ...present({
      alertDetailsOverride: draft.alertDetailsOverride,
      aggregationKind: draft.aggregationKind,
      incidentConfiguration: draft.incidentConfiguration,
      alertRuleTemplateName: draft.alertRuleTemplateName,
      templateVersion: draft.templateVersion,
      startTimeUtc: draft.startTimeUtc,
    }),
  };
};

const scheduled = (draft: AnalyticsRuleDraft): AnalyticsRule | undefined => {
  const fields = queryFields(draft);
  const { queryFrequency, queryPeriod, triggerOperator, triggerThreshold } = draft;
  if (fields === undefined || queryFrequency === undefined || queryPeriod === undefined) return undefined;
  if (triggerOperator === undefined || triggerThreshold === undefined) return undefined;
  return { kind: 'Scheduled', ...fields, queryFrequency, queryPeriod, triggerOperator, triggerThreshold };
};

/** An NRT rule with a schedule is contradictory: leaving the schedule out would not be what the author wrote. */
const nrt = (draft: AnalyticsRuleDraft): AnalyticsRule | undefined => {
  const fields = queryFields(draft);
  if (fields === undefined || scheduleKeys.some((key) => draft[key] !== undefined)) return undefined;
  return { kind: 'NRT', ...fields };
};

const incidentCreation = (draft: AnalyticsRuleDraft): IncidentCreationRule | undefined => {
  const { id, name, productFilter } = draft;
  if (id === undefined || name === undefined || productFilter === undefined) return undefined;
  return {
    kind: 'MicrosoftSecurityIncidentCreation',
    ...common(draft, id),
    name,
    description: draft.description ?? '',
    productFilter,
    displayNamesFilter: draft.displayNamesFilter ?? [],
    displayNamesExcludeFilter: draft.displayNamesExcludeFilter ?? [],
    severitiesFilter: draft.severitiesFilter ?? [],
    ...present({ alertRuleTemplateName: draft.alertRuleTemplateName }),
  };
};

const builtIn = (draft: AnalyticsRuleDraft, kind: BuiltInRule['kind']): BuiltInRule | undefined => {
  const { id, name, alertRuleTemplateName } = draft;
  if (id === undefined || alertRuleTemplateName === undefined) return undefined;
  if (kind === 'ThreatIntelligence' && name === undefined) return undefined;
  const { sourceSettings, scenarioExclusionPatterns } = draft;
  return {
    kind,
    ...common(draft, id),
    alertRuleTemplateName,
    ...present({ name, sourceSettings, scenarioExclusionPatterns }),
  };
};

/**
 * The whole rule with every default explicit; undefined while a field that the kind needs is missing, a field that is
 * sent has a value that is not valid, or an NRT rule has a schedule. The schema and the lint rules say why.
 */
export const complete = (draft: AnalyticsRuleDraft): AnalyticsRule | undefined => {
  switch (draft.kind) {
    case 'Scheduled':
      return isSound(draft, queryRuleKeys) ? scheduled(draft) : undefined;
    case 'NRT':
      return isSound(draft, queryRuleKeys) ? nrt(draft) : undefined;
    case 'MicrosoftSecurityIncidentCreation':
      return isSound(draft, incidentCreationKeys) ? incidentCreation(draft) : undefined;
    default:
      return isSound(draft, builtInKeys) ? builtIn(draft, draft.kind) : undefined;
  }
};
