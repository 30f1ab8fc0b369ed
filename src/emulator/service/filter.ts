import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { badRequest, type Reply } from '../reply.ts';
import type { Listed } from './resources.ts';

const comparison = /^([\w/]+)\s+(eq|ne|ge|gt|le|lt)\s+'((?:[^']|'')*)'$/i;

type Comparison = { readonly path: readonly string[]; readonly operator: string; readonly value: string };

/** The comparisons of an OData filter that are joined by `and`; undefined for what this reader does not know. */
export const comparisonsOf = (filter: string): readonly Comparison[] | undefined => {
  const bare = filter.trim().replace(/^\((.*)\)$/s, '$1');
  const found: Comparison[] = [];
  for (const part of bare.split(/(?<!\s)\s+and\s+/i)) {
    const match = comparison.exec(part.trim().replace(/^\((.*)\)$/s, '$1'));
    if (match === null) return undefined;
    const [, path = '', operator = '', value = ''] = match;
    found.push({ path: path.split('/'), operator: operator.toLowerCase(), value: value.replaceAll("''", "'") });
  }
  return found;
};

const read = (item: JsonObject, path: readonly string[]): JsonValue | undefined => {
  let value: JsonValue | undefined = item;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value;
};

const holds = (item: JsonObject, { path, operator, value }: Comparison): boolean => {
  const given = read(item, path);
  if (typeof given !== 'string') return operator === 'ne';
  const [left, right] = [given.toLowerCase(), value.toLowerCase()];
  if (operator === 'eq') return left === right;
  return operator === 'ne' && left !== right;
};

const whole = (url: URL, name: string, otherwise: number): number | undefined => {
  const text = url.searchParams.get(name);
  if (text === null) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/** Applies `$filter`, `$skip` and `$top` of a query. Comparisons of texts are without case. */
export const filtered = (
  items: readonly Listed[],
  url: URL,
): { readonly items: readonly Listed[] } | { readonly reply: Reply } => {
  const text = url.searchParams.get('$filter');
  const comparisons = text === null ? [] : comparisonsOf(text);
  if (comparisons === undefined) return { reply: badRequest(`The $filter '${text}' is not supported.`) };
  const skip = whole(url, '$skip', 0);
  const top = whole(url, '$top', Number.POSITIVE_INFINITY);
  if (skip === undefined || top === undefined) return { reply: badRequest('$skip and $top must be whole numbers.') };
  const fitting = items.filter(({ item }) => comparisons.every((one) => holds(item, one)));
  return { items: fitting.slice(skip, skip + top) };
};
