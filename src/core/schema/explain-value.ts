import type { ErrorObject } from 'ajv';
import { isObject, type JsonObject, type JsonValue, objectOf, some, textOrEmpty } from '../json.ts';
import { nearest, sameName } from '../text/nearest.ts';
import { lastOf, parentOf, pointer, valueAt, type JsonPointer } from '../pointer.ts';
import { allowedTexts, allowedValues, keysOf, note, notes, schemaAt, suggestion, typesOf } from './annotations.ts';
import { keyFor, numberParameter, subject, textParameter, type Context, type Explanation } from './explanation.ts';
import { entriesIn, replaceText, retype } from './repair.ts';
import { shown, listed, counted, typesInWords, kindInWords } from '../text/phrase.ts';

/** How a list is written, with what stands there as its entries where they can be told. */
const listExample = (at: JsonPointer, value: JsonValue | undefined, described: JsonObject): string => {
  const key = lastOf(at);
  const [first] = keysOf(objectOf(described['items']));
  if (isObject(value)) return `Put \`- \` before the first key under \`${key}\`, and indent the others below it.`;
  if (first !== undefined)
    return `Write each entry on lines of its own below \`${key}:\`, the first one beginning with \`- ${first}: \`.`;
  const entries = (typeof value === 'string' ? entriesIn(value) : undefined) ?? ['first', 'second'];
  return `Write \`${key}: [${entries.join(', ')}]\`, or each entry on a line of its own below, after \`- \`.`;
};

export const wrongType = (error: ErrorObject, { root, document }: Context): Explanation => {
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
  const ofStructures = keysOf(objectOf(described['items'])).length > 0;
  const fix = scalar && !ofStructures ? retype(document, at, value, types) : undefined;
  const isEntry = keyFor(at) !== lastOf(at);
  return {
    code: 'schema/wrong-type',
    at,
    part: scalar ? 'value' : 'key',
    message: `${subject(at)} ${kind}; it must be ${wanted}.`,
    ...some(
      'hint',
      note(described, 'x-picket-hint') ??
        (types.length === 1 && types[0] === 'array' && value !== null
          ? listExample(at, value, isObject(parent) && isObject(parent['items']) ? parent : described)
          : value === null
            ? `Fill it in, or remove the ${at === '' ? 'file' : isEntry ? 'entry' : 'key'}.`
            : fix?.[0] === undefined
              ? undefined
              : `Write \`${isEntry ? '' : `${lastOf(at)}: `}${fix[0].text}\`.`),
    ),
    // A number where a noun is wanted needs more than quotes.
    ...some('fix', noun === undefined || typeof value === 'string' ? fix : undefined),
  };
};

export const notAllowed = (error: ErrorObject, { root, document }: Context): Explanation => {
  const at = error.instancePath;
  const described = schemaAt(root, at);
  const allowed = allowedTexts(described);
  const value = valueAt(document.value, at);
  const wrong = textOrEmpty(value);
  const noun = note(described, 'x-picket-noun') ?? 'value that is allowed here';
  const synonym = [...notes(described, 'x-picket-synonyms')].find(([name]) => sameName(name, wrong))?.[1];
  const names = synonym === undefined ? nearest(wrong, allowed) : [synonym];
  const [near] = names;
  const certain = near !== undefined && names.length === 1;
  const isOpen = described['x-picket-open'] === true && wrong !== '';
  if (isOpen && near === undefined)
    return {
      code: 'schema/unknown-value',
      severity: 'warning',
      at,
      part: 'value',
      message: `${shown(value)} is no ${noun} that Picket knows; the service may know it all the same.`,
      hint: `Known are ${listed(allowed)}.`,
    };
  return {
    code: isOpen ? 'schema/unknown-value' : 'schema/not-allowed-value',
    at,
    part: 'value',
    message: `${shown(value)} is no ${noun}${near === undefined ? '' : `: did you mean ${listed(names, 'or')}?`}${near === undefined ? '.' : ''}`,
    hint: `Allowed are ${listed(allowedValues(described))}.`,
    ...some(
      'fix',
      certain && (synonym !== undefined || sameName(near, wrong)) ? replaceText(document, at, near) : undefined,
    ),
  };
};

export const notMatching = (error: ErrorObject, { root, document }: Context): Explanation => {
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

export const tooLong = (error: ErrorObject, { root, document }: Context): Explanation | undefined => {
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

export const tooShort = (error: ErrorObject, { root, document }: Context): Explanation => {
  const at = error.instancePath;
  const value = valueAt(document.value, at);
  const isEmpty = value === '';
  const limit = numberParameter(error, 'limit');
  return {
    code: 'schema/empty',
    at,
    part: 'value',
    message: isEmpty
      ? `${subject(at)} is empty.`
      : `${subject(at)} is ${JSON.stringify(value)}; at least ${limit} characters are needed.`,
    hint: isEmpty ? 'Fill it in.' : (note(schemaAt(root, at), 'x-picket-hint') ?? 'Use a longer one.'),
  };
};

const count = (value: JsonValue | undefined): number =>
  Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;

export const wrongNumber = (error: ErrorObject, { document }: Context, code: 'too-many' | 'too-few'): Explanation => {
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

export const outOfRange = (error: ErrorObject, { root, document }: Context): Explanation => {
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

/** The schema that holds the choice says what it wants, or the one of the place. */
export const noChoice = (error: ErrorObject, { root, document }: Context): Explanation | undefined => {
  const holder = valueAt(root, parentOf(error.schemaPath.replace(/^#/, '')));
  const message =
    (isObject(holder) ? note(holder, 'x-picket-choice') : undefined) ??
    note(schemaAt(root, error.instancePath), 'x-picket-choice');
  if (message === undefined) return undefined;
  const value = valueAt(document.value, error.instancePath);
  const [first] = error.instancePath === '' && isObject(value) ? Object.keys(value) : [];
  const at = first === undefined ? error.instancePath : pointer(first);
  return { code: 'schema/wrong-choice', at, part: 'key', message };
};
