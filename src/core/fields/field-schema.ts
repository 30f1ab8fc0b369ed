import type { JsonObject, JsonValue } from '../json.ts';
import { carriedBy, nullable } from './codec.ts';
import type { Field, FieldTable } from './field-table.ts';

/** What the schema of a content type says besides its fields. */
export type SchemaFrame<Kind extends string> = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Other names of keys, told as slips. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The kinds, the first of which a file means that names none; absent where all items are of one kind. */
  readonly kinds?: {
    readonly names: readonly Kind[];
    /** Why a key may not be in a file of a kind; it goes on after the key's name. */
    readonly refusal: (kind: Kind, owners: readonly Kind[]) => string;
  };
};

type Row<Kind extends string> = Field<Kind, unknown>;

const isAllowed = <Kind extends string>({ kinds, fromService = [], idle = [] }: Row<Kind>, kind: Kind): boolean =>
  [kinds, fromService, idle].some((names) => names.includes(kind));

/** The row's own words, and those that follow from it: whose field it is, and which api-versions carry it. */
const aboutOf = <Kind extends string>(row: Row<Kind>, all: number): string => {
  const { about, kinds, since, also = [] } = row;
  const [only] = kinds;
  const sentences = [
    ...(kinds.length === 1 && all > 1 && only !== undefined ? [`Only for ${only} rules.`] : []),
    ...(since === undefined ? [] : [carriedBy(since)]),
    ...also.flatMap((place) => (place.since === undefined ? [] : [carriedBy(place.since)])),
  ];
  return [about, ...sentences].join(' ');
};

const keyNames = <Kind extends string>(name: string, { key = name, otherKey }: Row<Kind>): readonly string[] =>
  otherKey === undefined ? [key] : [key, otherKey];

const propertiesOf = <Kind extends string>(
  name: string,
  row: Row<Kind>,
  all: readonly Kind[],
): readonly (readonly [string, JsonObject])[] => {
  const { label, codec, required = [], default: usual, neverNull } = row;
  const isNeeded = neverNull === true || all.every((kind) => required.includes(kind));
  const schema = isNeeded ? codec.schema : nullable(codec.schema);
  const said = typeof usual === 'boolean' ? { default: usual } : {};
  const [key = name, other] = keyNames(name, row);
  const own: JsonObject = { title: label, description: aboutOf(row, all.length), ...schema, ...said };
  if (other === undefined) return [[key, own]];
  return [
    [key, own],
    [other, { ...own, title: `${label} (other name)`, description: `The same as ${key}.` }],
  ];
};

/** By name: an object with a member `then` of its own would pass for a promise where it is awaited. */
const branch = { condition: 'if', consequence: 'then' };

const typeOf = (schema: JsonObject): JsonValue => schema['type'] ?? 'string';

const branchOf = <Kind extends string>(
  rows: readonly (readonly [string, Row<Kind>])[],
  kind: Kind,
  { names, refusal }: NonNullable<SchemaFrame<Kind>['kinds']>,
): JsonObject => {
  const needed = rows.filter(
    ([, { required = [] }]) => required.includes(kind) && !names.every((name) => required.includes(name)),
  );
  const properties: Record<string, JsonValue> = {};
  for (const [name, { key = name, codec, neverNull }] of needed)
    if (neverNull !== true) properties[key] = { type: typeOf(codec.schema) };
  for (const [name, row] of rows)
    if (!isAllowed(row, kind))
      for (const key of keyNames(name, row))
        properties[key] = { type: 'null', 'x-picket-forbidden': refusal(kind, row.kinds) };
  return { required: needed.map(([name, { key = name }]) => key), properties };
};

/** Which files a branch is about; a file that names no kind is of the first. */
const conditionOf = (kind: string, names: readonly string[]): JsonObject =>
  kind === names[0]
    ? { anyOf: [{ not: { required: ['kind'] } }, { properties: { kind: { enum: [kind] } } }] }
    : { required: ['kind'], properties: { kind: { enum: [kind] } } };

/** A key that cannot be missing and has another name. */
const eitherOf = (key: string, other: string): JsonObject => ({
  anyOf: [{ required: [key] }, { required: [other] }],
  'x-picket-choice': `The key \`${key}\` is missing; \`${other}\` may stand for it.`,
});

/**
 * The JSON Schema (draft-07, annotated as schema/annotations.ts says) of the files of a content type: each row's key with
 * its title, description and limits, and for each kind what it needs and what it cannot have.
 */
export const schemaOf = <Kind extends string, Values>(
  table: FieldTable<Kind, Values>,
  frame: SchemaFrame<Kind>,
): JsonObject => {
  const rows = Object.entries<Row<Kind>>(table);
  const names = frame.kinds?.names ?? [...new Set(rows.flatMap(([, { kinds }]) => kinds))];
  const needed = rows.filter(([, { required: needs = [] }]) => names.every((kind) => needs.includes(kind)));
  const required = needed.flatMap(([name, { key = name, otherKey }]) => (otherKey === undefined ? [key] : []));
  const { kinds } = frame;
  const conditions = [
    ...needed.flatMap(([name, { key = name, otherKey }]) => (otherKey === undefined ? [] : [eitherOf(key, otherKey)])),
    ...(kinds === undefined
      ? []
      : kinds.names.map((kind) =>
          Object.fromEntries([
            [branch.condition, conditionOf(kind, kinds.names)],
            [branch.consequence, branchOf(rows, kind, kinds)],
          ]),
        )),
  ];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: frame.id,
    title: frame.title,
    description: frame.description,
    type: 'object',
    'x-picket-aliases': frame.aliases,
    properties: {
      $schema: {
        title: 'Schema',
        description: 'The JSON Schema that an editor checks the file against.',
        type: ['string', 'null'],
      },
      ...Object.fromEntries(rows.flatMap(([name, row]) => propertiesOf(name, row, names))),
    },
    additionalProperties: false,
    required,
    ...(conditions.length === 0 ? {} : { allOf: conditions }),
  };
};
