import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { badRequest, type Reply, failure, ok } from '../reply.ts';
import type { Listed } from './resources.ts';
import type { Exchange } from '../exchange.ts';

/**
 * One page of a list. The link to the next one repeats the request's own query, so that filters survive, and points
 * behind the last item, so that pages stay whole while items come and go.
 */
export const page = (
  exchange: Exchange,
  items: Iterable<{ readonly sequence: number; readonly item: JsonObject }>,
): Reply => {
  const token = exchange.url.searchParams.get('$skipToken');
  const behind = token === null ? 0 : Number(token);
  if (!Number.isInteger(behind)) return failure(400, 'BadRequest', `The $skipToken '${token}' is invalid.`);
  const ordered = [...items].sort((left, right) => left.sequence - right.sequence);
  const rest = ordered.filter(({ sequence }) => sequence > behind);
  const shown = rest.slice(0, Math.max(1, exchange.settings.pageSize));
  const last = shown.at(-1);
  if (last === undefined || shown.length === rest.length) return ok({ value: shown.map(({ item }) => item) });
  const next = new URL(exchange.url.pathname + exchange.url.search, exchange.origin);
  next.searchParams.set('$skipToken', String(last.sequence));
  return ok({ value: shown.map(({ item }) => item), nextLink: next.href });
};

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
