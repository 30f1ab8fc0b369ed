import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import {
  aggregation,
  boolean,
  duration,
  entityType,
  entityTypeList,
  folded,
  list,
  method,
  number,
  operator,
  severity,
  severityList,
  tactics,
} from './values.ts';

type Convert = (value: JsonValue) => JsonValue;

/** Where a key belongs in the body of a rule, and how its value is read. */
export type Field = {
  readonly path: readonly string[];
  readonly convert: Convert;
  /** The members of an object, or of the objects in a list. */
  readonly members?: ReadonlyMap<string, Field>;
};

const same: Convert = (value) => value;

const field = (path: readonly string[], convert: Convert = same, members?: ReadonlyMap<string, Field>): Field => ({
  path,
  convert,
  ...(members === undefined ? {} : { members }),
});

/** Fields by their folded names: the name itself and others that tools give it. */
const table = (entries: readonly (readonly [names: string, field: Field])[]): ReadonlyMap<string, Field> =>
  new Map(entries.flatMap(([names, own]) => names.split(' ').map((name) => [folded(name), own] as const)));

const override = 'alertDetailsOverride';
const incident = 'incidentConfiguration';
const grouping = 'groupingConfiguration';

const overrideMembers = table([
  ['alertDisplayNameFormat', field(['alertDisplayNameFormat'])],
  ['alertDescriptionFormat', field(['alertDescriptionFormat'])],
  ['alertSeverityColumnName alertSeverityColumn', field(['alertSeverityColumnName'])],
  ['alertTacticsColumnName alertTacticsColumn', field(['alertTacticsColumnName'])],
  [
    'alertDynamicProperties alertDynamicProperty dynamicProperty',
    field(
      ['alertDynamicProperties'],
      list,
      table([
        ['alertProperty', field(['alertProperty'])],
        ['value', field(['value'])],
      ]),
    ),
  ],
]);

const groupingMembers = table([
  ['enabled groupingConfigurationEnabled', field(['enabled'], boolean)],
  ['reopenClosedIncident', field(['reopenClosedIncident'], boolean)],
  ['lookbackDuration', field(['lookbackDuration'], duration)],
  ['matchingMethod entitiesMatchingMethod', field(['matchingMethod'], method)],
  ['groupByEntities groupByEntity', field(['groupByEntities'], entityTypeList)],
  ['groupByAlertDetails groupByAlertDetail', field(['groupByAlertDetails'], list)],
  ['groupByCustomDetails groupByCustomDetail', field(['groupByCustomDetails'], list)],
]);

const incidentMembers = table([
  ['createIncident', field(['createIncident'], boolean)],
  ['groupingConfiguration', field([grouping], same, groupingMembers)],
]);

const eventMembers = table([['aggregationKind', field(['aggregationKind'], aggregation)]]);

const mappingMembers = table([
  ['entityType', field(['entityType'], entityType)],
  [
    'fieldMappings fieldMapping',
    field(
      ['fieldMappings'],
      list,
      table([
        ['identifier', field(['identifier'])],
        ['columnName', field(['columnName'])],
      ]),
    ),
  ],
]);

const severityFilterMembers = table([
  ['isSupported', field(['isSupported'], boolean)],
  [
    'filters',
    field(
      ['filters'],
      list,
      table([
        ['severity', field(['severity'], severity)],
        ['enabled', field(['enabled'], boolean)],
      ]),
    ),
  ],
]);

const sourceMembers = table([
  ['enabled', field(['enabled'], boolean)],
  ['sourceName', field(['sourceName'])],
  [
    'sourceSubTypes',
    field(
      ['sourceSubTypes'],
      list,
      table([
        ['enabled', field(['enabled'], boolean)],
        ['sourceSubTypeName', field(['sourceSubTypeName'])],
        ['sourceSubTypeDisplayName', field(['sourceSubTypeDisplayName'])],
        ['severityFilters severityFilter', field(['severityFilters'], same, severityFilterMembers)],
      ]),
    ),
  ],
]);

const exclusionMembers = table([
  ['exclusionPattern', field(['exclusionPattern'])],
  ['dateAddedInUTC', field(['dateAddedInUTC'])],
]);

/** Nested fields that some tools write flat, under a prefix or none: `groupingConfigurationMatchingMethod`. */
const flat = (
  prefixes: readonly string[],
  path: readonly string[],
  members: ReadonlyMap<string, Field>,
): readonly (readonly [string, Field])[] =>
  prefixes.flatMap((prefix) =>
    [...members].map(([name, own]): readonly [string, Field] => [
      prefix === '' || name.startsWith(prefix) ? name : prefix + name,
      { ...own, path: [...path, ...own.path] },
    ]),
  );

const groupingOnly = new Map([...groupingMembers].filter(([name]) => name !== 'enabled'));

