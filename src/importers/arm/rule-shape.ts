import { isArray, isObject, type JsonObject, type JsonValue, listOf } from '../../core/json.ts';
import { parseIsoDuration } from '../../core/duration.ts';
import { duration, techniqueMembers } from '../dialects/values.ts';

/** The properties of a resource in another spelling of its tool, and sentences about it. */
export type Shape = (properties: JsonObject) => { readonly value: JsonObject; readonly notes: readonly string[] };

const grouping = ['incidentConfiguration', 'groupingConfiguration'] as const;

/** Fields that hold lists. */
const listFields: readonly (readonly string[])[] = [
  ['entityMappings'],
  ['sentinelEntitiesMappings'],
  ['requiredDataConnectors'],
  ['tactics'],
  ['techniques'],
  ['subTechniques'],
  ['tags'],
  ['severitiesFilter'],
  ['displayNamesFilter'],
  ['displayNamesExcludeFilter'],
  ['sourceSettings'],
  ['scenarioExclusionPatterns'],
  ['alertDetailsOverride', 'alertDynamicProperties'],
  [...grouping, 'groupByEntities'],
  [...grouping, 'groupByAlertDetails'],
  [...grouping, 'groupByCustomDetails'],
];

const ofMappings = /Mappings$|^requiredDataConnectors$|^sourceSettings$|^alertDynamicProperties$/;

const isItem = (value: JsonValue | undefined): boolean =>
  isObject(value) ? Object.keys(value).length > 0 : typeof value === 'string' && value !== '';

const withMember = (value: JsonObject, path: readonly string[], change: (item: JsonValue) => JsonValue): JsonObject => {
  const [head = '', ...rest] = path;
  const member = value[head];
  if (member === undefined) return value;
  if (rest.length === 0) return { ...value, [head]: change(member) };
  return isObject(member) ? { ...value, [head]: withMember(member, rest, change) } : value;
};

/** A list of one item that a tool wrote as the item itself. */
const asLists: Shape = (properties) => {
  const single: string[] = [];
  let value = properties;
  for (const path of listFields)
    value = withMember(value, path, (item) => {
      // A text is no mapping, so it is no item of a list of them.
      if (!isItem(item) || (ofMappings.test(path.at(-1) ?? '') && !isObject(item))) return item;
      single.push(path.at(-1) ?? '');
      return [item];
    });
  value = withMember(value, ['entityMappings'], (list) =>
    isArray(list)
      ? list.map((mapping) =>
          isObject(mapping)
            ? withMember(mapping, ['fieldMappings'], (item) => {
                if (!isObject(item) || !isItem(item)) return item;
                single.push('fieldMappings');
                return [item];
              })
            : mapping,
        )
      : list,
  );
  if (single.length === 0) return { value, notes: [] };
  return {
    value,
    notes: [
      `${[...new Set(single)].join(', ')}: one item stood where a list belongs, and was taken for a list of one.`,
    ],
  };
};

const durationFields: readonly (readonly string[])[] = [
  ['queryFrequency'],
  ['queryPeriod'],
  ['suppressionDuration'],
  [...grouping, 'lookbackDuration'],
];

/** Lengths of time that a tool wrote otherwise (`5h`, `5:00:00`) as the service has them. */
const withDurations = (properties: JsonObject): JsonObject =>
  durationFields.reduce(
    (value, path) =>
      withMember(value, path, (item) =>
        typeof item === 'string' && parseIsoDuration(item) === undefined ? duration(item) : item,
      ),
    properties,
  );

/** Sub-techniques among the techniques, where the service does not have them. */
const withTechniques = (properties: JsonObject): JsonObject => {
  const { techniques, subTechniques } = properties;
  if (!isArray(techniques) || !techniques.some((item) => typeof item === 'string' && item.includes('.')))
    return properties;
  const { techniques: parents = null, subTechniques: children = [] } = techniqueMembers(techniques);
  const all = [...listOf(subTechniques), ...listOf(children)];
  return { ...properties, techniques: parents, subTechniques: [...new Set(all)] };
};

/** The properties of a rule as the service has them, with what was said otherwise. */
export const ruleShape: Shape = (properties) => {
  const { value, notes } = asLists(withDurations(properties));
  return { value: withTechniques(value), notes };
};
