import type { ContentType } from '../content-type.ts';
import { isObject, type JsonObject } from '../json.ts';
import { segmentsOf, type JsonPointer } from '../pointer.ts';
import { allowedTexts, schemaAt, typesOf } from '../schema/annotations.ts';

/** What decides where files of a type take `{param: NAME}`. */
export type ParameterPlaces = Pick<ContentType, 'schema' | 'idKeys'> & {
  readonly queries: readonly Pick<ContentType['queries'][number], 'key'>[];
};

/** Why a place takes no `{param: NAME}`: `names` where `param` would be a name that the author chose. */
export type NoParameter = 'text' | 'query' | 'identity' | 'names';

/** Keys whose own members may be called `param`: names of details, and declarations. */
const named: ReadonlySet<string> = new Set(['customDetails', 'parameters']);

/** Keys that say what a file is, before anything of it is filled in. */
const telling: ReadonlySet<string> = new Set(['$schema', 'kind', 'lifecycle']);

/** True where a schema takes any text: one with a list of values or a form of its own is a field like any other. */
const isFreeText = (schema: JsonObject): boolean => {
  const types = typesOf(schema);
  const pattern = schema['pattern'];
  return (
    schema['x-picket-parameter'] !== true &&
    types.length === 1 &&
    types[0] === 'string' &&
    allowedTexts(schema).length === 0 &&
    (pattern === undefined || pattern === String.raw`\S`)
  );
};

/**
 * Why the value at a place of a file takes no `{param: NAME}`; undefined where it takes one. Texts under keys of their own
 * take none; lists do, whole or item by item.
 */
export const noParameterAt = (
  { schema, idKeys = ['id'], queries }: ParameterPlaces,
  at: JsonPointer,
): NoParameter | undefined => {
  const segments = segmentsOf(at);
  const [first = ''] = segments;
  if (named.has(segments.at(-1) ?? '')) return 'names';
  if (segments.length === 1 && queries.some(({ key }) => key === first)) return 'query';
  if (telling.has(first) || first === 'ids' || (segments.length === 1 && idKeys.includes(first))) return 'identity';
  const last = segments.at(-1) ?? '';
  const isItem = /^\d+$/.test(last) && isObject(schemaAt(schema, at.slice(0, -last.length - 1))['items']);
  return !isItem && isFreeText(schemaAt(schema, at)) ? 'text' : undefined;
};
