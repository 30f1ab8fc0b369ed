import * as codec from '../../core/fields/codec.ts';
import {
  keysOf,
  rowsFor,
  type Field,
  type FieldTable,
  type ValuesOf,
  type WholeOf,
} from '../../core/fields/field-table.ts';
import { mergeList } from '../../core/fields/merge-list.ts';
import { exact, objectShape, setShape } from '../../core/fields/shape.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import { equalJson, isArray, isObject, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { free, tags } from '../saved-search.ts';
import { printSignature, readSignature, type Parameter } from './signature.ts';
import { styles, type Style } from './styles.ts';

/** Parsers are of one kind. */
export type Kind = 'Parser';
export const kind: Kind = 'Parser';

const kinds = [kind] as const;
const field = rowsFor<Kind>();

/** What a parser without a category of its own gets: that of newer packages. */
export const usualCategory = 'Microsoft Sentinel Parser';

const parametersIn = (value: JsonValue): readonly Parameter[] =>
  isArray(value)
    ? value
        .filter(isObject)
        .flatMap(({ name, type, default: standard }) =>
          typeof name === 'string' && typeof type === 'string'
            ? [{ name, type, ...(typeof standard === 'string' ? { default: standard } : {}) }]
            : [],
        )
    : [];

/** A default as a list of files has it: bare truth and numbers, texts without their quotes. */
const bare = (standard: string, type: string): JsonValue => {
  if (standard === 'true' || standard === 'false') return standard === 'true';
  if (/^-?\d{1,15}$/.test(standard)) return Number(standard);
  const text = type === 'string' ? /^"([^"\\]*)"$/.exec(standard)?.[1] : undefined;
  return text ?? standard;
};

/** Parameters in order; their order is part of what callers rely on. */
const parameters = (style: Style): codec.Codec<readonly Parameter[]> => ({
  read: (value) => {
    const { parameters: read, problems } = readSignature(value);
    return problems.length === 0 ? read : undefined;
  },
  write: (value) => value.map((parameter) => ({ ...parameter })),
  show: (value) => {
    const list = parametersIn(value);
    if (style.name === 'saved-search') return printSignature(list);
    return list.map(({ name, type, default: standard }) => ({
      Name: name,
      Type: type.startsWith('(') ? `table:${type}` : type,
      ...(standard === undefined ? {} : { Default: bare(standard, type) }),
    }));
  },
  shape: { is: 'exact' },
  schema: { type: ['array', 'string'] },
});

const asListed = setShape(objectShape({ Name: exact, Type: exact, Default: exact }));

/** Brings the parameters of a file to others, in the form that they have there; only in a list others keep their lines. */
const mergeParameters =
  (style: Style): NonNullable<Field<Kind, unknown>['merge']> =>
  ({ file, put }, { after }) => {
    const { parameters: key, otherParameters = key } = style;
    const at = pointer(file.at(pointer(key)) === undefined ? otherParameters : key);
    const there = file.at(at);
    if (after === undefined) return file.remove(at);
    const list = parametersIn(after);
    const shown = typeof there === 'string' ? printSignature(list) : parameters(style).show(after);
    if (shown === undefined) return false;
    if (there === undefined) return put(key, shown);
    const isMerged = isArray(there) && isArray(shown) && mergeList(file, at, shown, asListed);
    // A list keeps its lines but not its order, and the order counts.
    return (isMerged && equalJson(file.at(at), shown)) || file.set(at, shown);
  };

/** A display name within the mapping that says more of the parser. */
const titled: codec.Codec<string> = {
  read: (value) => {
    const title = objectOf(value)['Title'];
    return typeof title === 'string' && title.trim() !== '' ? title : undefined;
  },
  write: (value) => value,
  show: (value) => ({ Title: value }),
  shape: { is: 'exact' },
  schema: { type: 'object', properties: { Title: { type: 'string', minLength: 1 } } },
};

const documentation = (key: string, about: string) =>
  field(free(), { key, label: key, about: `${about} Documentation only.`, kinds });

