import type { JsonScalar } from '../../core/json.ts';
import type { Kind } from './model.ts';

/**
 * How a place of an alert rule's ARM body compares. `exact`: as it is; `duration`: by length; `query` and
 * `description`: as the service is given them; `id`: without case; `instant`: by the moment, and only while it is ahead;
 * `ignored`: set by the service; `set`: a list whose order means nothing; `map`: any keys, texts as values.
 * A `default` is what the service fills in: absent and default are the same.
 */
export type Shape =
  | { readonly is: 'exact' | 'duration'; readonly default?: JsonScalar }
  | { readonly is: 'query' | 'description' | 'id' | 'instant' | 'ignored' | 'map' }
  | { readonly is: 'set'; readonly of: Shape; readonly repeats: 'count' | 'ignored' }
  | ObjectShape;

export type ObjectShape = { readonly is: 'object'; readonly members: Readonly<Record<string, Shape>> };

const exact: Shape = { is: 'exact' };
const ignored: Shape = { is: 'ignored' };
const withDefault = (value: JsonScalar): Shape => ({ is: 'exact', default: value });
const object = (members: Readonly<Record<string, Shape>>): ObjectShape => ({ is: 'object', members });
const names: Shape = { is: 'set', of: exact, repeats: 'ignored' };
/** Two equal entity mappings are two, so repeats of a structure count. */
const setOf = (members: Readonly<Record<string, Shape>>): Shape => ({
  is: 'set',
  of: object(members),
  repeats: 'count',
});

/** How alerts are grouped into incidents. */
export const shapeOfGrouping = object({
  enabled: withDefault(false),
  reopenClosedIncident: withDefault(false),
  lookbackDuration: { is: 'duration', default: 'PT5H' },
  matchingMethod: withDefault('AllEntities'),
  groupByEntities: names,
  groupByAlertDetails: names,
  groupByCustomDetails: names,
});

const incidentConfiguration = object({
  createIncident: withDefault(true),
  groupingConfiguration: shapeOfGrouping,
});

const alertDetailsOverride = object({
  alertDisplayNameFormat: exact,
  alertDescriptionFormat: exact,
  alertTacticsColumnName: exact,
  alertSeverityColumnName: exact,
  alertDynamicProperties: setOf({ alertProperty: exact, value: exact }),
});

const queryRule = {
  displayName: exact,
  description: { is: 'description' },
  enabled: withDefault(true),
  severity: exact,
  query: { is: 'query' },
  suppressionEnabled: withDefault(false),
  suppressionDuration: { is: 'duration' },
  tactics: names,
  techniques: names,
  subTechniques: names,
  alertRuleTemplateName: { is: 'id' },
  templateVersion: exact,
  startTimeUtc: { is: 'instant' },
  entityMappings: setOf({ entityType: exact, fieldMappings: setOf({ identifier: exact, columnName: exact }) }),
  sentinelEntitiesMappings: setOf({ columnName: exact }),
  customDetails: { is: 'map' },
  alertDetailsOverride,
  eventGroupingSettings: object({ aggregationKind: withDefault('SingleAlert') }),
  incidentConfiguration,
  lastModifiedUtc: ignored,
} as const satisfies Readonly<Record<string, Shape>>;

/** What the service fills in from the template of a built-in rule; it refuses to be given it. */
const fromTemplate = {
  description: ignored,
  severity: ignored,
  tactics: ignored,
  techniques: ignored,
  subTechniques: ignored,
  lastModifiedUtc: ignored,
} as const satisfies Readonly<Record<string, Shape>>;

const builtIn = { alertRuleTemplateName: { is: 'id' }, enabled: withDefault(true) } as const;

const severityFilters = object({
  isSupported: ignored,
  filters: setOf({ severity: exact, enabled: exact }),
});

const properties: Readonly<Record<Kind, Readonly<Record<string, Shape>>>> = {
  Scheduled: {
    ...queryRule,
    queryFrequency: { is: 'duration' },
    queryPeriod: { is: 'duration' },
    triggerOperator: exact,
    triggerThreshold: exact,
  },
  NRT: queryRule,
  MicrosoftSecurityIncidentCreation: {
    displayName: exact,
    description: { is: 'description' },
    enabled: withDefault(true),
    productFilter: exact,
    severitiesFilter: names,
    displayNamesFilter: names,
    displayNamesExcludeFilter: names,
    alertRuleTemplateName: { is: 'id' },
    lastModifiedUtc: ignored,
  },
  Fusion: {
    ...fromTemplate,
    displayName: ignored,
    ...builtIn,
    sourceSettings: setOf({
      sourceName: exact,
      enabled: exact,
      sourceSubTypes: setOf({
        sourceSubTypeName: exact,
        sourceSubTypeDisplayName: ignored,
        enabled: exact,
        severityFilters,
      }),
    }),
    scenarioExclusionPatterns: setOf({ exclusionPattern: exact, dateAddedInUTC: exact }),
  },
  MLBehaviorAnalytics: { ...fromTemplate, displayName: ignored, ...builtIn },
  ThreatIntelligence: { ...fromTemplate, displayName: exact, ...builtIn },
};

const envelope = {
  kind: exact,
  etag: ignored,
  id: ignored,
  name: ignored,
  type: ignored,
  systemData: ignored,
} as const;

/**
 * The shape of a whole body of the given kind. Source: Microsoft's REST specification of alert rules up to
 * 2025-10-01-preview; the defaults as portal exports (GET, 2023-12-01-preview) show them.
 */
export const shapeOf = (kind: Kind): ObjectShape => object({ ...envelope, properties: object(properties[kind]) });

/** For a kind that Picket does not know: only the envelope, so that everything else is unknown and kept. */
export const unknownKindShape: ObjectShape = object({
  ...envelope,
  properties: object({ lastModifiedUtc: ignored }),
});
