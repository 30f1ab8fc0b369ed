import type { ErrorObject } from 'ajv';
import type { DiagnosticCode } from '../diagnostic.ts';
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { nearest, sameName } from '../nearest.ts';
import { pointer, segmentsOf, valueAt, type JsonPointer } from '../pointer.ts';
import type { SourceDocument } from '../source.ts';
import type { TextEdit } from '../text.ts';
import { allowedTexts, keysOf, note, notes, placesOf, schemaAt, suggestion, typesOf } from './annotations.ts';
import { renameKey, replaceText, retype } from './repair.ts';
import { counted, kindInWords, listed, shown, typesInWords } from './words.ts';

/** One violation in Picket's words, before it is placed. */
export type Explanation = {
  readonly code: DiagnosticCode;
  readonly at: JsonPointer;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
  readonly fix?: readonly TextEdit[];
  /** The key that this one means; where it is also missing, saying so twice would be noise. */
  readonly means?: JsonPointer;
};

export type Context = {
  readonly root: JsonObject;
  readonly document: SourceDocument;
};

const lastOf = (at: JsonPointer): string => segmentsOf(at).at(-1) ?? '';

/** The name of the nearest key at or above a place: of `/tactics/0`, `tactics`. */
const keyFor = (at: JsonPointer): string | undefined => segmentsOf(at).findLast((segment) => !/^\d+$/.test(segment));

const subject = (at: JsonPointer): string => {
  const key = keyFor(at);
  if (key === undefined) return 'The file';
  const index = lastOf(at);
  return key === index ? `\`${key}\`` : `Entry ${Number(index) + 1} of \`${key}\``;
};

const parameter = (error: ErrorObject, name: string): JsonValue | undefined => {
  const params: unknown = error.params;
  const value = isObject(params) ? params[name] : undefined;
  return value;
};

const textParameter = (error: ErrorObject, name: string): string => {
  const value = parameter(error, name);
  return typeof value === 'string' ? value : '';
};

const numberParameter = (error: ErrorObject, name: string): number => {
  const value = parameter(error, name);
  return typeof value === 'number' ? value : 0;
};

const some = <Key extends 'hint' | 'fix', Value>(
  key: Key,
  value: Value | undefined,
): { readonly [name in Key]?: Value } => {
  const found: { [name in Key]?: Value } = {};
  if (value !== undefined) found[key] = value;
  return found;
};

