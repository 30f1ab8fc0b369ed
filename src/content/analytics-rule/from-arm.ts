import { parseIsoDuration, printShortDuration } from '../../core/duration.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { normalizeVersion1 } from './normalize.ts';

/** The keys of a rule file in the order of Microsoft's public rules; a written file has them so. */
export const keyOrder = [
  'id',
  'name',
  'version',
  'kind',
  'description',
  'severity',
  'enabled',
  'status',
  'requiredDataConnectors',
  'queryFrequency',
  'queryPeriod',
  'triggerOperator',
  'triggerThreshold',
  'startTimeUtc',
  'tactics',
  'relevantTechniques',
  'tags',
  'query',
  'suppressionEnabled',
  'suppressionDuration',
  'eventGroupingSettings',
  'incidentConfiguration',
  'entityMappings',
  'sentinelEntitiesMappings',
  'customDetails',
  'alertDetailsOverride',
  'productFilter',
  'severitiesFilter',
  'displayNamesFilter',
  'displayNamesExcludeFilter',
  'sourceSettings',
  'scenarioExclusionPatterns',
  'alertRuleTemplateName',
  'templateVersion',
  'metadata',
  'author',
  'OriginalUri',
] as const;
export type RuleKey = (typeof keyOrder)[number];

const shortOperators: Readonly<Record<string, string>> = {
  GreaterThan: 'gt',
  LessThan: 'lt',
  Equal: 'eq',
  NotEqual: 'ne',
};

const other = (value: JsonValue | undefined, usual: JsonValue): JsonValue | undefined =>
  value === usual ? undefined : value;

const short = (value: JsonValue | undefined): JsonValue | undefined => {
  const milliseconds = typeof value === 'string' ? parseIsoDuration(value) : undefined;
  return milliseconds === undefined ? value : printShortDuration(milliseconds);
};

const operator = (value: JsonValue | undefined): JsonValue | undefined =>
  typeof value === 'string' ? (shortOperators[value] ?? value) : value;

const textsOf = (value: JsonValue | undefined): readonly string[] =>
  isArray(value) ? value.filter((member) => typeof member === 'string') : [];

const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

const defined = (members: Readonly<Record<string, JsonValue | undefined>>): JsonObject => {
  const result: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) result[key] = value;
  return result;
};

const orNothing = (value: JsonObject): JsonObject | undefined => (Object.keys(value).length === 0 ? undefined : value);

/** Sub-techniques name their parents; a parent is written only where it stands alone. */
const techniquesOf = (properties: JsonObject): readonly JsonValue[] | undefined => {
  const children = textsOf(properties['subTechniques']);
  const parents = textsOf(properties['techniques']).filter(
    (parent) => !children.some((child) => child.startsWith(`${parent}.`)),
  );
  const all = [...parents, ...children].toSorted();
  return all.length === 0 ? undefined : all;
};

/** Look-backs that the service (5 minutes) and the portal (5 hours) fill in where alerts are not grouped. */
const filledIn: ReadonlySet<JsonValue | undefined> = new Set(['5m', '5h']);

/** All members of a grouping, since a reader should see its terms; none of an idle one that was only filled in. */
const groupingOf = (grouping: JsonObject): JsonObject | undefined => {
  const lists = {
    groupByEntities: grouping['groupByEntities'],
    groupByAlertDetails: grouping['groupByAlertDetails'],
    groupByCustomDetails: grouping['groupByCustomDetails'],
  };
  const terms = { reopenClosedIncident: grouping['reopenClosedIncident'], matchingMethod: grouping['matchingMethod'] };
  const lookbackDuration = short(grouping['lookbackDuration']);
  const isUsual =
    grouping['enabled'] === false &&
    terms.reopenClosedIncident === false &&
    terms.matchingMethod === 'AllEntities' &&
    filledIn.has(lookbackDuration) &&
    Object.values(lists).every((list) => list === undefined);
  if (isUsual) return undefined;
  return defined({ enabled: grouping['enabled'], ...terms, lookbackDuration, ...lists });
};

const incidentOf = (configuration: JsonObject): JsonObject | undefined => {
  const groupingConfiguration = groupingOf(objectOf(configuration['groupingConfiguration']));
  if (configuration['createIncident'] !== false && groupingConfiguration === undefined) return undefined;
  return defined({ createIncident: configuration['createIncident'], groupingConfiguration });
};

const queryRuleKeys = (properties: JsonObject): Partial<Record<RuleKey, JsonValue | undefined>> => ({
  severity: properties['severity'],
  queryFrequency: short(properties['queryFrequency']),
  queryPeriod: short(properties['queryPeriod']),
  triggerOperator: operator(properties['triggerOperator']),
  triggerThreshold: properties['triggerThreshold'],
  startTimeUtc: properties['startTimeUtc'],
  tactics: properties['tactics'],
  relevantTechniques: techniquesOf(properties),
  query: properties['query'],
  suppressionEnabled: other(properties['suppressionEnabled'], false),
  suppressionDuration: short(properties['suppressionDuration']),
  eventGroupingSettings:
    objectOf(properties['eventGroupingSettings'])['aggregationKind'] === 'SingleAlert'
      ? undefined
      : properties['eventGroupingSettings'],
  incidentConfiguration: incidentOf(objectOf(properties['incidentConfiguration'])),
  entityMappings: properties['entityMappings'],
  sentinelEntitiesMappings: properties['sentinelEntitiesMappings'],
  customDetails: orNothing(objectOf(properties['customDetails'])),
  alertDetailsOverride: orNothing(objectOf(properties['alertDetailsOverride'])),
  // The version of a rule that is linked to a template is what becomes templateVersion again.
  version: properties['templateVersion'],
});

const kindKeys = (
  kind: JsonValue | undefined,
  properties: JsonObject,
): Partial<Record<RuleKey, JsonValue | undefined>> =>
  kind === 'Scheduled' || kind === 'NRT'
    ? queryRuleKeys(properties)
    : {
        productFilter: properties['productFilter'],
        severitiesFilter: properties['severitiesFilter'],
        displayNamesFilter: properties['displayNamesFilter'],
        displayNamesExcludeFilter: properties['displayNamesExcludeFilter'],
        sourceSettings: properties['sourceSettings'],
        scenarioExclusionPatterns: properties['scenarioExclusionPatterns'],
      };

/**
 * The value of a rule file for an ARM body (`{kind, properties}`, sent or answered) and its resource name: keys in
 * `keyOrder`, and only what differs from the service's defaults, `enabled: false` and template links included.
 * Rendering it gives an equal body again. Properties that Picket does not know have no place in the file; ask
 * `unknownProperties` for them.
 */
export const toRuleValue = (body: JsonObject, name: string): JsonObject => {
  // No start time is left out here: whether it has passed is for the rendering to decide.
  // The terms of an idle grouping are kept too: somebody may have set them, to switch it on one day.
  const canonical = normalizeVersion1(body, { now: Number.NEGATIVE_INFINITY });
  const properties = objectOf(canonical['properties']);
  const keys: Partial<Record<RuleKey, JsonValue | undefined>> = {
    id: name,
    name: properties['displayName'],
    kind: canonical['kind'],
    description: properties['description'],
    enabled: other(properties['enabled'], true),
    alertRuleTemplateName: properties['alertRuleTemplateName'],
    ...kindKeys(canonical['kind'], properties),
  };
  return defined(Object.fromEntries(keyOrder.map((key) => [key, keys[key]])));
};
