import type { JsonObject, JsonValue } from '../json.ts';
import { lastOf, pointer, type JsonPointer } from '../pointer.ts';
import type { Codec, Since } from './codec.ts';
import type { FileMerge, PropertyChange } from './merge.ts';
import { membersOf } from './readers.ts';
import type { Shape } from './shape.ts';

/** A second place of the body that a field's value fills. */
export type Place<Value> = {
  readonly at: JsonPointer;
  write(value: Value): JsonValue | undefined;
  readonly compare: Shape;
  readonly since?: Since;
};

/**
 * One field of a content type, all that Picket knows of it. The name of the row is its name in the model, and in the
 * file unless `key` says otherwise.
 */
export type Field<Kind extends string, Value> = {
  readonly key?: string;
  /** Another name of the key in files; where both are given, their lists are brought together. */
  readonly otherKey?: string;
  /** Title for editors and pages. */
  readonly label: string;
  /** What the field says, for the schema and the documentation. */
  readonly about: string;
  /** Where the value stands in the body; absent for what only the file has. */
  readonly at?: JsonPointer;
  readonly also?: readonly Place<Value>[];
  readonly codec: Codec<Value>;
  /** How the place compares, where not as the codec says. */
  readonly compare?: Shape;
  /** What a file means that leaves it out; for scalars also what the service fills in, unless `compare` is given. */
  readonly default?: Value;
  /** Kinds whose body has it; every kind for what only the file has. */
  readonly kinds: readonly Kind[];
  /** Kinds whose value comes from the service: a file may say it, nothing is sent or compared. */
  readonly fromService?: readonly Kind[];
  /** Kinds whose files may say it for nothing. */
  readonly idle?: readonly Kind[];
  /** Kinds that cannot be without it. */
  readonly required?: readonly Kind[];
  /** Not even null may stand there for nothing. */
  readonly neverNull?: true;
  readonly since?: Since;
  /** Another row without which this one is not sent. */
  readonly needs?: string;
  /** A row that is a switch: while it is not on, the place means nothing and is not compared. */
  readonly onlyWhile?: string;
  /** The key that a new file gives a value of the body, where not the field's own. */
  readonly shownAs?: string;
  /** What a new file says, from the values of all its places; what the codec shows unless given. */
  show?(values: readonly (JsonValue | undefined)[]): JsonValue | undefined;
  /** How a change is merged into a file, where not as one key of the same structure. False where it cannot be. */
  readonly merge?: (into: FileMerge, change: PropertyChange) => boolean;
  /** Decided where the item runs: a newer version of what it was made from never changes it. */
  readonly local?: true;
  /** The first version of the normaliser that knows it; 1 unless given. */
  readonly normaliser?: number;
};

/** The rows of a content type by their names, in the order of a file. */
export type FieldTable<Kind extends string, Values> = {
  readonly [Name in keyof Values]: Field<Kind, Values[Name]>;
};

/** Makes rows for the given kinds; the kinds that a row names become part of its type, and so of the model. */
export const rowsFor =
  <Kind extends string>() =>
  <Value, const Row extends Omit<Field<Kind, Value>, 'codec'>>(
    codec: Codec<Value>,
    row: Row,
  ): Row & { readonly codec: Codec<Value> } => ({ ...row, codec });

type Named<Row, Property extends string> = Row extends { readonly [P in Property]: readonly (infer Kind)[] }
  ? Kind
  : never;
type ValueOf<Row> = Row extends { readonly codec: Codec<infer Value> } ? Value : never;

/** The values of a table's fields by their names. */
export type ValuesOf<Table> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

type HasDefault<Row> = Row extends { readonly default: unknown } ? true : false;
type Presence<Row, Kind> = [Kind] extends [Named<Row, 'required'>]
  ? 'always'
  : [Kind] extends [Named<Row, 'kinds'>]
    ? HasDefault<Row> extends true
      ? 'always'
      : 'perhaps'
    : [Kind] extends [Named<Row, 'fromService'> | Named<Row, 'idle'>]
      ? 'perhaps'
      : 'never';

/** What a whole item of one kind has: fields with a default or that the kind needs always, others perhaps. */
export type WholeOf<Table, Kind> = {
  readonly [Name in keyof Table as Presence<Table[Name], Kind> extends 'always' ? Name : never]: ValueOf<Table[Name]>;
} & {
  readonly [Name in keyof Table as Presence<Table[Name], Kind> extends 'perhaps' ? Name : never]?: ValueOf<Table[Name]>;
};

type AnyField<Kind extends string> = Field<Kind, unknown>;

/** The rows of a table by their names. */
export const rowsOf = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
): readonly (readonly [string, AnyField<Kind>])[] => Object.entries<AnyField<Kind>>(table);

const keyOf = (name: string, { key }: { readonly key?: string }): string => key ?? name;