/** Every field of a parser in the keys of one style. */
const rowsIn = (style: Style) =>
  ({
    id: field(
      codec.filled({
        maxLength: 260,
        pattern: '^[^\\s/\\\\?#%&<>*:+\\u0000-\\u001f\\ud800-\\udfff]+$',
        'x-picket-noun': 'id',
        'x-picket-hint': 'Leave it out to use the name of the function, or use a GUID.',
      }),
      {
        label: 'Id',
        about: 'The resource name in Azure; the name of the function unless given. It never changes.',
        kinds,
      },
    ),
    functionAlias: field(
      codec.filled({
        pattern: '^[A-Za-z_]\\w*$',
        'x-picket-noun': 'name of a function',
        'x-picket-hint': 'A query calls it by this name: letters, digits and underscores.',
      }),
      {
        key: style.alias,
        ...(style.otherAlias === undefined ? {} : { otherKey: style.otherAlias }),
        label: 'Function name',
        about: 'The name by which queries call the function; unique in the workspace.',
        at: '/properties/functionAlias',
        kinds,
        required: kinds,
      },
    ),
    displayName: field('within' in style.title ? titled : codec.filled(), {
      key: 'within' in style.title ? style.title.within : style.title.key,
      label: 'Display name',
      about: 'How the portal lists it; the name of the function unless given.',
      at: '/properties/displayName',
      kinds,
      merge: (into, change) => {
        if (!('within' in style.title)) return into.usual(change);
        const { within } = style.title;
        if (change.after === undefined) return into.file.remove(pointer(within, 'Title'));
        return isObject(into.file.at(pointer(within)))
          ? into.file.set(pointer(within, 'Title'), change.after)
          : into.put(within, { Title: change.after });
      },
    }),
    category: field(codec.filled(), {
      key: style.category,
      label: 'Category',
      about: `The group in which the portal lists it; \`${usualCategory}\` unless given.`,
      at: '/properties/category',
      kinds,
      default: usualCategory,
    }),
    parameters: field(parameters(style), {
      key: style.parameters,
      ...(style.otherParameters === undefined ? {} : { otherKey: style.otherParameters }),
      label: 'Parameters',
      merge: mergeParameters(style),
      about:
        'What callers give: a list of `{Name, Type, Default}`, or a text such as `starttime:datetime=datetime(null), disabled:bool=false`. Their order counts.',
      at: '/properties/parameters',
      kinds,
      default: [],
    }),
    query: field(codec.query({ minLength: 1 }), {
      key: style.query,
      label: 'Query',
      about: 'The body of the function, in KQL.',
      at: '/properties/query',
      kinds,
      required: kinds,
    }),
    tags: field(tags, {
      label: 'Tags',
      about: 'A tag with a value is one of the saved search too; a plain text documents.',
      at: '/properties/tags',
      kinds,
      default: [],
    }),
    description: documentation(style.description, 'What the parser does.'),
    version: documentation('version', "The file's own version."),
    product: documentation('Product', 'The product whose data it reads.'),
    normalization: documentation('Normalization', 'The ASIM schema that it fills, and its version.'),
    references: documentation('References', 'Where to read more.'),
    builtInParser: documentation('EquivalentBuiltInParser', "Microsoft's own parser that does the same."),
    builtInFunction: documentation('EquivalentBuiltInFunction', "Microsoft's own function that does the same."),
    parsers: documentation('Parsers', 'The parsers that a unifying one calls.'),
    parserParametersOf: documentation('ParserParameterSets', 'Sets of parameters.'),
  }) as const;

type Rows = ReturnType<typeof rowsIn>;

export type ParserValues = ValuesOf<Rows>;
export type Parser = WholeOf<Rows, Kind>;

const tables = new Map(styles.map((style) => [style.name, rowsIn(style)]));

/** The fields in the keys of a style; places are those of the flat body (body.ts). */
export const fieldsIn = (style: Style): FieldTable<Kind, ParserValues> => tables.get(style.name) ?? rowsIn(style);

/** Keys of a file in their order, those of every style. */
export const keyOrder: readonly string[] = [...new Set(styles.flatMap((style) => keysOf(rowsIn(style))))];

const needs = ({ alias, otherAlias, query }: Style): readonly JsonObject[] =>
  [alias, ...(otherAlias === undefined ? [] : [otherAlias])].map((name) => ({ required: [name, query] }));

const choice = `A parser has the name of its function and its query: ${styles
  .map(({ alias, otherAlias, query }) => `\`${otherAlias ?? alias}\` and \`${query}\``)
  .join(', or ')}.`;

/** JSON Schema of a parser in any style. */
export const schema: JsonObject = ((): JsonObject => {
  const [first, ...others] = styles.map((style) =>
    schemaOf<Kind, ParserValues>(fieldsIn(style), {
      id: 'urn:picket:schema:parser',
      title: 'Parser',
      description:
        "A function of a workspace as a file, one function a file: the format of Microsoft's ASIM parsers, the older one of its solutions, or a saved search.",
      aliases: {},
    }),
  );
  const properties = Object.assign({}, ...[first, ...others].map((each) => objectOf(each?.['properties'])));
  const { required: _own, allOf: _names, ...rest } = first ?? {};
  return { ...rest, properties, anyOf: styles.flatMap(needs), 'x-picket-choice': choice };
})();
