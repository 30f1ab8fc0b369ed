import type { JsonObject } from '../../core/json.ts';

/** The ways in which public repositories write a parser, by their keys. */
export type Style = {
  readonly name: 'parser' | 'function' | 'saved-search';
  readonly alias: string;
  readonly otherAlias?: string;
  readonly query: string;
  readonly parameters: string;
  readonly otherParameters?: string;
  /** The key of the mapping whose `Title` is the display name, or the key of the display name itself. */
  readonly title: { readonly within: string } | { readonly key: string };
  readonly description: string;
  readonly category: string;
};

const parser: Style = {
  name: 'parser',
  alias: 'ParserName',
  query: 'ParserQuery',
  parameters: 'ParserParams',
  otherParameters: 'ParserParameters',
  title: { within: 'Parser' },
  description: 'Description',
  category: 'Category',
};

const fn: Style = {
  name: 'function',
  alias: 'FunctionAlias',
  otherAlias: 'FunctionName',
  query: 'FunctionQuery',
  parameters: 'FunctionParams',
  otherParameters: 'FunctionParameters',
  title: { within: 'Function' },
  description: 'Description',
  category: 'Category',
};

const savedSearch: Style = {
  name: 'saved-search',
  alias: 'functionAlias',
  query: 'query',
  parameters: 'functionParameters',
  title: { key: 'name' },
  description: 'description',
  category: 'category',
};

/** Every style, the one of new files first. */
export const styles: readonly [Style, ...Style[]] = [parser, fn, savedSearch];

/** The style of a file, by the key that holds its query, else by its name; that of new files where nothing tells. */
export const styleOf = (raw: JsonObject): Style => {
  const has = (key: string | undefined): boolean => key !== undefined && raw[key] !== undefined;
  return (
    styles.find(({ query, alias }) => has(query) && has(alias)) ??
    styles.find(({ query }) => has(query)) ??
    styles.find(({ alias, otherAlias }) => has(alias) || has(otherAlias)) ??
    styles[0]
  );
};
