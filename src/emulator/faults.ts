import type { WireRequest, WireResponse } from '../core/ports.ts';
import { isArray, isObject, type JsonValue } from '../core/json.ts';
import type { Reply } from './reply.ts';
import type { Route } from './route.ts';
import type { EmulatorSettings, ListMode } from './settings/settings.ts';

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

/** How a request goes wrong. Those with `-after-commit` are carried out first, and only the answer is lost. */
export const faultKinds = [
  '429',
  '429-without-retry-after',
  '409',
  '412',
  '500',
  '500-after-commit',
  '503',
  'reset-before-commit',
  'reset-after-commit',
  'hang',
  'hang-after-commit',
  'truncated-body',
  'html-error-page',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** The `request`-th request fails, counted from 1 over all requests, or over those with this method and path. */
export type Fault = {
  readonly request: number;
  readonly kind: FaultKind;
  readonly method?: WireRequest['method'];
  /** A part of the path, without case. */
  readonly path?: string;
};

const matches = ({ method, path }: Fault, request: WireRequest): boolean =>
  (method === undefined || method === request.method) &&
  (path === undefined || new URL(request.url).pathname.toLowerCase().includes(path.toLowerCase()));

/** Counts requests and says which fault strikes each, if any. */
export const faultCounter = (faults: readonly Fault[]): ((request: WireRequest) => FaultKind | undefined) => {
  const counts = new Map<Fault, number>();
  return (request) => {
    let kind: FaultKind | undefined;
    for (const fault of faults) {
      if (!matches(fault, request)) continue;
      const count = (counts.get(fault) ?? 0) + 1;
      counts.set(fault, count);
      if (count === fault.request) kind ??= fault.kind;
    }
    return kind;
  };
};

/** The error of a connection that the other side closed, as Node's sockets report it. */
const connectionReset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

/** Never answers; rejects with the signal's reason once it aborts. */
const hang = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => {
      const reason: unknown = signal?.reason;
      reject(reason instanceof Error ? reason : new Error('The request was aborted.', { cause: reason }));
    };
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });

const refusal = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify({ error: { code, message: `The emulator was told to fail this request with ${status}.` } }),
});

const page =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';

/** The outcome of a request that a fault strikes; `commit` carries the request out. */
export const strike = async (
  kind: FaultKind,
  request: WireRequest,
  commit: () => Promise<WireResponse>,
): Promise<WireResponse> => {
  switch (kind) {
    case '429':
      return refusal(429, 'TooManyRequests', { 'retry-after': '7' });
    case '429-without-retry-after':
      return refusal(429, 'TooManyRequests');
    case '409':
      return refusal(409, 'Conflict');
    case '412':
      return refusal(412, 'PreconditionFailed');
    case '500':
      return refusal(500, 'InternalServerError');
    case '500-after-commit':
      await commit();
      return refusal(500, 'InternalServerError');
    case '503':
      return refusal(503, 'ServiceUnavailable');
    case 'reset-before-commit':
      throw connectionReset();
    case 'reset-after-commit':
      await commit();
      throw connectionReset();
    case 'hang':
      return hang(request.signal);
    case 'hang-after-commit':
      await commit();
      return hang(request.signal);
    case 'truncated-body': {
      const response = await commit();
      return { ...response, body: response.body.slice(0, Math.floor(response.body.length / 2)) };
    }
    case 'html-error-page':
      return { status: 502, headers: { 'content-type': 'text/html' }, body: page };
  }
};
