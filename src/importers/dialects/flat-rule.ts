import { ruleCollection } from '../arm/resource.ts';
import {
  equalJson,
  filledText,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  listOf,
  textOrJson,
} from '../../core/json.ts';
import type { Given } from '../arm/rules.ts';
import { nothingFound, problemAt, type Found, type FoundItem } from '../found.ts';
import { byFields, fields, isBookkeeping, isNothing } from './fields.ts';
import { folded, kind as kindOf, techniqueMembers } from './values.ts';

/** What stands around a rule in its file and belongs to it. */
export type Envelope = {
  /** The kind that its place says. */
  readonly kind?: string;
  readonly values?: JsonObject;
};

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const keyFor = (value: JsonObject, ...names: readonly string[]): string | undefined =>
  Object.keys(value).find((key) => names.includes(folded(key)) && !isNothing(value[key]));

const member = (value: JsonObject, ...names: readonly string[]): JsonValue | undefined => {
  const key = keyFor(value, ...names);
  return key === undefined ? undefined : value[key];
};

type Identity = { readonly id: string | undefined; readonly displayName: string | undefined };

/** `name` is the title in the files of Azure-Sentinel, and the resource's name in answers of the service. */
const identityOf = (value: JsonObject): Identity => {
  const [own, title] = [filledText(member(value, 'name')), filledText(member(value, 'displayname'))];
  const id = filledText(member(value, 'id', 'ruleid', 'alertruleid'))
    ?.split('/')
    .at(-1);
  const isResource = own !== undefined && (guid.test(own) || own === id || keyFor(value, 'etag', 'type') !== undefined);
  if (title === undefined) return { id, displayName: own };
  return { id: id ?? (isResource ? own : undefined), displayName: title };
};

const noPlace: Readonly<Record<string, string>> = {
  playbookname: 'a playbook is attached by an automation rule',
  logicapp: 'a playbook is attached by an automation rule',
};

const leftNotes = (comments: ReadonlyMap<string, JsonValue>): readonly string[] => {
  const names = [...comments.keys()];
  if (names.length === 0) return [];
  const reasons = names.flatMap((name) => {
    const why = Object.hasOwn(noPlace, folded(name)) ? noPlace[folded(name)] : undefined;
    return why === undefined ? [] : [`${name}: ${why}`];
  });
  const whole = `The file has no place for ${names.join(', ')}; it stands as a comment at its end.`;
  return reasons.length === 0 ? [whole] : [whole, `${reasons.join('; ')}.`];
};

/** `relevantTechniques` and `techniques` side by side mean both. */
const techniquesIn = (value: JsonObject): readonly JsonValue[] => {
  const named = ['techniques', 'technique', 'relevanttechniques', 'relevanttechnique', 'subtechniques', 'subtechnique'];
  const all = Object.entries(value)
    .filter(([key, item]) => named.includes(folded(key)) && !isNothing(item))
    .flatMap(([, item]) => (isArray(item) ? item : [item]));
  return all.filter((item, index) => all.findIndex((other) => equalJson(other, item)) === index);
};

const kindIn = (value: JsonObject, properties: JsonObject, envelope: Envelope): JsonValue | undefined => {
  const stated = member(value, 'kind', 'alertrulekind', 'rulekind') ?? envelope.kind;
  if (stated !== undefined) return kindOf(stated);
  if (properties['productFilter'] !== undefined) return 'MicrosoftSecurityIncidentCreation';
  const scheduled = ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];
  return scheduled.some((name) => properties[name] !== undefined) ? 'Scheduled' : undefined;
};

const identityNames = new Set([
  'id',
  'ruleid',
  'alertruleid',
  'name',
  'displayname',
  'kind',
  'alertrulekind',
  'rulekind',
]);

/** The collection that hunting queries are resources of, among other saved searches. */
const searches = 'savedsearches';

/** A hunting query as a saved search: its techniques are one list, and tags with a value are tags of the resource. */
const searchOf = (read: JsonObject, techniques: readonly JsonValue[], comments: Map<string, JsonValue>): JsonObject => {
  const { tags, subTechniques: _subTechniques, version: _version, ...rest } = read;
  const given = listOf(tags);
  const plain = given.filter((tag) => !isObject(tag));
  if (plain.length > 0) comments.set('tags', plain);
  return {
    category: 'Hunting Queries',
    ...rest,
    ...(techniques.length === 0 ? {} : { techniques }),
    tags: given
      .filter(isObject)
      .flatMap((tag) => Object.entries(tag).map(([name, said]): JsonObject => ({ name, value: textOrJson(said) }))),
  };
};

/**
 * The rule that an object says with all of its fields at one level, however their names are written; or the hunting
 * query, where it has no schedule and saved searches are asked for.
 */
export const flatRule = (value: JsonObject, at: string, given: Given = {}, envelope: Envelope = {}): Found => {
  const whole: JsonObject = { ...envelope.values, ...value };
  const outer = envelope.values === undefined ? undefined : filledText(member(envelope.values, 'id'));
  const own = identityOf(value);
  const { displayName } = own;
  const id = outer ?? own.id;
  const comments = new Map<string, JsonValue>();
  const moves: string[] = [];
  const rest = Object.fromEntries(
    Object.entries(whole).filter(([key]) => !identityNames.has(folded(key)) && !isBookkeeping(key)),
  );
  const read = byFields(
    rest,
    fields,
    (path, kept) => {
      comments.set(path.join('.'), kept);
    },
    (name, path) => moves.push(`\`${name}\` is now \`${path.join('.')}\``),
  );
  const techniques = techniquesIn(rest);
  const properties: JsonObject = {
    ...(displayName === undefined ? {} : { displayName }),
    ...read,
    ...(techniques.length === 0 ? {} : techniqueMembers(techniques)),
  };
  const title = filledText(member(whole, 'name'));
  if (title !== undefined && title !== displayName && title !== id && !guid.test(title)) comments.set('name', title);
  if (own.id !== undefined && own.id !== id) comments.set('id', own.id);
  const kind = kindIn(whole, properties, envelope);
  const isHunting = kind === undefined && typeof properties['query'] === 'string';
  if (isHunting && given.collections?.has(searches) !== true)
    return problemAt(
      at,
      'It has neither a kind nor a schedule: it looks like a hunting query, which is no analytics rule.',
      displayName,
    );
  const rule: FoundItem = {
    collection: isHunting ? searches : ruleCollection,
    name: id,
    body: isHunting
      ? { properties: searchOf(properties, techniques, comments) }
      : { kind: kind ?? 'Scheduled', properties },
    isTemplate: false,
    ...(isHunting && typeof properties['version'] === 'string' ? { version: properties['version'] } : {}),
    at,
    notes: [...(moves.length === 0 ? [] : [`${moves.join(', ')}.`]), ...leftNotes(comments)],
    ...(comments.size === 0 ? {} : { comments: Object.fromEntries(comments) }),
  };
  return { ...nothingFound, items: [rule] };
};

/** How many keys of an object a rule may have. */
export const likeness = (value: JsonValue | undefined): number =>
  isObject(value)
    ? Object.keys(value).filter((key) => fields.has(folded(key)) || identityNames.has(folded(key))).length
    : 0;