const unknownKey = (error: ErrorObject, { root, document }: Context): Explanation => {
  const key = textParameter(error, 'additionalProperty');
  const holder = error.instancePath;
  const at = holder + pointer(key);
  const schema = schemaAt(root, holder);
  const names = keysOf(schema);
  const siblings = valueAt(document.value, holder);
  const taken = (name: string) => isObject(siblings) && Object.hasOwn(siblings, name);
  const where = keyFor(holder);
  const base = { code: 'schema/unknown-key', at, part: 'key' } as const;

  const rename = (name: string, message: string, safe: readonly TextEdit[] | undefined): Explanation => ({
    ...base,
    message,
    means: holder + pointer(name),
    ...some('hint', taken(name) ? `\`${name}\` is already there: remove \`${key}\`.` : undefined),
    ...some('fix', taken(name) ? undefined : safe),
  });
  const alias = [...notes(schema, 'x-picket-aliases')].find(([name]) => sameName(name, key))?.[1];
  const alike = names.find((name) => sameName(name, key));
  if (alike !== undefined)
    return rename(alike, `The key \`${key}\` is spelled \`${alike}\`.`, renameKey(document, at, alike));
  if (alias !== undefined) return rename(alias, `The key \`${key}\` is called \`${alias}\` here.`, undefined);

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
  const [near] = nearest(key, names);
  if (near !== undefined) return rename(near, `The key \`${key}\` is unknown: did you mean \`${near}\`?`, undefined);
  return {
    ...base,
    message: `The key \`${key}\` is unknown${where === undefined ? '' : ` in \`${where}\``}.`,
    hint: names.length > 14 ? 'Remove it, or keep it under `metadata`.' : `Allowed are ${listed(names)}.`,
  };
};

const missingKey = (error: ErrorObject, { root, document }: Context): Explanation => {
  const key = textParameter(error, 'missingProperty');
  const holder = error.instancePath;
  const at = holder + pointer(key);
  const schema = schemaAt(root, at);
  const allowed = allowedTexts(schema);
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

const wrongType = (error: ErrorObject, { root, document }: Context): Explanation => {
  const at = error.instancePath;
  const described = schemaAt(root, at);
  const parent: unknown = error.parentSchema;
  const types = typesOf(isObject(parent) ? parent : described);
  const value = valueAt(document.value, at);
  const scalar = value !== null && typeof value !== 'object';
  const forbidden = isObject(parent) ? note(parent, 'x-picket-forbidden') : undefined;
  if (forbidden !== undefined)
    return {
      code: 'schema/forbidden-key',
      at,
      part: 'key',
      message: `\`${lastOf(at)}\` ${forbidden}.`,
      hint: 'Remove it, or change the `kind` of the rule.',
    };
  const kind =
    value === null ? 'is empty' : `is ${scalar ? `${shown(value)}, ${kindInWords(value)}` : kindInWords(value)}`;
  const noun = note(described, 'x-picket-noun');
  const wanted = noun === undefined ? typesInWords(types) : `a ${noun} (${typesInWords(types)})`;
  const fix = scalar ? retype(document, at, value, types) : undefined;
  return {
    code: 'schema/wrong-type',
    at,
    part: scalar ? 'value' : 'key',
    message: `${subject(at)} ${kind}; it must be ${wanted}.`,
    ...some('hint', note(described, 'x-picket-hint')),
    // A number where a noun is wanted needs more than quotes.
    ...some('fix', noun === undefined || typeof value === 'string' ? fix : undefined),
  };
};

const notAllowed = (error: ErrorObject, { root, document }: Context): Explanation => {
  const at = error.instancePath;
  const described = schemaAt(root, at);
  const allowed = allowedTexts(described);
  const value = valueAt(document.value, at);
  const wrong = typeof value === 'string' ? value : '';
  const noun = note(described, 'x-picket-noun') ?? 'value that is allowed here';
  const synonym = [...notes(described, 'x-picket-synonyms')].find(([name]) => sameName(name, wrong))?.[1];
  const names = synonym === undefined ? nearest(wrong, allowed) : [synonym];
  const [near] = names;
  const certain = near !== undefined && names.length === 1;
  return {
    code: 'schema/not-allowed-value',
    at,
    part: 'value',
    message: `${shown(value)} is no ${noun}${near === undefined ? '' : `: did you mean ${listed(names, 'or')}?`}${near === undefined ? '.' : ''}`,
    hint: `Allowed are ${listed(allowed)}.`,
    ...some(
      'fix',
      certain && (synonym !== undefined || sameName(near, wrong)) ? replaceText(document, at, near) : undefined,
    ),
  };
};

