import type { Carried } from '../service/api-version.ts';
import { parseIsoDuration, printIsoDuration, printShortDuration, instantOf, printInstant } from '../duration.ts';
import { isArray, isNothing, isObject, type JsonObject, type JsonScalar, type JsonValue } from '../json.ts';
import * as readers from './readers.ts';
import { exact, objectShape, setShape, type Shape } from './shape.ts';
import { descriptionText, queryText } from './texts.ts';

/** What writing a body may depend on: milliseconds since 1970. */
export type WriteContext = { readonly now: number };

/** A part of a value that not every api-version carries: its place within the value, `*` for each item of a list. */
export type Since = Carried & {
  /** As people call it; the name of the place unless given. */
  readonly what?: string;
  /** Only where the place has one of these values. */
  readonly values?: readonly string[];
};
export type PartSince = Since & { readonly at: readonly string[] };

/**
 * How one kind of value is read from a file, written into a body, shown in a file again, compared, and described by JSON
 * Schema. The functions are methods, so that a table may hold codecs of different values.
 */
export type Codec<Value> = {
  /** The value of a file that is there (never null, `[]` or `{}`); undefined where it is none that the field takes. */
  read(value: JsonValue): Value | undefined;
  /** As the service is given it; undefined for what says nothing. */
  write(value: Value, context: WriteContext): JsonValue | undefined;
  /** What a new file says for a canonical value of a body. */
  show(value: JsonValue): JsonValue | undefined;
  /** What two keys say together that mean the same. */
  join?(left: Value, right: Value): Value;
  /** A text of a body in the spelling that the file has at its place. */
  spell?(value: string, there: JsonValue | undefined): string;
  readonly shape: Shape;
  /** JSON Schema of the value in a file: `title`, `description`, limits and notes, without null. */
  readonly schema: JsonObject;
  /** The codecs of the members of a structure. */
  readonly members?: Readonly<Record<string, Codec<unknown>>>;
  /** Parts of the value that came with later api-versions. */
  readonly parts?: readonly PartSince[];
};

/** The sentence of a description that says which api-versions carry something. */
export const carriedBy = ({ what = 'it', preview, stable }: Since): string =>
  `Api-versions that carry ${what}: ${preview} and newer previews${stable === undefined ? '' : `, ${stable} and newer`}.`;

/** Title, description, limits and notes for the JSON Schema of a value. */
export type About = JsonObject;

const same = (value: JsonValue): JsonValue => value;

const plain = <Value extends JsonValue>(read: readers.Reader<Value>, schema: JsonObject): Codec<Value> => ({
  read,
  write: (value) => value,
  show: same,
  shape: exact,
  schema,
});

/** Any text, `''` included. */
export const text = (about: About = {}): Codec<string> => plain(readers.text, { type: 'string', ...about });

/** A text that is not empty: by its length, unless a pattern or a list of values says so already. */
export const filled = (about: About = {}): Codec<string> => {
  const isTold = about['pattern'] !== undefined || about['enum'] !== undefined;
  return plain(readers.filled, { type: 'string', ...(isTold ? {} : { minLength: 1 }), ...about });
};

/** A text that the pattern matches. */
export const matching = (pattern: RegExp, about: About): Codec<string> =>
  plain(readers.matching(pattern), { type: 'string', pattern: pattern.source, ...about });

export const flag = (about: About = {}): Codec<boolean> => plain(readers.flag, { type: 'boolean', ...about });

export const integer = (about: About): Codec<number> => plain(readers.integer, { type: 'integer', ...about });

/** A mapping that goes through as it is. */
export const mapping = (about: About = {}): Codec<JsonObject> => plain(readers.mapping, { type: 'object', ...about });

/** One of some names. */
export const oneOf = <Name extends string>(names: readonly Name[], about: About = {}): Codec<Name> =>
  plain(readers.oneOf(names), { type: 'string', enum: names, ...about });

/** The id of something in Azure, compared without case. */
export const idText = (about: About = {}): Codec<string> => ({
  ...filled({ 'x-picket-parameter': true, ...about }),
  shape: { is: 'id' },
});

/** Line ends at the end as the file had them: they say nothing, but changing them would touch another line. */
const endedLike = (value: string, there: JsonValue | undefined): string =>
  value + (typeof there === 'string' ? there.slice(there.search(/(?<!\n)\n*$/)) : value.includes('\n') ? '\n' : '');

