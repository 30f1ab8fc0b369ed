import { isArray, isObject, type JsonObject, type JsonValue, objectOf, textOf } from '../../core/json.ts';
import { nothingFound, problemAt, type Found, type FoundItem } from '../found.ts';
import { gapsOf, knownTextOf, lastSegment, membersOf, wholeOf, type Gap, type Value } from './language/value.ts';
import { literal, read, type Reading } from './reading.ts';
import { ruleShape, type Shape } from './rule-shape.ts';
import { cut } from '../../core/text/cut.ts';

/** The collection of analytics rules, as found items name it; templates of rules are found in it too. */
export const ruleCollection = 'alertrules';

/** Type of the templates that packages hold. */
export const templateType = /(?:^|\/)alertRuleTemplates$/i;

type Named = { readonly name: string | undefined; readonly notes: readonly string[]; readonly gap?: string };

/** Ids that nobody can know before a deployment, whatever is given. */
const madeAtDeployment = /^(?:newGuid|uniqueString|utcNow|deployment)\(\)/i;

/**
 * The resource's own name: the last segment of its name, else of its id, else what the package states.
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
    return gaps.length > 0 ? [] : [`${name} = ${cut(text, 60)}`];
  });
  return taken.length === 0 ? [] : [`Parameters of the template are in it: ${taken.join(', ')}.`];
};

/** What a package says about a piece of content. */
export type Stated = { readonly id?: string; readonly version?: string };

/** The collection that a resource of a type is in, as found items name it. */
export const collectionOf = (type: string): string =>
  templateType.test(type) ? ruleCollection : type.slice(type.lastIndexOf('/') + 1).toLowerCase();

const shapes: ReadonlyMap<string, Shape> = new Map([[ruleCollection, ruleShape]]);

const asItIs: Shape = (value) => ({ value, notes: [] });

/** Without what stood between a text and the part that fell away: `Logons - `. */
const withoutJoints = (text: string): string => {
  const isJoint = (sign: string): boolean => /[\s:–-]/.test(sign);
  let [start, end] = [0, text.length];
  while (start < end && isJoint(text.charAt(start))) start += 1;
  while (end > start && isJoint(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
};

/** The known part of a text that a template ends or begins with the moment of its deployment. */
const titleIn = (properties: Value, key: string): string | undefined => {
  const member = membersOf(properties)?.get(key)?.();
  const text = member === undefined ? undefined : knownTextOf(member);
  return text === undefined || withoutJoints(text) === '' ? undefined : withoutJoints(text);
};

/** What of the properties can be known, without what no file needs. */
type Properties = { readonly value: JsonValue; readonly gaps: readonly Gap[]; readonly notes: readonly string[] };

/**
 * The properties of a resource. What nobody can know before a deployment does not stand in its way where the resource is
 * the same without: a tag, or the part of a title that says when it was deployed. It is named.
 *
 * @param aside members that no file takes.
 */
const propertiesOf = (given: Value, aside: readonly string[]): Properties => {
  const { value, gaps } = wholeOf(given);
  if (!isObject(value) || gaps.length === 0) return { value, gaps, notes: [] };
  const notes: string[] = [];
  const titles: [string, string][] = [];
  const left: Gap[] = [];
  let tags: JsonValue | undefined = value['tags'];
  for (const gap of gaps) {
    const [, key = '', index] = gap.at.split('/');
    if (aside.includes(key)) continue;
    const isLate = madeAtDeployment.test(gap.why);
    const title = isLate && ['displayName', 'description'].includes(key) ? titleIn(given, key) : undefined;
    if (title !== undefined) {
      titles.push([key, title]);
      notes.push(`${key}: ${gap.why}; it was taken without: ${title}`);
    } else if (isLate && key === 'tags' && isArray(tags) && index !== undefined) {
      const tag = tags[Number(index)];
      notes.push(`Its tag \`${textOf(objectOf(tag)['name']) ?? index}\` is left out: ${gap.why}.`);
      tags = tags.map((other, place) => (place === Number(index) ? null : other));
    } else left.push(gap);
  }
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !aside.includes(key)));
  return {
    value: {
      ...rest,
      ...(isArray(tags) ? { tags: tags.filter((tag) => tag !== null) } : {}),
      ...Object.fromEntries(titles),
    },
    gaps: left,
    notes,
  };
};

/**
 * The content that a resource is, or every reason why it cannot be known.
 *
 * @param aside members of its properties that no file takes.
 */
export const itemIn = (
  resource: JsonObject,
  at: string,
  reading: Reading,
  stated: Stated = {},
  template: JsonObject = {},
  aside: readonly string[] = [],
): Found => {
  const { name, notes, gap } = nameOf(resource, reading, stated.id);
  const type = textOf(resource['type']) ?? '';
  const collection = type === '' ? ruleCollection : collectionOf(type);
  const kind = resource['kind'] === undefined ? undefined : wholeOf(read(resource['kind'], reading));
  const properties = propertiesOf(read(resource['properties'], reading), aside);
  const shaped = (shapes.get(collection) ?? asItIs)(objectOf(properties.value));
  const gaps = [
    ...(gap === undefined ? [] : [{ at: 'its id', why: gap }]),
    ...(kind?.gaps ?? []).map(({ why }) => ({ at: 'its kind', why })),
    ...properties.gaps,
  ];
  const label = textOf(shaped.value['displayName']) ?? name;
  const other = collection === ruleCollection ? undefined : type;
  if (gaps.length > 0) return problemAt(at, `Cannot be resolved: ${because(gaps)}.`, label, other);
  if (!isObject(properties.value))
    return problemAt(at, 'Cannot be resolved: its properties are no object.', label, other);
  const item: FoundItem = {
    collection,
    ...(type === '' ? {} : { type }),
    name,
    body: { ...(kind === undefined ? {} : { kind: kind.value }), properties: shaped.value },
    isTemplate: templateType.test(type),
    at,
    notes: [
      ...notes,
      ...properties.notes,
      ...shaped.notes,
      ...conditionNote(resource, reading),
      ...parameterNote(resource, template, reading),
    ],
    ...(stated.version === undefined ? {} : { version: stated.version }),
  };
  return { ...nothingFound, items: [item] };
};
