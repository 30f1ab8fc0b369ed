import type { FileForm, MergedFile } from '../core/content-type.ts';
import { bodyOf, showFields } from '../core/fields/field-body.ts';
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
import { isObject, type JsonObject } from '../core/json.ts';
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
    file: {
      order: keysOf(table),
      documentary: documentKeysOf<Kind, Values>(table).filter((key) => key !== idKey),
      keyOf: (property) => fieldAt<Kind, Values>(table, property)?.key ?? property,
      raise: () => undefined,
    },
  };
};