/** What is made of a table or a row once, however many items there are. */
export const remembered = <Key extends object, Result extends object>(
  make: (key: Key) => Result,
): ((key: Key) => Result) => {
  const known = new WeakMap<Key, Result>();
  return (key) => {
    const result = known.get(key) ?? make(key);
    known.set(key, result);
    return result;
  };
};

type KeyNames = Readonly<Record<string, Pick<Field<string, unknown>, 'label' | 'key' | 'otherKey'>>>;

/** The keys of a file in their order, other names of a key behind it. */
export const keysOf: (table: KeyNames) => readonly string[] = remembered((table: KeyNames) =>
  Object.entries(table).flatMap(([name, row]) => [
    row.key ?? name,
    ...(row.otherKey === undefined ? [] : [row.otherKey]),
  ]),
);

/** The row that fills a property of a body, by the property's name, and its key in the file. */
export const fieldAt = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  property: string,
): { readonly key: string; readonly field: Field<Kind, unknown> } | undefined => {
  const isAt = (at: JsonPointer | undefined): boolean => at?.endsWith(pointer(property)) === true;
  const found = rowsOf(table).find(([, { at, also = [] }]) => isAt(at) || also.some((place) => isAt(place.at)));
  return found === undefined ? undefined : { key: keyOf(...found), field: found[1] };
};

/** The names of the properties of a body that rows fill, those of some rows only. */
export const propertiesOf = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  chosen: (row: Field<Kind, unknown>) => boolean = () => true,
): readonly string[] =>
  rowsOf(table).flatMap(([, row]) =>
    row.at === undefined || !chosen(row) ? [] : [row.at, ...(row.also ?? []).map(({ at }) => at)].map(lastOf),
  );

/** Keys of what only files have: it documents, or names the item. */
export const documentKeysOf = <Kind extends string, Values>(table: FieldTable<Kind, Values>): readonly string[] =>
  rowsOf(table).flatMap(([name, row]) => (row.at === undefined ? [keyOf(name, row)] : []));

/** Places of a file whose values compare in one way, those within structures too. */
export const placesComparing = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  is: Shape['is'],
): readonly JsonPointer[] => {
  const within = ({ shape, members = {} }: Codec<unknown>, at: JsonPointer): readonly JsonPointer[] => [
    ...(shape.is === is ? [at] : []),
    ...Object.entries(members).flatMap(([name, member]) => within(member, at + pointer(name))),
  ];
  return rowsOf(table).flatMap(([name, row]) => within(row.codec, pointer(keyOf(name, row))));
};

/** Whether a list of kinds, where a row has one, names a kind. */
export const includes = (kinds: readonly string[] | undefined, kind: string): boolean => kinds?.includes(kind) === true;

/** Whether a file of a kind may have a field. */
const isAllowed = <Kind extends string>(row: AnyField<Kind>, kind: Kind): boolean =>
  includes(row.kinds, kind) || includes(row.fromService, kind) || includes(row.idle, kind);

/** What a file says, and its keys that have a value which is not valid. */
export type Read<Values> = { readonly values: Partial<Values>; readonly invalid: readonly string[] };

/**
 * The fields of a file that are present and valid. Never fails: null, an empty list and an empty mapping count as absent.
 * No default is filled in.
 */
export const readFields = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  raw: JsonObject,
): Read<Values> => {
  const members = membersOf(raw);
  const values: Partial<Values> = {};
  for (const name in table) {
    const { key = name, otherKey, codec } = table[name];
    const value = members.take(key, (given) => codec.read(given));
    const other = otherKey === undefined ? undefined : members.take(otherKey, (given) => codec.read(given));
    const both = value !== undefined && other !== undefined ? codec.join?.(value, other) : undefined;
    const said = both ?? value ?? other;
    if (said !== undefined) values[name] = said;
  }
  return { values, invalid: members.invalid() };
};

/**
 * What an item of a kind is, defaults filled in, without what only other kinds have; undefined while something that the
 * kind needs is missing, or something is there that the kind cannot have: leaving it out would not be what the author
 * wrote.
 *
 * @param unsound keys of the file whose values are not valid.
 */
export const withDefaults = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  kind: Kind,
  given: Partial<Values>,
  unsound: readonly string[],
): Partial<Values> | undefined => {
  const whole: Partial<Values> = {};
  for (const name in table) {
    const row = table[name];
    const isSent = includes(row.kinds, kind) && row.at !== undefined;
    const value = given[name] ?? (includes(row.kinds, kind) ? row.default : undefined);
    if (!isAllowed(row, kind) && (given[name] !== undefined || unsound.includes(row.key ?? name))) return undefined;
    if (isSent && [row.key ?? name, row.otherKey].some((key) => key !== undefined && unsound.includes(key)))
      return undefined;
    if (value === undefined && includes(row.required, kind)) return undefined;
    if (value !== undefined && isAllowed(row, kind)) whole[name] = value;
  }
  return whole;
};
