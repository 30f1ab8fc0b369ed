import type { JsonObject } from '../../core/json.ts';
import type { Exchange } from '../exchange.ts';
import { failure, ok, type Reply } from '../reply.ts';

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
