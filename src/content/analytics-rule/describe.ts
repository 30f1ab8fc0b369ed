import type { Described, Ownership, Schedule, SigmaSource } from '../../core/described.ts';
import { lengthInWords } from '../../core/duration.ts';
import { filledText, isObject, type JsonObject } from '../../core/json.ts';
import type { AnalyticsRule, QueryRuleFields } from './model.ts';

const grouping = ({ incidentConfiguration }: QueryRuleFields): readonly string[] => {
  if (incidentConfiguration === undefined) return ['Each alert makes an incident of its own.'];
  if (!incidentConfiguration.createIncident) return ['Alerts make no incident.'];
  const group = incidentConfiguration.groupingConfiguration;
  if (group === undefined || !group.enabled) return ['Each alert makes an incident of its own.'];
  const by = [
    ...group.groupByEntities.map((entity) => `entity ${entity}`),
    ...group.groupByAlertDetails.map((detail) => `alert detail ${detail}`),
    ...group.groupByCustomDetails.map((detail) => `custom detail ${detail}`),
  ];
  const matching =
    group.matchingMethod === 'AllEntities'
      ? 'all of their entities are the same'
      : group.matchingMethod === 'AnyAlert'
        ? 'they come from this rule, whatever is in them'
        : `these are the same: ${by.join(', ')}`;
  return [
    `Alerts within ${lengthInWords(group.lookbackDuration)} join one incident if ${matching}.`,
    ...(group.reopenClosedIncident ? ['A closed incident is opened again when another alert joins it.'] : []),
  ];
};

const handlingOf = (rule: QueryRuleFields): readonly string[] => [
  rule.eventGroupingSettings?.aggregationKind === 'AlertPerResult'
    ? 'Each row of the result makes an alert.'
    : 'All rows of a run make one alert.',
  ...grouping(rule),
  rule.suppressionEnabled
    ? `After an alert the rule pauses for ${lengthInWords(rule.suppressionDuration)}.`
    : 'The rule goes on running after an alert.',
  ...(rule.startTimeUtc === undefined ? [] : [`The first run is not before ${rule.startTimeUtc}.`]),
];

/** What `picket import sigma` leaves in a rule's file. */
const sigmaSource = (metadata: JsonObject | undefined): SigmaSource | undefined => {
  const sigma = metadata?.['sigma'];
  if (!isObject(sigma)) return undefined;
  const text = (key: string): string | undefined => {
    const value = Object.hasOwn(sigma, key) ? sigma[key] : undefined;
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  return {
    id: text('id'),
    title: text('title'),
    author: text('author'),
    license: text('license'),
    path: text('path'),
  };
};

/** Who answers for a rule, as its metadata says. */
export const ownershipOf = (metadata: JsonObject | undefined): Ownership => {
  const text = (key: keyof Ownership): string | undefined => filledText(metadata?.[key])?.trim();
  return { owner: text('owner'), runbook: text('runbook'), reviewed: text('reviewed') };
};

const noAlert = {
  title: undefined,
  description: undefined,
  severityColumn: undefined,
  tacticsColumn: undefined,
  properties: [],
} as const;

const common = (rule: AnalyticsRule) => ({
  id: rule.id,
  kind: rule.kind,
  enabled: rule.enabled,
  connectors: rule.requiredDataConnectors.map(({ connectorId, dataTypes }) => ({ id: connectorId, dataTypes })),
  tags: rule.tags,
  status: rule.status,
  version: rule.version,
  author: rule.author,
  origin: rule.originalUri,
  sigma: sigmaSource(rule.metadata),
  ...ownershipOf(rule.metadata),
});

const withoutQuery = {
  severity: undefined,
  tactics: [],
  techniques: [],
  schedule: undefined,
  entities: [],
  entityColumns: [],
  customDetails: [],
  alert: noAlert,
} as const;

const scheduleOf = (rule: Extract<AnalyticsRule, QueryRuleFields>): Schedule =>
  rule.kind === 'NRT'
    ? { kind: 'near-real-time' }
    : {
        kind: 'scheduled',
        every: rule.queryFrequency,
        lookBack: rule.queryPeriod,
        operator: rule.triggerOperator,
        threshold: rule.triggerThreshold,
      };

const queryRuleTexts = (rule: Extract<AnalyticsRule, QueryRuleFields>): Described => ({
  ...common(rule),
  name: rule.name,
  description: rule.description,
  severity: rule.severity,
  tactics: rule.tactics,
  techniques: rule.techniques,
  schedule: scheduleOf(rule),
  entities: rule.entityMappings.map(({ entityType, fieldMappings }) => ({
    type: entityType,
    fields: fieldMappings.map(({ identifier, columnName }) => ({ identifier, column: columnName })),
  })),
  entityColumns: rule.sentinelEntitiesMappings.map(({ columnName }) => columnName),
  customDetails: Object.entries(rule.customDetails),
  alert: {
    title: rule.alertDetailsOverride?.alertDisplayNameFormat,
    description: rule.alertDetailsOverride?.alertDescriptionFormat,
    severityColumn: rule.alertDetailsOverride?.alertSeverityColumnName,
    tacticsColumn: rule.alertDetailsOverride?.alertTacticsColumnName,
    properties: (rule.alertDetailsOverride?.alertDynamicProperties ?? []).map(({ alertProperty, value }) => ({
      name: alertProperty,
      column: value,
    })),
  },
  handling: handlingOf(rule),
});

const listed = (label: string, values: readonly string[]): readonly string[] =>
  values.length === 0 ? [] : [`${label}: ${values.join(', ')}.`];

/** A rule of any kind in the catalogue's words. */
export const describe = (rule: AnalyticsRule): Described => {
  switch (rule.kind) {
    case 'Scheduled':
    case 'NRT':
      return queryRuleTexts(rule);
    case 'MicrosoftSecurityIncidentCreation':
      return {
        ...common(rule),
        ...withoutQuery,
        name: rule.name,
        description: rule.description,
        handling: [
          `Alerts of ${rule.productFilter} make incidents.`,
          ...listed('Only of severity', rule.severitiesFilter),
          ...listed('Only with one of these texts in their name', rule.displayNamesFilter),
          ...listed('Not with one of these texts in their name', rule.displayNamesExcludeFilter),
        ],
      };
    case 'Fusion':
    case 'MLBehaviorAnalytics':
    case 'ThreatIntelligence':
      return {
        ...common(rule),
        ...withoutQuery,
        name: rule.name ?? rule.kind,
        description: '',
        handling: [`Microsoft's own detection, from the template ${rule.alertRuleTemplateName}.`],
      };
  }
};
