import type { ContentDefinition } from '../core/content-type.ts';
import type { FileForm, MergedFile } from '../core/file-form.ts';
import type { LintContext, NormalizeContext } from '../core/lint-rule.ts';
import { raisesNoAlert, type Described } from '../core/described.ts';
import type { Canonical } from '../core/engine/managed-type.ts';
import { bodyOf, showFields } from '../core/fields/field-body.ts';
import { schemaOf } from '../core/fields/field-schema.ts';
import {
  documentKeysOf,
  fieldAt,
  keysOf,
  readFields,
  withDefaults,
  type FieldTable,
  type Read,
} from '../core/fields/field-table.ts';
import { mergeBody } from '../core/fields/merge.ts';
import { isObject, objectOf, type JsonObject } from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';
import type { Resource } from '../core/resource.ts';
import type { SourceDocument } from '../core/text/source.ts';

/** How files of a type whose items are all of one kind are read, completed, written, shown and merged, by its fields. */
export type ItemTable<Values, Model> = {
  /** Total: the fields that are valid. */
  readonly parse: (raw: JsonObject) => Read<Values>;
  readonly complete: (read: Read<Values>) => Model | undefined;
  /** The flat body of a whole item; `now` is milliseconds since 1970. */
  readonly bodyOf: (model: Model, now?: number) => JsonObject;
  /** The value of a new file for a canonical body. */
  readonly show: (body: JsonObject, more: JsonObject) => JsonObject;
  /** Brings a file to a canonical body; `said` is the one that a whole item stands for. */
  readonly merge: (
    document: SourceDocument,
    wanted: JsonObject,
    said: (model: Model) => JsonObject,
    properties?: readonly string[],
  ) => MergedFile | undefined;
  readonly file: Pick<FileForm, 'order' | 'documentary' | 'keyOf' | 'raise'>;
  /** The key that names the item. */
  readonly idKey: string;
  /** The JSON Schema of the files of a type. */
  readonly schemaOf: (type: string, texts: SchemaTexts) => JsonObject;
};

/** What the schema of a type says of its files, and what people write instead of a key. */
type SchemaTexts = {
  readonly title: string;
  readonly description: string;
  readonly aliases: Readonly<Record<string, string>>;
};

/**
 * The table of a type, from its fields.
 *
 * @param idKey the key that names the item: it is no documentation.
 */
export const itemTable = <Kind extends string, Values, Model extends Partial<Values>>(
  table: FieldTable<Kind, Values>,
  kind: Kind,
  idKey: string,
): ItemTable<Values, Model> => {
  const isWhole = (values: Partial<Values> | undefined): values is Model => values !== undefined;
  const parse = (raw: JsonObject): Read<Values> => readFields<Kind, Values>(table, raw);
  const complete = ({ values, invalid }: Read<Values>): Model | undefined => {
    const whole = withDefaults<Kind, Values>(table, kind, values, invalid);
    return isWhole(whole) ? whole : undefined;
  };
  return {
    parse,
    complete,
    bodyOf: (model, now = 0) => bodyOf<Kind, Values>(table, kind, model, { now }),
    show: (body, more) => showFields<Kind, Values>(table, kind, body, more),
    merge: (document, wanted, said, properties) =>
      mergeBody<Kind, Values>(
        table,
        document,
        wanted,
        {
          kindOf: () => kind,
          bodyOf: ({ value }) => {
            const model = isObject(value) ? complete(parse(value)) : undefined;
            return model === undefined ? undefined : said(model);
          },
          refusal: () => 'the file cannot say it without changing something else',
        },
        properties,
      ),
    idKey,
    schemaOf: (type, texts) => schemaOf<Kind, Values>(table, { id: `urn:picket:schema:${type}`, ...texts }),
    file: {
      order: keysOf(table),
      documentary: documentKeysOf<Kind, Values>(table).filter((key) => key !== idKey),
      keyOf: (property) => fieldAt<Kind, Values>(table, property)?.key ?? property,
      raise: () => undefined,
    },
  };
};