/** Every key that a rule may have in any dialect, by its folded name. */
export const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...flat(['', 'groupingconfiguration'], [incident, grouping], groupingOnly),
  ...flat(['groupingconfiguration'], [incident, grouping], groupingMembers),
  ...flat(['', 'incidentconfiguration'], [incident], incidentMembers),
  ...flat(['', 'alertdetailsoverride', 'alertdetailoverride'], [override], overrideMembers),
  ...flat(['', 'eventgroupingsettings', 'eventgroupingsetting'], ['eventGroupingSettings'], eventMembers),
  ...table([
    ['displayName', field(['displayName'])],
    ['description', field(['description'])],
    ['severity', field(['severity'], severity)],
    ['enabled', field(['enabled'], boolean)],
    ['query', field(['query'])],
    ['queryFrequency', field(['queryFrequency'], duration)],
    ['queryPeriod', field(['queryPeriod'], duration)],
    ['triggerOperator', field(['triggerOperator'], operator)],
    ['triggerThreshold', field(['triggerThreshold'], number)],
    ['suppressionEnabled', field(['suppressionEnabled'], boolean)],
    ['suppressionDuration', field(['suppressionDuration'], duration)],
    ['startTimeUtc', field(['startTimeUtc'])],
    ['tactics tactic', field(['tactics'], tactics)],
    ['techniques technique relevantTechniques relevantTechnique', field(['techniques'], list)],
    ['subTechniques subTechnique', field(['subTechniques'], list)],
    ['entityMappings entityMapping', field(['entityMappings'], list, mappingMembers)],
    [
      'sentinelEntitiesMappings sentinelEntitiesMapping sentinelEntityMapping',
      field(['sentinelEntitiesMappings'], list, table([['columnName', field(['columnName'])]])),
    ],
    ['customDetails customDetail', field(['customDetails'])],
    ['alertDetailsOverride alertDetailOverride', field([override], same, overrideMembers)],
    [
      'eventGroupingSettings eventGroupingSetting eventGroupSettings',
      field(['eventGroupingSettings'], same, eventMembers),
    ],
    ['incidentConfiguration', field([incident], same, incidentMembers)],
    ['groupingConfiguration', field([incident, grouping], same, groupingMembers)],
    ['alertRuleTemplateName alertRuleTemplate', field(['alertRuleTemplateName'])],
    ['templateVersion', field(['templateVersion'])],
    ['productFilter', field(['productFilter'])],
    ['severitiesFilter severityFilter', field(['severitiesFilter'], severityList)],
    ['displayNamesFilter displayNameFilter', field(['displayNamesFilter'], list)],
    ['displayNamesExcludeFilter displayNameExcludeFilter', field(['displayNamesExcludeFilter'], list)],
    ['sourceSettings sourceSetting', field(['sourceSettings'], list, sourceMembers)],
    ['scenarioExclusionPatterns', field(['scenarioExclusionPatterns'], list, exclusionMembers)],
    [
      'requiredDataConnectors requiredDataConnector',
      field(
        ['requiredDataConnectors'],
        list,
        table([
          ['connectorId', field(['connectorId'])],
          ['dataTypes', field(['dataTypes'], list)],
        ]),
      ),
    ],
    ['tags', field(['tags'], list)],
    ['status', field(['status'])],
    ['version', field(['version'])],
    ['author', field(['author'])],
    ['metadata', field(['metadata'])],
    ['originalUri', field(['OriginalUri'])],
  ]),
]);

/** What the service and its tools keep about a resource; it says nothing about the rule. */
const bookkeeping =
  /^(?:etag|type|resourcegroup|resourcegroupname|subscriptionid|workspacename|apiversion|lastmodifiedutc|systemdata\w*|location|odatatype)$/;

export const isBookkeeping = (name: string): boolean => bookkeeping.test(folded(name));

export const isNothing = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** An object by the fields of a table, with what it has besides them. */
export const byFields = (
  value: JsonObject,
  known: ReadonlyMap<string, Field>,
  left: (path: readonly string[], value: JsonValue) => void,
  moved: (name: string, path: readonly string[]) => void = () => undefined,
): JsonObject => {
  let result: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const own = known.get(folded(name));
    if (isNothing(member)) continue;
    if (own === undefined) {
      left([name], member);
      continue;
    }
    if (own.path.length > 1) moved(name, own.path);
    const inside = (item: JsonValue): JsonValue =>
      own.members !== undefined && isObject(item)
        ? byFields(item, own.members, (path, kept) => left([name, ...path], kept))
        : item;
    const read = own.convert(member);
    const whole = isArray(read) ? read.map(inside) : inside(read);
    if (!isNothing(whole)) result = withMember(result, own.path, whole);
  }
  return result;
};

/** Two values of one place: objects are laid together, the groups within them too; of anything else the later one stands. */
const laidTogether = (old: JsonValue | undefined, later: JsonValue): JsonValue =>
  isObject(old) && isObject(later)
    ? {
        ...old,
        ...Object.fromEntries(Object.entries(later).map(([key, member]) => [key, laidTogether(old[key], member)])),
      }
    : later;

/** An object with a member at a path. */
const withMember = (value: JsonObject, path: readonly string[], member: JsonValue): JsonObject => {
  const [head = '', ...rest] = path;
  const old = value[head];
  if (rest.length > 0) return { ...value, [head]: withMember(objectOf(old), rest, member) };
  return { ...value, [head]: laidTogether(old, member) };
};
