import { isArray, isObject, type JsonObject, type JsonValue, textOf } from '../json.ts';
import { segmentsOf, type JsonPointer } from '../pointer.ts';
import type { Severity } from '../diagnostic.ts';

/**
 * Keywords of our own that schemas may carry; they say how a violation is told, never what is one:
 * `x-picket-noun` what a value is called ("tactic"), `x-picket-hint` what to do, `x-picket-suggest` patterns of wrong
 * values with the right one, `x-picket-synonyms` other words for allowed values, `x-picket-aliases` other names of keys,
 * `x-picket-forbidden` why a key may not be there, `x-picket-severity` for what only documents, `x-picket-unmeasured`
 * a pattern of what does not count towards a length, `x-picket-choice` what a `oneOf` or `anyOf` wants in words,
 * `x-picket-open` (true) that the service may know more values than the schema lists,
 * `x-picket-parameter` (true) that a text is no free one and may be a parameter.
 */
export const annotationNames = [
  'x-picket-noun',
  'x-picket-hint',
  'x-picket-suggest',
  'x-picket-synonyms',
  'x-picket-aliases',
  'x-picket-forbidden',
  'x-picket-severity',
  'x-picket-unmeasured',
  'x-picket-choice',
  'x-picket-open',
  'x-picket-parameter',
] as const;

export type AnnotationName = (typeof annotationNames)[number];

/** A schema without content stands for everything that is not described. */
const nothing: JsonObject = {};

const asSchema = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : nothing);

const childOf = (schema: JsonObject, segment: string): JsonObject => {
  const properties = asSchema(schema['properties']);
  if (Object.hasOwn(properties, segment)) return asSchema(properties[segment]);
  if (/^\d+$/.test(segment) && isObject(schema['items'])) return schema['items'];
  return asSchema(schema['additionalProperties']);
};

/**
 * A schema with each `$ref` to a definition of its own replaced by that definition, so that every place in it can be looked
 * up; definitions do not refer to themselves.
 */
export const inlined = (root: JsonObject): JsonObject => {
  const definitions = asSchema(root['definitions']);
  const visit = (value: JsonValue): JsonValue => {
    if (isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const { $ref: reference, ...own } = value;
    const name = typeof reference === 'string' ? reference.replace('#/definitions/', '') : undefined;
    const base = name === undefined ? undefined : definitions[name];
    const members = Object.fromEntries(Object.entries(own).map(([key, member]) => [key, visit(member)]));
    return base === undefined ? members : { ...asSchema(visit(base)), ...members };
  };
  const { definitions: _definitions, ...rest } = root;
  return asSchema(visit(rest));
};

/** The part of a schema that describes the value at a pointer, whatever branches apply; empty where there is none. */
export const schemaAt = (root: JsonObject, at: JsonPointer): JsonObject => segmentsOf(at).reduce(childOf, root);

/** The text of an annotation. */
export const note = (schema: JsonObject, name: AnnotationName | 'title' | 'description'): string | undefined =>
  textOf(schema[name]);

/** The texts of an annotation that maps texts to texts. */
export const notes = (schema: JsonObject, name: AnnotationName): ReadonlyMap<string, string> => {
  const pairs = Object.entries(asSchema(schema[name])).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  return new Map(pairs);
};

/** The names of the keys that a schema describes. */
export const keysOf = (schema: JsonObject): readonly string[] => Object.keys(asSchema(schema['properties']));

/** The severity of violations at a pointer: an error, unless a schema on the way says less. */
export const severityAt = (root: JsonObject, at: JsonPointer): Severity => {
  let schema = root;
  let found = note(root, 'x-picket-severity');
  for (const segment of segmentsOf(at)) {
    schema = childOf(schema, segment);
    found = note(schema, 'x-picket-severity') ?? found;
  }
  return found === 'warning' || found === 'note' ? found : 'error';
};

/** The texts that a schema allows as values. */
export const allowedTexts = (schema: JsonObject): readonly string[] => {
  const values = schema['enum'];
  return isArray(values) ? values.filter((value) => typeof value === 'string') : [];
};

/** The texts and numbers that a schema allows as values, as they are written. */
export const allowedValues = (schema: JsonObject): readonly string[] => {
  const values = schema['enum'];
  return isArray(values)
    ? values.filter((value) => typeof value === 'string' || typeof value === 'number').map(String)
    : [];
};

/** The allowed types of a schema, without null. */
export const typesOf = (schema: JsonObject): readonly string[] => {
  const type = schema['type'];
  const types = isArray(type) ? type : [type];
  return types.filter((name) => typeof name === 'string').filter((name) => name !== 'null');
};

/** The value that a wrong one most likely means, from the patterns of `x-picket-suggest`. */
export const suggestion = (schema: JsonObject, wrong: string): string | undefined => {
  const rules = schema['x-picket-suggest'];
  if (!isArray(rules)) return undefined;
  for (const rule of rules) {
    if (!isObject(rule) || typeof rule['match'] !== 'string' || typeof rule['value'] !== 'string') continue;
    const pattern = new RegExp(rule['match']);
    if (pattern.test(wrong)) return wrong.replace(pattern, rule['value']);
  }
  return undefined;
};

/** Where in a schema a key of some name is described: the pointers of the mappings that have it, lists as `*`. */
export const placesOf = (root: JsonObject, key: string): readonly string[] => {
  const places: string[] = [];
  const visit = (schema: JsonObject, path: string): void => {
    const properties = asSchema(schema['properties']);
    if (Object.hasOwn(properties, key)) places.push(path);
    for (const [name, child] of Object.entries(properties))
      visit(asSchema(child), path === '' ? name : `${path}.${name}`);
    if (isObject(schema['items'])) visit(schema['items'], path);
    if (isObject(schema['additionalProperties'])) visit(schema['additionalProperties'], path);
  };
  visit(root, '');
  return places;
};
