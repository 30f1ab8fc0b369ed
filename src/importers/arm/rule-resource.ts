import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { parseIsoDuration } from '../../core/duration.ts';
import { duration, techniqueMembers } from '../dialects/values.ts';
import { nothingFound, problemAt, type Found, type FoundRule } from '../found-rule.ts';
import { gapsOf, lastSegment, objectOf, textOf, wholeOf, type Gap } from './language/value.ts';
import { literal, read, type Reading } from './reading.ts';

/** Type of the templates that packages hold. */
export const templateType = /(?:^|\/)alertRuleTemplates$/i;

type Named = { readonly name: string | undefined; readonly notes: readonly string[]; readonly gap?: string };

/** Ids that nobody can know before a deployment, whatever is given. */
const madeAtDeployment = /^(?:newGuid|uniqueString|utcNow|deployment)\(\)/i;

/**
 * The rule's resource name: the last segment of its name, else of its id, else what the package states.
 *
 * @param stated the id that the package gives the content.
 */
export const nameOf = (resource: JsonObject, reading: Reading, stated?: string): Named => {
  const name = read(resource['name'], reading);
  const found = lastSegment(name) ?? lastSegment(read(resource['id'], reading)) ?? stated;
  if (found !== undefined && found !== '') return { name: found, notes: [] };
  const gaps = gapsOf(name);
  if (gaps.some((why) => madeAtDeployment.test(why)))
    return { name: undefined, notes: ['The template makes up its id at deployment, so nobody can tell it from here.'] };
  // A resource outside of a template may come without its name: an example, or a body to send.
  if (reading.value === literal && gaps.length === 0) return { name: undefined, notes: [] };
  return { name: undefined, notes: [], gap: gaps.at(-1) ?? 'it has none' };
};

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

const changed = (value: JsonObject, path: readonly string[], change: (item: JsonValue) => JsonValue): JsonObject => {
  const [head = '', ...rest] = path;
  const member = value[head];
  if (member === undefined) return value;
  if (rest.length === 0) return { ...value, [head]: change(member) };
  return isObject(member) ? { ...value, [head]: changed(member, rest, change) } : value;
};

/** A list of one item that a tool wrote as the item itself. */
export const asLists = (properties: JsonObject): { readonly value: JsonObject; readonly notes: readonly string[] } => {
  const single: string[] = [];
  let value = properties;
  for (const path of listFields)
    value = changed(value, path, (item) => {
      // A text is no mapping, so it is no item of a list of them.
      if (!isItem(item) || (ofMappings.test(path.at(-1) ?? '') && !isObject(item))) return item;
      single.push(path.at(-1) ?? '');
      return [item];
    });
  value = changed(value, ['entityMappings'], (list) =>
    isArray(list)
      ? list.map((mapping) =>
          isObject(mapping) && isItem(mapping['fieldMappings'])
            ? { ...mapping, fieldMappings: [mapping['fieldMappings'] ?? null] }
            : mapping,
        )
      : list,
  );
  if (single.length === 0) return { value, notes: [] };
  return {
    value,
    notes: [`${single.join(', ')}: one item stood where a list belongs, and was taken for a list of one.`],
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
      changed(value, path, (item) =>
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
  const all = [...(isArray(subTechniques) ? subTechniques : []), ...(isArray(children) ? children : [])];
  return { ...properties, techniques: parents, subTechniques: [...new Set(all)] };
};

const because = (gaps: readonly Gap[]): string =>
  gaps.map(({ at, why }) => `${at.replace(/^\/(?:properties\/)?/, '') || 'it'}: ${why}`).join('; ');

/** Which rules of a template are wanted is for whoever imports it; what the template makes of it is said. */
const conditionNote = (resource: JsonObject, reading: Reading): readonly string[] => {
  const { condition } = resource;
  if (condition === undefined) return [];
  const value = read(condition, reading);
  if (value.kind === 'value' && (value.value === true || value.value === 'true')) return [];
  const shown = typeof condition === 'string' ? `: ${condition.slice(0, 120)}` : '';
  if (value.kind === 'value' && value.value === false)
    return [`The template does not deploy it as its parameters stand${shown}; it is imported all the same.`];
  return [`The template deploys it under a condition only${shown}.`];
};

/** Parameters that say where a template is deployed and nothing about its rules. */
const ofPlace = /workspace|location|resource-?group|subscription/i;

/** The parameters that values of a template refer to, through its variables too. */
const parametersIn = (value: JsonValue, template: JsonObject): ReadonlySet<string> => {
  const found = new Set<string>();
  const seen = new Set<string>();
  const variables = new Map(
    Object.entries(objectOf(template['variables'])).map(([name, item]) => [name.toLowerCase(), item] as const),
  );
  const visit = (item: JsonValue): void => {
    for (const [, kind, name = ''] of JSON.stringify(item).matchAll(/\b(parameters|variables)\('([^']+)'\)/gi)) {
      if (kind?.toLowerCase() === 'parameters') found.add(name);
      else if (!seen.has(name.toLowerCase())) {
        seen.add(name.toLowerCase());
        visit(variables.get(name.toLowerCase()) ?? null);
      }
    }
  };
  visit(value);
  return found;
};

/** A parameter of the template that a rule depends on is named, with the value that was taken. */
const parameterNote = (resource: JsonObject, template: JsonObject, reading: Reading): readonly string[] => {
  if (reading.value === literal) return [];
  const names = [...parametersIn([resource['kind'] ?? null, resource['properties'] ?? null], template)];
  const taken = names.flatMap((name) => {
    if (ofPlace.test(name)) return [];
    const { value, gaps } = wholeOf(reading.scope.parameter(name));
    const text = JSON.stringify(value);
    return gaps.length > 0 ? [] : [`${name} = ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`];
  });
  return taken.length === 0 ? [] : [`Parameters of the template are in it: ${taken.join(', ')}.`];
};

/** What a package says about the content that a rule is. */
export type Stated = { readonly id?: string; readonly version?: string };

/** The rule that a resource is, or every reason why it cannot be known. */
export const ruleIn = (
  resource: JsonObject,
  at: string,
  reading: Reading,
  stated: Stated = {},
  template: JsonObject = {},
): Found => {
  const { name, notes, gap } = nameOf(resource, reading, stated.id);
  const kind = wholeOf(read(resource['kind'], reading));
  const properties = wholeOf(read(resource['properties'], reading));
  const single = asLists(withDurations(objectOf(properties.value)));
  const lists = { ...single, value: withTechniques(single.value) };
  const displayName = textOf(lists.value['displayName']);
  const gaps = [
    ...(gap === undefined ? [] : [{ at: 'its id', why: gap }]),
    ...kind.gaps.map(({ why }) => ({ at: 'its kind', why })),
    ...properties.gaps,
  ];
  const label = displayName ?? name;
  if (gaps.length > 0) return problemAt(at, `Cannot be resolved: ${because(gaps)}.`, label);
  if (!isObject(properties.value)) return problemAt(at, 'Cannot be resolved: its properties are no object.', label);
  const rule: FoundRule = {
    name,
    body: { kind: kind.value, properties: lists.value },
    isTemplate: templateType.test(textOf(resource['type']) ?? ''),
    at,
    notes: [
      ...notes,
      ...lists.notes,
      ...conditionNote(resource, reading),
      ...parameterNote(resource, template, reading),
    ],
    ...(stated.version === undefined ? {} : { version: stated.version }),
  };
  return { ...nothingFound, rules: [rule] };
};
