import { canonicalJson, isArray, isObject, type JsonObject, type JsonScalar, type JsonValue } from '../../core/json.ts';
import {
  kinds,
  severities,
  triggerOperators,
  type AlertDetailsOverride,
  type AnalyticsRuleDraft,
  type Documentation,
  type EntityMapping,
  type FieldMapping,
  type GroupingConfiguration,
  type IncidentConfiguration,
  type Kind,
  type TriggerOperator,
} from './model.ts';
import { present } from './present.ts';
import {
  duration,
  filled,
  flag,
  integer,
  listOf,
  mapping,
  matching,
  membersOf,
  oneOf,
  shapedAs,
  text,
  type Members,
  type Reader,
} from './readers.ts';
import { instantOf } from './start-time.ts';
import { descriptionText, queryText } from './text.ts';

const fiveHours = 5 * 60 * 60 * 1000;

const shortOperators: Readonly<Record<string, TriggerOperator>> = {
  gt: 'GreaterThan',
  lt: 'LessThan',
  eq: 'Equal',
  ne: 'NotEqual',
};

const operator: Reader<TriggerOperator> = (value) =>
  typeof value === 'string' && Object.hasOwn(shortOperators, value)
    ? shortOperators[value]
    : oneOf(triggerOperators)(value);

/** The kind without regard to case: the schema names the slip, and the other checks still know what they look at. */
const kind: Reader<Kind> = (value) =>
  typeof value === 'string' ? kinds.find((name) => name.toLowerCase() === value.toLowerCase()) : undefined;

const technique = matching(/^T\d{4}(?:\.\d{3})?$/);

const fieldMapping: Reader<FieldMapping> = shapedAs((members) => {
  const identifier = members.take('identifier', text);
  const columnName = members.take('columnName', text);
  return identifier === undefined || columnName === undefined ? undefined : { identifier, columnName };
});

const entityMapping: Reader<EntityMapping> = shapedAs((members) => {
  const entityType = members.take('entityType', text);
  const fieldMappings = members.take('fieldMappings', listOf(fieldMapping));
  return entityType === undefined || fieldMappings === undefined ? undefined : { entityType, fieldMappings };
});

const sentinelMapping = shapedAs((members) => {
  const columnName = members.take('columnName', text);
  return columnName === undefined ? undefined : { columnName };
});

const customDetails: Reader<Readonly<Record<string, string>>> = (value) => {
  if (!isObject(value)) return undefined;
  const details: [string, string][] = [];
  for (const [key, column] of Object.entries(value)) {
    if (column === null) continue;
    if (typeof column !== 'string') return undefined;
    details.push([key, column]);
  }
  return Object.fromEntries(details);
};

const dynamicProperty = shapedAs((members) => {
  const alertProperty = members.take('alertProperty', text);
  const value = members.take('value', text);
  return alertProperty === undefined || value === undefined ? undefined : { alertProperty, value };
});

const alertDetailsOverride: Reader<AlertDetailsOverride> = shapedAs((members) =>
  present({
    alertDisplayNameFormat: members.take('alertDisplayNameFormat', text),
    alertDescriptionFormat: members.take('alertDescriptionFormat', text),
    alertTacticsColumnName: members.take('alertTacticsColumnName', text),
    alertSeverityColumnName: members.take('alertSeverityColumnName', text),
    alertDynamicProperties: members.take('alertDynamicProperties', listOf(dynamicProperty)),
  }),
);

const grouping: Reader<GroupingConfiguration> = shapedAs((members) => ({
  enabled: members.take('enabled', flag) ?? false,
  reopenClosedIncident: members.take('reopenClosedIncident', flag) ?? false,
  lookbackDuration: members.take('lookbackDuration', duration) ?? fiveHours,
  matchingMethod: members.take('matchingMethod', text) ?? 'AllEntities',
  groupByEntities: members.take('groupByEntities', listOf(text)) ?? [],
  groupByAlertDetails: members.take('groupByAlertDetails', listOf(text)) ?? [],
  groupByCustomDetails: members.take('groupByCustomDetails', listOf(text)) ?? [],
}));

const incidentConfiguration: Reader<IncidentConfiguration> = shapedAs((members) => {
  const configuration = members.take('groupingConfiguration', grouping);
  const createIncident = members.take('createIncident', flag) ?? true;
  return configuration === undefined ? { createIncident } : { createIncident, grouping: configuration };
});

const eventGroupingSettings = shapedAs((members) =>
  present({ aggregationKind: members.take('aggregationKind', oneOf(['SingleAlert', 'AlertPerResult'] as const)) }),
);

const isScalar = (value: JsonValue): value is JsonScalar => !isArray(value) && !isObject(value);

/** A tag is a text, or a mapping such as `Schema: ASIMDns`, which becomes `Schema:ASIMDns`. */
const tagsOf = (value: JsonValue | undefined): readonly string[] => {
  if (!isArray(value)) return [];
  return value.flatMap((tag) => {
    if (isObject(tag))
      return Object.entries(tag).map(
        ([key, member]) => `${key}:${isScalar(member) ? String(member) : canonicalJson(member)}`,
      );
    return typeof tag === 'string' || typeof tag === 'number' ? [String(tag)] : [];
  });
};

