import type { WireRequest } from '../../core/ports.ts';
import { isArray, isObject, type JsonValue } from '../../core/json.ts';
import type { Reply } from '../reply.ts';
import type { Route } from '../route.ts';
import type { EmulatorSettings, ListMode } from '../settings/settings.ts';

const shown: Readonly<Record<ListMode, (items: readonly JsonValue[], nth: number) => readonly JsonValue[]>> = {
  whole: (items) => items,
  empty: () => [],
  'empty-once': (items, nth) => (nth === 1 ? [] : items),
  partial: (items) => items.filter((_, index) => index % 4 !== 3),
  duplicated: (items) => items.flatMap((item) => [item, item]),
  reordered: (items) => items.toReversed(),
};

/**
 * Lets the lists of rules and markers lie as the settings say; whether those of the service ever do is not documented.
 * Counts the lists that it has answered.
 */
export const listDistortion = (
  settings: EmulatorSettings,
): ((reply: Reply, request: WireRequest, route: Route) => Reply) => {
  const modes = new Map([
    ['alertrules', settings.ruleLists],
    ['metadata', settings.metadataLists],
  ]);
  const counts = new Map<string, number>();
  return (reply, { method }, route) => {
    if (method !== 'GET' || route.area !== 'security-insights' || route.name !== undefined) return reply;
    const type = route.type.toLowerCase();
    const mode = modes.get(type);
    const { body } = reply;
    if (mode === undefined || mode === 'whole' || !isObject(body) || !isArray(body['value'])) return reply;
    const nth = (counts.get(type) ?? 0) + 1;
    counts.set(type, nth);
    const value = shown[mode](body['value'], nth);
    // An empty list has no further page.
    return { ...reply, body: value.length === 0 ? { value } : { ...body, value } };
  };
};