/** What follows from the fields of a type and from how its bodies compare, unless it says otherwise itself. */
type Derived = 'schema' | 'parse' | 'complete' | 'render' | 'normalize' | 'canonical' | 'describe' | 'file';

type Own<Values, Model> = Omit<ContentDefinition<Read<Values>, Model>, Derived | 'lint'> & {
  readonly schema: SchemaTexts | { readonly whole: JsonObject };
  /** How bodies compare in a workspace. */
  readonly canonical: (context: NormalizeContext) => Canonical;
  /** The body that the service takes, of the flat one that the fields make; `wire` of `canonical` unless given. */
  readonly bodyOf?: (model: Model, flat: JsonObject, context: LintContext) => JsonObject;
  /** What a resource has besides its body. */
  readonly besideOf?: (model: Model) => Pick<Resource, 'rows' | 'rowsAre'>;
  /** What a page shows beyond the id, and beyond what is said of content that raises no alert. */
  readonly describe: (model: Model) => Partial<Described> & Pick<Described, 'name' | 'description' | 'handling'>;
  /** The value of a new file, where it is not only that of the canonical body. */
  readonly fileOf?: FileForm['valueOf'];
  readonly file: Pick<FileForm, 'print'> & Partial<Pick<FileForm, 'order' | 'merge' | 'raise'>>;
} & Partial<Pick<ContentDefinition<Read<Values>, Model>, 'parse' | 'complete'>>;

/** A type whose items are all of one kind: what its fields tell is made of them, and the rest is its own. */
export const itemType = <Values, Model extends Partial<Values>>(
  table: ItemTable<Values, Model>,
  { schema, canonical, bodyOf: own, besideOf, describe, file, fileOf, ...definition }: Own<Values, Model>,
): Omit<ContentDefinition<Read<Values>, Model>, 'lint'> => {
  const summaryOf = (model: Model): ReturnType<typeof definition.summary> =>
    definition.summary({ values: model, invalid: [] });
  const normalize = (body: JsonObject, context: NormalizeContext): JsonObject => canonical(context).normalize(body);
  const render = (model: Model, context: LintContext): Resource => {
    const flat = table.bodyOf(model, context.now);
    return {
      type: definition.resource.collection,
      name: summaryOf(model).id ?? '',
      body: own?.(model, flat, context) ?? canonical(context).wire?.(flat) ?? flat,
      ...besideOf?.(model),
    };
  };
  const { one } = definition.words;
  return {
    parse: table.parse,
    complete: table.complete,
    render,
    ...definition,
    schema: 'whole' in schema ? schema.whole : table.schemaOf(definition.name, schema),
    normalize,
    canonical,
    describe: (model) => {
      const { id = '', tags } = summaryOf(model);
      const kind = `${one.charAt(0).toUpperCase()}${one.slice(1)}`;
      return { ...raisesNoAlert, id, kind, tags, ...describe(model) };
    },
    file: {
      ...table.file,
      valueOf:
        fileOf ?? ((body, name, context = { now: 0 }) => table.show(normalize(body, context), { [table.idKey]: name })),
      merge: (document, target, context, properties) =>
        table.merge(
          document,
          normalize(target, context),
          (model) => normalize(render(model, context).body, context),
          properties,
        ),
      ...file,
    },
  };
};

/** Pointers of the members of a body, and of its properties, that are none of those that are known. */
export const unknownMembers = (body: JsonObject, known: readonly JsonPointer[]): readonly JsonPointer[] =>
  [
    ...Object.keys(body)
      .filter((name) => name !== 'properties')
      .map((name) => pointer(name)),
    ...Object.keys(objectOf(body['properties'])).map((name) => pointer('properties', name)),
  ].filter((at) => !known.includes(at));
