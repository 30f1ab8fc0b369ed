import type { ContentDefinition } from '../../core/content-type.ts';
import { differingMembers } from '../../core/engine/diff.ts';
import type { LintContext } from '../../core/lint-rule.ts';
import type { MergedFile } from '../../core/file-form.ts';
import { isObject, type JsonObject, objectOf, textOrEmpty } from '../../core/json.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { itemTable, itemType, type ItemTable } from '../item-type.ts';
import { savedSearches, tagText } from '../saved-search.ts';
import { canonical, functionIn, isFunction, normalize, wire } from './body.ts';
import { fieldsIn, keyOrder, kind, schema, type Kind, type Parser, type ParserValues } from './fields.ts';
import { files, isPlain, mergePlain } from './files.ts';
import { lint, type ParserDraft } from './lint/index.ts';
import { parserSymbols } from './read.ts';
import { compiledText } from '../query-checks.ts';
import { givenTo, printSignature } from './signature.ts';
import { styleOf, styles, type Style } from './styles.ts';
import { risk } from './risk.ts';

export { isParserFile, parserSymbols, readParserSymbols } from './read.ts';

const tables = new Map(
  styles.map((style) => [style.name, itemTable<Kind, ParserValues, Parser>(fieldsIn(style), kind, 'id')] as const),
);
const [usual] = styles;
const tableIn = ({ name }: Style): ItemTable<ParserValues, Parser> =>
  tables.get(name) ?? itemTable<Kind, ParserValues, Parser>(fieldsIn(usual), kind, 'id');
const table = tableIn(usual);

const parse = (raw: JsonObject): ParserDraft => {
  const style = styleOf(raw);
  return { style, ...tableIn(style).parse(raw) };
};

const complete = ({ style, ...read }: ParserDraft): Parser | undefined => tableIn(style).complete(read);

const idOf = ({ id, functionAlias }: Partial<ParserValues>): string | undefined => id ?? functionAlias;

/** The canonical body of a parser. */
const formOf = (parser: Parser): JsonObject => normalize(wire(table.bodyOf(parser)));

/** The canonical body that a file stands for. */
const saidBy = ({ value }: SourceDocument): JsonObject | undefined => {
  const parser = isObject(value) ? complete(parse(value)) : undefined;
  return parser === undefined ? undefined : formOf(parser);
};

const merge = (
  document: SourceDocument,
  target: JsonObject,
  _context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined => {
  const wanted = normalize(target);
  if (isPlain(document.path)) {
    const [before, after] = [saidBy(document), wanted].map((body) => objectOf(body?.['properties']));
    if (before === undefined || after === undefined) return undefined;
    const differing = differingMembers(before, after).filter((name) => properties?.includes(name) ?? true);
    return mergePlain(document, before, after, differing);
  }
  const style = styleOf(isObject(document.value) ? document.value : {});
  return tableIn(style).merge(document, wanted, formOf, properties);
};

/** Parsers: functions of the workspace that queries call, deployed as saved searches. */
export const parser: ContentDefinition<ParserDraft, Parser> = {
  ...itemType(table, {
    name: 'parser',
    words: { one: 'parser', many: 'parsers' },
    directory: 'parsers',
    folders: ['Functions'],
    schema: { whole: schema },
    resource: { ...savedSearches, isOurs: isFunction, marker: { kind: 'Parser', prefix: 'parser' } },
    after: ['watchlist'],
    risk,
    queries: styles.map(({ query }) => ({ key: query, at: '/properties/query' })),
    queriesIn: (raw) => {
      const { declares = '' } = givenTo(raw);
      const bodies = styles.map(({ query }) => raw[query]).filter((text) => typeof text === 'string');
      return declares === '' ? [] : bodies.map((text) => compiledText({ text, declares }));
    },
    symbols: parserSymbols,
    functionIn,
    recognise: (raw) =>
      styles.some(({ alias, otherAlias, query }) =>
        [alias, otherAlias].some(
          (key) => key !== undefined && typeof raw[key] === 'string' && raw[query] !== undefined,
        ),
      ),
    idKeys: [
      'id',
      ...styles.flatMap(({ alias, otherAlias }) => [alias, ...(otherAlias === undefined ? [] : [otherAlias])]),
    ],
    files,
    starter: ({ word }) => ({
      ParserName: word,
      ParserParams: [{ Name: 'since', Type: 'timespan', Default: '1d' }],
      ParserQuery:
        'SigninLogs\n| where TimeGenerated > ago(since)\n| project TimeGenerated, UserPrincipalName, IPAddress\n',
    }),
    summary: ({ values }) => ({
      id: idOf(values),
      name: values.functionAlias,
      version: undefined,
      tags: (values.tags ?? []).map(tagText),
    }),
    canonical: () => canonical,
    describe: ({ functionAlias, description, version, parameters }) => ({
      name: functionAlias,
      description: textOrEmpty(description),
      version: textOrEmpty(version) || undefined,
      handling: [`Called as ${functionAlias}(${printSignature(parameters)}).`],
    }),
    fileOf: (body, name) => {
      const form = normalize(body);
      const { functionAlias } = objectOf(form['properties']);
      return table.show(form, functionAlias === name ? {} : { id: name });
    },
    file: {
      order: keyOrder,
      print: (value) => printYaml(value, ['ParserQuery']),
      merge,
    },
    imports: {
      packaged: 'alone',
      idOf: ({ properties }) => textOrEmpty(objectOf(properties)['functionAlias']) || undefined,
    },
  }),
  parse,
  complete,
  lint,
};