const notMatching = (error: ErrorObject, { root, document }: Context): Explanation => {
  const at = error.instancePath;
  const described = schemaAt(root, at);
  const value = valueAt(document.value, at);
  const meant = typeof value === 'string' ? suggestion(described, value) : undefined;
  return {
    code: 'schema/pattern',
    at,
    part: 'value',
    message: `${shown(value)} is no ${note(described, 'x-picket-noun') ?? 'valid value'}${meant === undefined ? '.' : `: did you mean \`${meant}\`?`}`,
    ...some('hint', note(described, 'x-picket-hint')),
    ...some('fix', meant === undefined ? undefined : replaceText(document, at, meant)),
  };
};

const tooLong = (error: ErrorObject, { root, document }: Context): Explanation | undefined => {
  const at = error.instancePath;
  const limit = numberParameter(error, 'limit');
  const unmeasured = note(schemaAt(root, at), 'x-picket-unmeasured');
  const value = valueAt(document.value, at);
  if (typeof value !== 'string') return undefined;
  const counting = unmeasured === undefined ? value : value.replace(new RegExp(unmeasured, 'g'), '');
  if (counting.length <= limit) return undefined;
  return {
    code: 'schema/too-long',
    at,
    part: 'value',
    message: `${subject(at)} has ${counting.length} characters; at most ${limit} are allowed.`,
    hint: `Shorten it by ${counting.length - limit}.`,
  };
};

const count = (value: JsonValue | undefined): number =>
  Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;

const number = (error: ErrorObject, { document }: Context, code: 'too-many' | 'too-few'): Explanation => {
  const limit = numberParameter(error, 'limit');
  const at = error.instancePath;
  const bound = code === 'too-many' ? 'at most' : 'at least';
  return {
    code: `schema/${code}`,
    at,
    part: 'key',
    message: `${subject(at)} has ${counted(count(valueAt(document.value, at)), 'entry', 'entries')}; ${bound} ${limit} ${limit === 1 ? 'is' : 'are'} allowed.`,
  };
};

const outOfRange = (error: ErrorObject, { root, document }: Context): Explanation => {
  const at = error.instancePath;
  const { minimum, maximum } = schemaAt(root, at);
  const bounds =
    typeof minimum === 'number' && typeof maximum === 'number'
      ? `it must be from ${minimum} to ${maximum}`
      : `it must be ${textParameter(error, 'comparison')} ${numberParameter(error, 'limit')}`;
  return {
    code: 'schema/out-of-range',
    at,
    part: 'value',
    message: `${subject(at)} is ${shown(valueAt(document.value, at))}; ${bounds}.`,
  };
};

const badName = (error: ErrorObject, { root }: Context): Explanation => {
  const name = error.propertyName ?? '';
  const schema = schemaAt(root, error.instancePath)['propertyNames'];
  const described = isObject(schema) ? schema : {};
  return {
    code: 'schema/bad-name',
    at: error.instancePath + pointer(name),
    part: 'key',
    message: `\`${name}\` is no ${note(described, 'x-picket-noun') ?? 'name that is allowed here'}.`,
    ...some('hint', note(described, 'x-picket-hint')),
  };
};

const noChoice = (error: ErrorObject, { root }: Context): Explanation | undefined => {
  const message = note(schemaAt(root, error.instancePath), 'x-picket-choice');
  if (message === undefined) return undefined;
  return { code: 'schema/wrong-choice', at: error.instancePath, part: 'key', message };
};

/** Branches of a choice fail for reasons of their own; the choice as a whole is what a person is told. */
const isBranch = (error: ErrorObject): boolean => /\/(?:oneOf|anyOf|not)\//.test(error.schemaPath);

/** One error of Ajv in Picket's words; undefined for what only says that a branch did not fit. */
export const explain = (error: ErrorObject, context: Context): Explanation | undefined => {
  if (isBranch(error)) return undefined;
  if (error.propertyName !== undefined) return badName(error, context);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, context);
    case 'required':
      return missingKey(error, context);
    case 'type':
      return wrongType(error, context);
    case 'enum':
    case 'const':
      return notAllowed(error, context);
    case 'pattern':
    case 'format':
      return notMatching(error, context);
    case 'maxLength':
      return tooLong(error, context);
    case 'minLength':
      return {
        code: 'schema/empty',
        at: error.instancePath,
        part: 'value',
        message: `${subject(error.instancePath)} is empty.`,
      };
    case 'maxItems':
    case 'maxProperties':
      return number(error, context, 'too-many');
    case 'minItems':
    case 'minProperties':
      return number(error, context, 'too-few');
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return outOfRange(error, context);
    case 'uniqueItems':
      return {
        code: 'schema/repeated',
        at: error.instancePath + pointer(numberParameter(error, 'i')),
        part: 'value',
        message: `Entry ${numberParameter(error, 'i') + 1} of \`${keyFor(error.instancePath) ?? ''}\` stands there twice.`,
      };
    case 'oneOf':
    case 'anyOf':
      return noChoice(error, context);
    default:
      return undefined;
  }
};
