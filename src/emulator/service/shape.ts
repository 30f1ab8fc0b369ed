import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { knows, type Since } from '../api-version.ts';
import { wordList } from '../word-list.ts';

/** What an api-version knows of a body: `any` takes whatever is there, a list shape holds for each item. */
export type Shape = 'any' | { readonly items: Shape } | { readonly members: Readonly<Record<string, Shape>> };

const members = (names: readonly string[], more: Readonly<Record<string, Shape>> = {}): Shape => ({
  members: { ...Object.fromEntries(names.map((name) => [name, 'any' as const])), ...more },
});

/** First versions of later properties, from the published ARM schemas; startTimeUtc from portal exports. */
const introduced: Readonly<Record<string, Since>> = {
  techniques: { preview: '2021-09-01', stable: '2022-08-01' },
  alertDynamicProperties: { preview: '2022-10-01', stable: '2023-02-01' },
  sentinelEntitiesMappings: { preview: '2022-10-01' },
  subTechniques: { preview: '2023-12-01' },
  startTimeUtc: { preview: '2022-11-01' },
};

const always: Since = { preview: '2000-01-01', stable: '2000-01-01' };

/** Whether an api-version carries a property of a rule. */
export const carries = (version: string, property: string): boolean =>
  knows(version, (Object.hasOwn(introduced, property) ? introduced[property] : undefined) ?? always);

const queryRule: Readonly<Record<string, Shape>> = {
  eventGroupingSettings: members(['aggregationKind']),
  entityMappings: {
    items: members(['entityType'], { fieldMappings: { items: members(['identifier', 'columnName']) } }),
  },
  sentinelEntitiesMappings: { items: members(['columnName']) },
  incidentConfiguration: members(['createIncident'], {
    groupingConfiguration: members(
      wordList(
        'enabled reopenClosedIncident lookbackDuration matchingMethod groupByEntities ' +
          'groupByAlertDetails groupByCustomDetails',
      ),
    ),
  }),
};

const override = wordList(
  'alertDisplayNameFormat alertDescriptionFormat alertTacticsColumnName alertSeverityColumnName ' +
    'alertDynamicProperties',
);

const queryRuleNames = wordList(
  'displayName description enabled severity query suppressionEnabled suppressionDuration ' +
    'alertRuleTemplateName templateVersion tactics techniques subTechniques customDetails ' +
    'startTimeUtc',
);

const names: Readonly<Record<string, readonly string[]>> = {
  Scheduled: [...queryRuleNames, 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'],
  NRT: queryRuleNames,
  Fusion: ['alertRuleTemplateName', 'enabled', 'sourceSettings', 'scenarioExclusionPatterns'],
  MLBehaviorAnalytics: ['alertRuleTemplateName', 'enabled'],
  ThreatIntelligence: ['alertRuleTemplateName', 'enabled'],
  MicrosoftSecurityIncidentCreation: wordList(
    'displayName enabled productFilter description displayNamesFilter displayNamesExcludeFilter ' +
      'severitiesFilter alertRuleTemplateName',
  ),
};

/** What the service fills in for rules made from its own templates. */
const readOnlyNames = ['displayName', 'description', 'severity', 'tactics', 'techniques', 'subTechniques'];
const builtIn: ReadonlySet<string> = new Set(['Fusion', 'MLBehaviorAnalytics', 'ThreatIntelligence']);

/** The properties of a kind of rule in an api-version. `lastModifiedUtc` is read-only and known to all. */
export const ruleShape = (kind: string, version: string): Shape => {
  const known = [...(names[kind] ?? []), ...(builtIn.has(kind) ? readOnlyNames : [])];
  const plain = members([...known.filter((name) => carries(version, name)), 'lastModifiedUtc']);
  if (kind !== 'Scheduled' && kind !== 'NRT') return plain;
  const { sentinelEntitiesMappings, ...rest } = queryRule;
  return {
    members: {
      ...(isShapeWithMembers(plain) ? plain.members : {}),
      ...rest,
      ...(carries(version, 'sentinelEntitiesMappings') && sentinelEntitiesMappings !== undefined
        ? { sentinelEntitiesMappings }
        : {}),
      alertDetailsOverride: members(override.filter((name) => carries(version, name))),
    },
  };
};

const isShapeWithMembers = (shape: Shape): shape is { readonly members: Readonly<Record<string, Shape>> } =>
  shape !== 'any' && 'members' in shape;

/** The properties of a metadata resource, from the published ARM schema. */
export const metadataShape: Shape = members(
  wordList(
    'contentId parentId version kind source author support dependencies categories providers ' +
      'firstPublishDate lastPublishDate customVersion contentSchemaVersion icon threatAnalysisTactics ' +
      'threatAnalysisTechniques previewImages previewImagesDark',
  ),
);

/** The part of a value that a shape knows, and the paths of what it does not. */
const prune = (
  value: JsonValue,
  shape: Shape,
  path = '',
): { readonly value: JsonValue; readonly unknown: readonly string[] } => {
  if (shape === 'any') return { value, unknown: [] };
  if ('items' in shape) {
    if (!isArray(value)) return { value, unknown: [] };
    const items = value.map((item, index) => prune(item, shape.items, `${path}[${index}]`));
    return { value: items.map((item) => item.value), unknown: items.flatMap((item) => item.unknown) };
  }
  if (!isObject(value)) return { value, unknown: [] };
  const kept: Record<string, JsonValue> = {};
  const unknown: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const known = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined;
    if (known === undefined) {
      unknown.push(at);
      continue;
    }
    const pruned = prune(member, known, at);
    kept[key] = pruned.value;
    unknown.push(...pruned.unknown);
  }
  return { value: kept, unknown };
};

/** `prune` for a mapping. */
export const pruneObject = (
  value: JsonObject,
  shape: Shape,
): { readonly value: JsonObject; readonly unknown: readonly string[] } => {
  const pruned = prune(value, shape);
  return { value: isObject(pruned.value) ? pruned.value : {}, unknown: pruned.unknown };
};
