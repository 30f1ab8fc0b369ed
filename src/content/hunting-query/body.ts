import type { Canonical } from '../../core/engine/managed-type.ts';
import { shapeOf } from '../../core/fields/field-body.ts';
import { canonicalBody } from '../../core/fields/shape.ts';
import { isArray, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { savedSearchForm } from '../saved-search.ts';
import { fields, kind, type HuntingValues, type Kind } from './fields.ts';

/** What the portal lists among hunting queries. */
export const category = 'Hunting Queries';

/** The tags that stand for fields, by their names in lower case. */
const generated = new Map([
  ['description', 'description'],
  ['tactics', 'tactics'],
  ['techniques', 'techniques'],
  ['relevanttechniques', 'techniques'],
  ['subtechniques', 'techniques'],
]);
export const isGenerated = (tag: string): boolean => generated.has(tag.toLowerCase());

const propertiesOf = ({ properties }: JsonObject): JsonObject => objectOf(properties);

/** Whether a saved search is a hunting query; those that are built in have no etag. */
export const isHunting = ({
  body,
  etag,
}: {
  readonly body: JsonObject;
  readonly etag: string | undefined;
}): boolean => {
  const said = propertiesOf(body)['category'];
  return etag !== undefined && typeof said === 'string' && said.toLowerCase() === category.toLowerCase();
};

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The body with what its tags say as members of their own; what has them already keeps them. */
export const flat = (body: JsonObject): JsonObject => {
  const { tags, ...rest } = propertiesOf(body);
  if (!isArray(tags)) return { ...body, properties: propertiesOf(body) };
  const lists: Record<string, readonly string[]> = {};
  const said: Record<string, JsonValue> = {};
  const others: Record<string, JsonValue> = {};
  for (const tag of tags) {
    const { name, value } = objectOf(tag);
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    const place = generated.get(name.toLowerCase());
    if (place === undefined) others[name] = value;
    else if (place === 'description') said[place] = value;
    else lists[place] = [...(lists[place] ?? []), ...listed(value)];
  }
  return { ...body, properties: { tags: others, ...said, ...lists, ...rest } };
};

const longest = 255;

/** A description as a tag holds it: cut at the end of a sentence, or of a word where that would lose more than half. */
export const cut = (text: string): string => {
  if (text.length <= longest) return text;
  const room = text.slice(0, longest - 2);
  const sentence = Math.max(...['. ', '.\n', '! ', '? '].map((end) => room.lastIndexOf(end))) + 1;
  if (sentence > longest / 2) return `${room.slice(0, sentence)} …`;
  const word = room.search(/\s\S*$/);
  return `${(word > longest / 2 ? room.slice(0, word) : room.replace(/[\ud800-\udbff]$/, '')).trimEnd()} …`;
};

const joined = (value: JsonValue | undefined): string | undefined =>
  isArray(value) && value.length > 0 ? value.filter((name) => typeof name === 'string').join(',') : undefined;

/** The body that the service takes for a flat one; any other comes back as it is. */
export const wire = (body: JsonObject): JsonObject => {
  const { tags, description, tactics, techniques, ...rest } = propertiesOf(flat(body));
  const own = {
    description: typeof description === 'string' && description !== '' ? cut(description) : undefined,
    tactics: joined(tactics),
    techniques: joined(techniques),
  };
  const list = [...Object.entries(own), ...Object.entries(objectOf(tags))].flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  return { ...body, properties: { category, ...rest, ...(list.length === 0 ? {} : { tags: list }) } };
};

const version = 1;
const byService = ['/etag', '/id', '/name', '/type', '/properties/version', '/properties/etag', '/properties/category'];
const shape = shapeOf<Kind, HuntingValues>(fields, kind, version, byService);

/** Techniques without those that a sub-technique among them says already: who writes tags by hand has both, or one. */
const withoutImplied = (techniques: JsonValue): JsonValue => {
  if (!isArray(techniques)) return techniques;
  const parents = new Set(techniques.flatMap((name) => (typeof name === 'string' ? name.split('.').slice(0, -1) : [])));
  return techniques.filter((name) => typeof name !== 'string' || !parents.has(name));
};

/**
 * The canonical form: flat, descriptions cut as they are sent, tactics and techniques as sets, the category and what the
 * service sets left out.
 */
export const normalize = (body: JsonObject): JsonObject => {
  const form = canonicalBody(flat(body), shape, 0);
  const said = ([name, value]: readonly [string, JsonValue]): readonly [string, JsonValue] => {
    if (name === 'techniques') return [name, withoutImplied(value)];
    return [name, name === 'description' && typeof value === 'string' ? cut(value) : value];
  };
  return { ...form, properties: Object.fromEntries(Object.entries(propertiesOf(form)).map(said)) };
};

/** The canonical form with the whole description, as a file has it. */
export const uncut = (body: JsonObject): JsonObject => {
  const form = normalize(body);
  const { description } = propertiesOf(flat(body));
  return typeof description === 'string' && description.length > longest
    ? { ...form, properties: { ...propertiesOf(form), description } }
    : form;
};

export const canonical: Canonical = savedSearchForm({ version, normalize, wire }, byService, [
  'displayName',
  'query',
  'description',
  'tactics',
  'techniques',
  'tags',
]);
