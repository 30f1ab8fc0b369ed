import { isObject, objectOf, textOf, type JsonObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import type { ParserCheck } from './draft.ts';

/**
 * Names of the schemas of ASIM, as `EventSchema` has them. Source: Microsoft Learn, "Advanced Security Information Model
 * (ASIM) schemas".
 */
const schemas = [
  'AlertEvent',
  'AssetEntity',
  'AuditEvent',
  'Authentication',
  'DhcpEvent',
  'Dns',
  'FileEvent',
  'NetworkSession',
  'ProcessEvent',
  'RegistryEvent',
  'UserManagement',
  'WebSession',
];

/** Fields that every event of every schema has. Source: Microsoft Learn, "ASIM common schema fields reference". */
const mandatory = ['EventSchema', 'EventSchemaVersion', 'EventProduct', 'EventVendor'] as const;

/** The texts that a query gives a column: `EventSchema = "Dns"`. */
const textsFor = (query: string, column: string): readonly string[] =>
  [...query.matchAll(new RegExp(`(?<![\\w.])${column}\\s*=\\s*(["'])([^"'\\n]*)\\1`, 'g'))].map(
    ([, , text = '']) => text,
  );

/** Whether a query takes events from a table that is normalised already, or from other parsers: they fill the fields. */
const isFilledElsewhere = (query: string): boolean =>
  /(?<!\w)(?:ASim\w+Logs|_?(?:ASim|vim|im)[A-Z_]\w*)(?!\w)/i.test(query);

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

type Found = { readonly at: string; readonly message: string; readonly hint: string };

const ofSchema = (schema: string): readonly Found[] =>
  schemas.some((known) => same(known, schema))
    ? []
    : [
        {
          at: pointer('Normalization', 'Schema'),
          message: `ASIM has no schema \`${schema}\`.`,
          hint: `Write one of ${schemas.join(', ')}.`,
        },
      ];

/** Where the query says something else than the file about one of them. */
const otherThanFile = (
  at: string,
  query: string,
  column: string,
  said: string | undefined,
  key: string,
): readonly Found[] =>
  said === undefined
    ? []
    : textsFor(query, column)
        .filter((text) => text !== said && text !== '')
        .slice(0, 1)
        .map((text) => ({
          at,
          message: `The query sets ${column} to \`${text}\`, and ${key} of the file is \`${said}\`.`,
          hint: `Write the same in both: unifying parsers and tests go by ${column}.`,
        }));

const unfilled = (at: string, query: string): readonly Found[] =>
  isFilledElsewhere(query)
    ? []
    : mandatory
        .filter((column) => !new RegExp(`(?<!\\w)${column}(?!\\w)`).test(query))
        .map((column) => ({
          at,
          message: `The query never fills ${column}.`,
          hint: `Every event of ASIM has it: add \`| extend ${column} = "…"\`.`,
        }));

const findingsIn = (normalization: JsonObject, raw: JsonObject, at: string, query: string): readonly Found[] => {
  const schema = textOf(normalization['Schema']);
  if (schema === undefined || schema.startsWith('<')) return [];
  const { Version: said } = normalization;
  const version = typeof said === 'number' ? said.toString() : textOf(said);
  const product = objectOf(raw['Product'])['Name'];
  return [
    ...ofSchema(schema),
    ...otherThanFile(at, query, 'EventSchema', schema, 'Normalization.Schema'),
    ...otherThanFile(at, query, 'EventSchemaVersion', version, 'Normalization.Version'),
    ...unfilled(at, query),
    ...(textOf(product) !== undefined
      ? []
      : [
          {
            at: pointer('Normalization', 'Schema'),
            message: 'The file does not say whose events it normalises.',
            hint: 'Add `Product` with the `Name` of the product; of a parser for all sources it is `Source agnostic`.',
          },
        ]),
  ];
};

export const asimFields: ParserCheck = {
  id: 'rule/asim-fields',
  scope: 'item',
  severity: 'warning',
  summary: 'An ASIM parser does not say of its events what the schema asks for.',
  why:
    'Every event of ASIM says which schema it follows, in which version, and of which vendor and product it is: ' +
    '`EventSchema`, `EventSchemaVersion`, `EventVendor`, `EventProduct`. Content that reads all sources filters and reports ' +
    'by them, and a parser whose file says another schema or version than its events is taken for what it is not.',
  *check({ raw, draft: { style, values } }) {
    const { Normalization: normalization } = raw;
    if (!isObject(normalization) || values.query === undefined) return;
    yield* findingsIn(normalization, raw, pointer(style.query), values.query);
  },
};
