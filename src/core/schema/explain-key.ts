import type { ErrorObject } from 'ajv';
import { removeValue } from '../text/edit/remove.ts';
import { equalJson, isObject, objectOf, some } from '../json.ts';
import { nearest, sameName, slips } from '../text/nearest.ts';
import { pointer, valueAt } from '../pointer.ts';
import type { TextEdit } from '../text/span.ts';
import { allowedValues, keysOf, note, notes, placesOf, schemaAt } from './annotations.ts';
import { keyFor, numberParameter, subject, textParameter, type Context, type Explanation } from './explanation.ts';
import { renameKey } from './repair.ts';
import { shown, listed } from '../text/phrase.ts';

export const unknownKey = (error: ErrorObject, { root, document }: Context): Explanation => {
  const key = textParameter(error, 'additionalProperty');
  const holder = error.instancePath;
  const at = holder + pointer(key);
  const schema = schemaAt(root, holder);
  const names = keysOf(schema);
  const siblings = valueAt(document.value, holder);
  const taken = (name: string) => isObject(siblings) && Object.hasOwn(siblings, name);
  const where = keyFor(holder);
  const base = { code: 'schema/unknown-key', at, part: 'key' } as const;

  if (key === '<<')
    return {
      ...base,
      message: 'The key `<<` merges nothing: merge keys belong to YAML 1.1, and Picket reads YAML 1.2.',
      hint: 'Write the merged keys out. Anchors and aliases of single values work (`&name`, `*name`).',
    };

  const rename = (name: string, message: string, safe: readonly TextEdit[] | undefined): Explanation => ({
    ...base,
    message,
    means: holder + pointer(name),
    ...some('hint', taken(name) ? `\`${name}\` is already there: remove \`${key}\`.` : `Write \`${name}\`.`),
    ...some('fix', taken(name) ? undefined : safe),
  });
  const alias = [...notes(schema, 'x-picket-aliases')].find(([name]) => sameName(name, key))?.[1];
  const alike = names.find((name) => sameName(name, key));
  if (alike !== undefined)
    return rename(alike, `The key \`${key}\` is spelled \`${alike}\`.`, renameKey(document, at, alike));
  if (alias !== undefined && isObject(siblings) && taken(alias) && equalJson(siblings[key], siblings[alias]))
    return {
      ...base,
      severity: 'warning',
      message: `The key \`${key}\` is called \`${alias}\` here, and says the same once more.`,
      hint: `Remove \`${key}\`.`,
      ...some('fix', removeValue(document, at)),
    };
  if (alias !== undefined) return rename(alias, `The key \`${key}\` is called \`${alias}\` here.`, undefined);

  const close = nearest(key, names);
  const [first] = close;
  // `kid` beside `id` is meant for `kind`, though both are as near; another spelling of what is there is not meant.
  const near =
    first !== undefined && taken(first)
      ? (close.find((name) => !taken(name) && !sameName(name, first)) ?? first)
      : first;
  const unknown = (name: string): Explanation =>
    rename(name, `The key \`${key}\` is unknown: did you mean \`${name}\`?`, undefined);
  // One letter off is a slip, even where another mapping has a key of that very name.
  if (near !== undefined && slips(near, key) === 1) return unknown(near);
  const places = placesOf(root, key).filter((place) => place !== (where ?? ''));
  const [place] = places;
  if (place !== undefined && names.length > 0) {
    const right = place === '' ? 'at the top level' : `in \`${place}\``;
    return {
      ...base,
      message: `The key \`${key}\` does not belong ${where === undefined ? 'at the top level' : `in \`${where}\``}: its place is ${right}.`,
      hint: `Move it ${place === '' ? 'to the top level' : `into \`${place}\``}.`,
    };
  }
  if (near !== undefined) return unknown(near);
  return {
    ...base,
    message: `The key \`${key}\` is unknown${where === undefined ? '' : ` in \`${where}\``}.`,
    hint: names.includes('metadata')
      ? 'Remove it, or keep it under `metadata`.'
      : names.length > 14
        ? 'Remove it, or keep it as a comment; the schema of the file lists the keys that there are.'
        : `Allowed are ${listed(names)}.`,
  };
};

export const missingKey = (error: ErrorObject, { root, document }: Context): Explanation => {
  const key = textParameter(error, 'missingProperty');
  const holder = error.instancePath;
  const at = holder + pointer(key);
  const schema = schemaAt(root, at);
  const allowed = allowedValues(schema);
  const value = valueAt(document.value, holder);
  const [first] = isObject(value) ? Object.keys(value) : [];
  const where = keyFor(holder);
  const description = note(schema, 'description');
  return {
    code: 'schema/missing-key',
    at: first === undefined ? holder : holder + pointer(first),
    part: first === undefined ? 'value' : 'key',
    message: `The key \`${key}\` is missing${where === undefined ? '' : ` in ${subject(holder)}`}.`,
    ...some('hint', allowed.length > 0 ? `Add it with one of ${listed(allowed, 'or')}.` : description),
    means: at,
  };
};

export const badName = (error: ErrorObject, { root }: Context): Explanation => {
  const name = error.propertyName ?? '';
  const schema = schemaAt(root, error.instancePath)['propertyNames'];
  const described = objectOf(schema);
  const noun = note(described, 'x-picket-noun') ?? 'name that is allowed here';
  const limit = error.keyword === 'maxLength' ? numberParameter(error, 'limit') : undefined;
  return {
    code: 'schema/bad-name',
    at: error.instancePath + pointer(name),
    part: 'key',
    message:
      limit === undefined
        ? `${shown(name)} is no ${noun}.`
        : `${shown(name)} has ${name.length} characters; a ${noun} has at most ${limit}.`,
    ...some('hint', note(described, 'x-picket-hint')),
  };
};