/** A description in the quotes and white space that the file wraps it in. */
const wrappedLike = (value: string, there: JsonValue | undefined): string => {
  if (typeof there !== 'string') return endedLike(value, there);
  const trimmed = there.trim();
  const quote = trimmed.charAt(0);
  if (trimmed.length > 1 && (quote === "'" || quote === '"') && trimmed.endsWith(quote)) {
    const start = there.slice(0, there.indexOf(quote));
    const end = there.slice(there.lastIndexOf(quote) + 1);
    const inner = trimmed.slice(1, -1);
    const wrapped = `${start}${quote}${value}${inner.slice(inner.trimEnd().length)}${quote}${end}`;
    if (descriptionText(there) !== there.trimEnd() && descriptionText(wrapped) === value) return wrapped;
  }
  return endedLike(value, there);
};

/** A KQL query: line ends as LF and none at the end. */
export const query = (about: About = {}): Codec<string> => ({
  read: (value) => (typeof value === 'string' ? queryText(value) : undefined),
  write: (value) => value,
  show: same,
  spell: (value, there) => endedLike(value, there ?? '\n'),
  shape: { is: 'query' },
  // Only line ends at the end do not count.
  schema: { type: 'string', 'x-picket-unmeasured': '[\\r\\n]+$', ...about },
});

/** A text for people: one pair of quotes around the whole and white space at the end are no part of it. */
export const description = (about: About = {}): Codec<string> => ({
  read: (value) => (typeof value === 'string' ? descriptionText(value) : undefined),
  write: (value) => (value === '' ? undefined : value),
  show: same,
  spell: wrappedLike,
  shape: { is: 'description' },
  schema: { type: 'string', 'x-picket-unmeasured': '^["\']|["\']?\\s+$|["\']$', ...about },
});

const durationSchema: JsonObject = {
  type: 'string',
  pattern:
    '^(?:(?=\\d)(?:\\d+[dD])?(?:\\d+[hH])?(?:\\d+[mM])?(?:\\d+[sS])?|P(?=\\d|T\\d)(?:\\d+D)?(?:T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+S)?)?)$',
  'x-picket-noun': 'duration',
  'x-picket-hint': 'Write the number with its unit: `5m`, `1h`, `1h10m`, `14d`, or ISO 8601: `PT1H`, `P14D`.',
  'x-picket-suggest': [
    { match: '^[pP][tT](\\d+)[dD]$', value: 'P$1D' },
    { match: '^[pP](\\d+)([hHmM])$', value: 'PT$1$2' },
    { match: '^P1W$', value: 'P7D' },
    { match: '^P2W$', value: 'P14D' },
    { match: '^(\\d+) *(?:minutes?|mins?)$', value: '$1m' },
    { match: '^(\\d+) *(?:hours?|hrs?)$', value: '$1h' },
    { match: '^(\\d+) *days?$', value: '$1d' },
    { match: '^(\\d+) +([dhmDHM])$', value: '$1$2' },
  ],
  examples: ['5m', '1h', 'P1D'],
};

/** A length of time, in milliseconds. */
export const duration = (about: About = {}): Codec<number> => ({
  read: readers.duration,
  write: (value) => printIsoDuration(value),
  show: (value) => {
    const milliseconds = typeof value === 'string' ? parseIsoDuration(value) : undefined;
    return milliseconds === undefined ? value : printShortDuration(milliseconds);
  },
  spell: (value, there) => {
    const milliseconds = parseIsoDuration(value);
    const iso = typeof there === 'string' && there.toUpperCase().startsWith('P');
    return milliseconds === undefined || iso ? value : printShortDuration(milliseconds);
  },
  shape: { is: 'duration' },
  schema: { ...durationSchema, ...about },
});

/** A point in time as written in ISO 8601; written into a body only while it is ahead. */
export const futureInstant = (about: About = {}): Codec<string> => ({
  read: (value) => (typeof value === 'string' && instantOf(value) !== undefined ? value : undefined),
  write: (value, { now }) => {
    const instant = instantOf(value);
    return instant === undefined || instant <= now ? undefined : printInstant(instant);
  },
  show: same,
  shape: { is: 'instant' },
  schema: {
    type: 'string',
    pattern: '^\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,7})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?$',
    'x-picket-noun': 'point in time',
    examples: ['2026-01-31T08:00:00Z', '2026-02-28T08:00:00Z'],
    'x-picket-hint': 'Write it as ISO 8601, such as `2026-01-31T08:00:00Z`.',
    ...about,
  },
});

/** A list in any order, all of whose items are valid. */
export const listOf = <Value>(item: Codec<Value>, about: About = {}): Codec<readonly Value[]> => ({
  read: readers.listOf((value) => item.read(value)),
  write: (values, context) => values.map((value) => item.write(value, context) ?? null),
  show: (value) => (isArray(value) ? value.map((each) => item.show(each) ?? each) : value),
  join: (left, right) => [...new Set([...left, ...right])],
  shape: setShape(item.shape),
  schema: { type: 'array', items: item.schema, ...about },
  parts: (item.parts ?? []).map((part) => ({ ...part, at: ['*', ...part.at] })),
});