const strings = (value: JsonValue | undefined): readonly string[] =>
  isArray(value) ? value.filter((member) => typeof member === 'string') : [];

const connectorsOf = (value: JsonValue | undefined): Documentation['requiredDataConnectors'] => {
  if (!isArray(value)) return [];
  return value.flatMap((connector) =>
    isObject(connector) && typeof connector['connectorId'] === 'string'
      ? [
          {
            connectorId: connector['connectorId'],
            dataTypes: strings(connector['dataTypes'] ?? connector['datatypes']),
          },
        ]
      : [],
  );
};

const documentation = (raw: JsonObject, members: Members): Documentation => ({
  ...present({
    version: members.take('version', filled),
    status: members.take('status', text),
    author: members.take('author', text),
    originalUri: members.take('OriginalUri', text),
    metadata: members.take('metadata', mapping),
  }),
  tags: tagsOf(raw['tags']),
  requiredDataConnectors: connectorsOf(raw['requiredDataConnectors']),
});

/** An entity mapping of this type is the older spelling of sentinelEntitiesMappings. */
const sentinelEntities = 'SentinelEntities';

const entities = (members: Members): Pick<AnalyticsRuleDraft, 'entityMappings' | 'sentinelEntitiesMappings'> => {
  const mappings = members.take('entityMappings', listOf(entityMapping));
  const sentinel = members.take('sentinelEntitiesMappings', listOf(sentinelMapping));
  const older = (mappings ?? [])
    .filter(({ entityType }) => entityType === sentinelEntities)
    .flatMap(({ fieldMappings }) => fieldMappings.map(({ columnName }) => ({ columnName })));
  return present({
    entityMappings: mappings?.filter(({ entityType }) => entityType !== sentinelEntities),
    sentinelEntitiesMappings: older.length === 0 ? sentinel : [...(sentinel ?? []), ...older],
  });
};

/** Both spellings of the key; where both are given, neither list is lost. */
const techniques = (members: Members): readonly string[] | undefined => {
  const relevant = members.take('relevantTechniques', listOf(technique));
  const plain = members.take('techniques', listOf(technique));
  return relevant === undefined ? plain : [...new Set([...relevant, ...(plain ?? [])])];
};

/** The version of the template that the rule was made from: the rule's own, unless the file names it apart. */
const templateVersion = (members: Members, linked: boolean): string | undefined =>
  members.take('templateVersion', filled) ?? (linked ? members.take('version', filled) : undefined);

/**
 * The fields of a rule file that are present and valid. Never fails: null, an empty list and an empty mapping count as
 * absent, and the keys of values that are not valid are listed in `invalid`. No defaults are filled in, except in
 * `kind` (a missing one is Scheduled, as in Microsoft's public rules) and inside incidentConfiguration.
 */
export const parse = (raw: JsonObject): AnalyticsRuleDraft => {
  const members = membersOf(raw);
  const alertRuleTemplateName = members.take('alertRuleTemplateName', filled);
  const query = members.take('query', text);
  const description = members.take('description', text);
  const startTimeUtc = members.take('startTimeUtc', (value) =>
    typeof value === 'string' && instantOf(value) !== undefined ? value : undefined,
  );
  const draft = {
    kind: members.take('kind', kind) ?? 'Scheduled',
    documentation: documentation(raw, members),
    ...entities(members),
    ...present({
      id: members.take('id', filled),
      name: members.take('name', filled),
      description: description === undefined ? undefined : descriptionText(description),
      severity: members.take('severity', oneOf(severities)),
      enabled: members.take('enabled', flag),
      query: query === undefined ? undefined : queryText(query),
      queryFrequency: members.take('queryFrequency', duration),
      queryPeriod: members.take('queryPeriod', duration),
      triggerOperator: members.take('triggerOperator', operator),
      triggerThreshold: members.take('triggerThreshold', integer),
      tactics: members.take('tactics', listOf(filled)),
      techniques: techniques(members),
      customDetails: members.take('customDetails', customDetails),
      alertDetailsOverride: members.take('alertDetailsOverride', alertDetailsOverride),
      aggregationKind: members.take('eventGroupingSettings', eventGroupingSettings)?.aggregationKind,
      incidentConfiguration: members.take('incidentConfiguration', incidentConfiguration),
      suppressionEnabled: members.take('suppressionEnabled', flag),
      suppressionDuration: members.take('suppressionDuration', duration),
      alertRuleTemplateName,
      templateVersion: templateVersion(members, alertRuleTemplateName !== undefined),
      startTimeUtc,
      productFilter: members.take('productFilter', filled),
      displayNamesFilter: members.take('displayNamesFilter', listOf(text)),
      displayNamesExcludeFilter: members.take('displayNamesExcludeFilter', listOf(text)),
      severitiesFilter: members.take('severitiesFilter', listOf(text)),
      sourceSettings: members.take('sourceSettings', listOf(mapping)),
      scenarioExclusionPatterns: members.take('scenarioExclusionPatterns', listOf(mapping)),
    }),
  };
  const invalid = members.invalid();
  return invalid.length === 0 ? draft : { ...draft, invalid };
};
