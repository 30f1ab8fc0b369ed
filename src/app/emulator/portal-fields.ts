import type { PortalForm } from '../../core/file-form.ts';
import { parseDuration, printIsoDuration } from '../../core/duration.ts';
import type { Shape } from '../../core/fields/shape.ts';
import { PicketError } from '../../core/errors.ts';
import { type JsonObject, type JsonValue, objectOf, parseJson } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';

/** One field of a rule as somebody typed it: `incidentConfiguration.createIncident=false`. */
type Typed = { readonly names: readonly string[]; readonly value: string };

const read = (text: string, examples: string): Typed => {
  const at = text.indexOf('=');
  if (at > 0) return { names: text.slice(0, at).split('.'), value: text.slice(at + 1) };
  throw new PicketError('usage', `\`${text}\` is no FIELD=VALUE.`, {
    code: 'bad-field',
    hint: `For example ${examples}.`,
  });
};

const membersOf = (shape: Shape | undefined): Readonly<Record<string, Shape>> =>
  shape?.is === 'object' ? shape.members : {};

/** An item of a list as people name it: `tactics[0]`. */
const itemName = /^(.+?)\[\d*\]/;

const wholeList = (name: string): string => `\`${name}\` is a list: write the whole of it.`;

/** What is to be done about a field that is not there, `shape` being what should hold it. */
const hintOf = (names: readonly string[], shape: Shape, known: readonly string[]): string => {
  const parents = names.slice(0, -1);
  const last = names.at(-1) ?? '';
  const list = itemName.exec(last)?.[1];
  if (list !== undefined && membersOf(shape)[list]?.is === 'set') return wholeList([...parents, list].join('.'));
  if (shape.is === 'set') return wholeList(parents.join('.'));
  if (known.length === 0) return `\`${parents.join('.')}\` is one value.`;
  const close = nearest(last, known)[0];
  return close === undefined ? `It has ${known.join(', ')}.` : `Did you mean \`${[...parents, close].join('.')}\`?`;
};

const unknownField = (names: readonly string[], shape: Shape, known: readonly string[]): PicketError =>
  new PicketError('usage', `A rule of this kind has no field \`${names.join('.')}\`.`, {
    code: 'unknown-field',
    hint: hintOf(names, shape, known),
  });

/** What a mapping holds under a name: any name where it is a map, and its values are texts. */
const memberOf = (shape: Shape, name: string): Shape | undefined =>
  shape.is === 'map' && name !== '' ? { is: 'description' } : membersOf(shape)[name];

/** What a person means by a value: text for a field that is text, otherwise JSON. */
const valueOf = ({ names, value }: Typed, shape: Shape | undefined, before: JsonValue | undefined): JsonValue => {
  if (shape?.is === 'duration') {
    const length = parseDuration(value);
    return length === undefined ? value : printIsoDuration(length);
  }
  if (shape?.is === 'set' && value === '') return [];
  const isText = typeof before === 'string' || ['query', 'description', 'id', 'instant'].includes(shape?.is ?? '');
  if (isText) return value;
  const json = parseJson(value);
  if (json !== undefined) return json;
  if (shape === undefined || shape.is === 'exact') return value;
  if (shape.is === 'set' && shape.of.is === 'exact') return value.split(',').map((item) => item.trim());
  throw new PicketError('usage', `${names.join('.')} takes JSON, and \`${value}\` is none.`, {
    code: 'bad-field',
    hint: shape.is === 'set' ? 'Write a list: [{"…": "…"}].' : 'Write a mapping: {"…": "…"}.',
  });
};

/** `depth` is how many of its names have led here. */
const withField = (properties: JsonObject, typed: Typed, shape: Shape, depth = 0): JsonObject => {
  const name = typed.names[depth] ?? '';
  const members = membersOf(shape);
  const known = Object.keys(members).filter((key) => members[key]?.is !== 'ignored');
  const member = memberOf(shape, name);
  if (!known.includes(name) && !Object.hasOwn(properties, name) && (member === undefined || shape.is !== 'map'))
    throw unknownField(typed.names.slice(0, depth + 1), shape, known);
  const before = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const value =
    depth === typed.names.length - 1
      ? valueOf(typed, member, before)
      : withField(objectOf(before), typed, member ?? { is: 'exact' }, depth + 1);
  return { ...properties, [name]: value };
};

/**
 * The body of a rule to be written after somebody filled in some fields of the live one, each FIELD=VALUE with a name as
 * the service spells it. Values are text where the field is text, durations in either form, lists of words with commas,
 * and otherwise JSON; the service judges them. What only the service may set is left out. Throws a usage error for a
 * field that the kind has not and for a value that cannot be read.
 */
export const withFields = (body: JsonObject, fields: readonly string[], portal: PortalForm): JsonObject => {
  const { kind = null, properties } = body;
  const shape = portal.shapeOf(body);
  const members = membersOf(shape);
  const own = Object.entries(objectOf(properties)).filter(([name]) => members[name]?.is !== 'ignored');
  const filled = fields.reduce<JsonObject>(
    (result, field) => withField(result, read(field, portal.examples), shape),
    Object.fromEntries(own),
  );
  return { kind, properties: filled };
};