/** Texts under names that the author chooses; a name without a text is left out. */
export const textsByName = (about: About): Codec<Readonly<Record<string, string>>> => ({
  read: (value) => {
    if (!isObject(value)) return undefined;
    const texts: [string, string][] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member === null) continue;
      if (typeof member !== 'string') return undefined;
      texts.push([key, member]);
    }
    return Object.fromEntries(texts);
  },
  write: (value) => value,
  show: same,
  shape: { is: 'map' },
  schema: { type: 'object', ...about },
});

/** A JSON Schema that allows null as well: a key without a value counts as absent. */
export const nullable = (schema: JsonObject): JsonObject => {
  const { type, enum: names } = schema;
  if (type === undefined) return schema;
  const types = isArray(type) ? type : [type];
  return {
    ...schema,
    type: types.includes('null') ? types : [...types, 'null'],
    ...(isArray(names) ? { enum: [...names, null] } : {}),
  };
};

/** One member of a structure: necessary, or with what a file means that leaves it out. */
export type Member<Value> = {
  readonly codec: Codec<Value>;
  readonly necessary?: true;
  /** Written where the file says nothing. */
  readonly default?: Value;
  /** What the service fills in where it is given nothing. */
  readonly assumed?: JsonScalar;
  readonly since?: Since;
};

/** A comparison in which absent equals what is filled in; only scalars are filled in. */
export const assuming = (shape: Shape, value: JsonValue | undefined): Shape =>
  (shape.is === 'exact' || shape.is === 'duration') && value !== undefined && !isArray(value) && !isObject(value)
    ? { ...shape, default: value }
    : shape;

type Members<Value> = { readonly [Name in keyof Value]-?: Member<NonNullable<Value[Name]>> };

const isWhole = <Value extends object>(value: Partial<Value>, necessary: readonly string[]): value is Value =>
  necessary.every((name) => Object.hasOwn(value, name));

/** A mapping with known members, all of which are valid; its order is that of the body. */
export const structure = <Value extends object>(members: Members<Value>, about: About = {}): Codec<Value> => {
  const shapes: Record<string, Shape> = {};
  const codecs: Record<string, Codec<unknown>> = {};
  const properties: Record<string, JsonValue> = {};
  const necessary: string[] = [];
  const wanted: string[] = [];
  const parts: PartSince[] = [];
  for (const name in members) {
    const { codec, default: usual, assumed, since } = members[name];
    const filledIn = assumed ?? (usual === undefined ? undefined : codec.write(usual, { now: 0 }));
    shapes[name] = assuming(codec.shape, filledIn);
    codecs[name] = codec;
    const isNecessary = members[name].necessary === true;
    if (isNecessary) wanted.push(name);
    if (isNecessary || usual !== undefined) necessary.push(name);
    const { schema } = codec;
    const said =
      filledIn === undefined || isArray(filledIn) || codec.shape.is === 'duration' ? {} : { default: filledIn };
    const told = typeof schema['description'] === 'string' && since !== undefined ? schema['description'] : undefined;
    properties[name] = {
      ...(isNecessary ? schema : { ...nullable(schema), ...said }),
      ...(told === undefined || since === undefined ? {} : { description: `${told} ${carriedBy(since)}` }),
    };
    if (since !== undefined) parts.push({ ...since, at: [name] });
    parts.push(...(codec.parts ?? []).map((part) => ({ ...part, at: [name, ...part.at] })));
  }
  return {
    read: readers.shapedAs((found) => {
      const value: Partial<Value> = {};
      for (const name in members) {
        const { codec, default: usual } = members[name];
        const member = found.take(name, (given) => codec.read(given)) ?? usual;
        if (member !== undefined) value[name] = member;
      }
      return isWhole(value, necessary) ? value : undefined;
    }),
    write: (value, context) => {
      const result: Record<string, JsonValue> = {};
      for (const name in members) {
        const member = value[name];
        if (member === undefined || member === null) continue;
        const written = members[name].codec.write(member, context);
        // What has a default is always said; of the others only what says something.
        if (written !== undefined && (necessary.includes(name) || !isNothing(written))) result[name] = written;
      }
      return result;
    },
    show: (value) => {
      if (!isObject(value)) return value;
      const result: Record<string, JsonValue> = { ...value };
      for (const name in members) {
        const member = value[name];
        const shown = member === undefined ? undefined : members[name].codec.show(member);
        if (shown !== undefined) result[name] = shown;
      }
      return result;
    },
    shape: objectShape(shapes),
    members: codecs,
    schema: {
      type: 'object',
      properties,
      additionalProperties: false,
      ...(wanted.length === 0 ? {} : { required: wanted }),
      ...about,
    },
    parts,
  };
};
