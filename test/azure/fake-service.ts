import { firstType, functionSources, kindOf } from '../../src/content/index.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { Event, Transport, WireRequest, WireResponse } from '../../src/core/ports.ts';
import type { WorkspaceTarget } from '../../src/core/resource.ts';
import { connectWorkspace, type Connection, type ConnectOptions } from '../../src/azure/connect.ts';
import { virtualClock, type VirtualClock } from '../fakes/clock.ts';

export const target: WorkspaceTarget = {
  subscriptionId: '11111111-1111-1111-1111-111111111111',
  resourceGroup: 'rg-soc',
  workspaceName: 'ws-soc',
  cloud: 'public',
};

/** Looks like a real token, so that a leak of it is noticed wherever it happens. */
export const secret = `eyJ${'abcDEF123'.repeat(6)}.${'payload'.repeat(4)}.sig_nature-42`;

export const tokens = {
  getToken: () => Promise.resolve({ token: secret, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

export const answer = (
  status: number,
  body: JsonObject | string = {},
  headers: Readonly<Record<string, string>> = {},
): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export const refusal = (status: number, code: string, message: string): WireResponse =>
  answer(status, { error: { code, message } });

/** A connection that broke, as Node reports it. */
export const broken = (code: string): Error => Object.assign(new Error(`socket ${code}`), { code });

export type Handler = (request: WireRequest, index: number) => WireResponse | Promise<WireResponse>;

export type Session = Connection & {
  readonly clock: VirtualClock;
  readonly requests: readonly WireRequest[];
  readonly events: readonly Event[];
};

/** A connection to a service that is one function; `index` counts requests from 0. */
export const connect = (handler: Handler, options: Partial<ConnectOptions> = {}): Session => {
  const clock = virtualClock();
  const requests: WireRequest[] = [];
  const events: Event[] = [];
  const transport: Transport = async (request) => {
    requests.push(request);
    return handler(request, requests.length - 1);
  };
  const connection = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    functions: functionSources,
    target,
    clock,
    transport,
    credential: tokens,
    version: '1.2.3',
    observer: (event) => void events.push(event),
    ...options,
  });
  return { ...connection, clock, requests, events };
};

const base = `/subscriptions/${target.subscriptionId}/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/ws-soc`;

/** The live form of a rule, as the service answers it. */
export const live = (name: string, properties: JsonObject = {}, etag = '"1"'): JsonObject => ({
  id: `${base}/providers/Microsoft.SecurityInsights/alertRules/${name}`,
  name,
  type: 'Microsoft.SecurityInsights/alertRules',
  kind: 'Scheduled',
  etag,
  properties,
});

/** A service that keeps what it was sent and honours conditions; enough for what the client must do about them. */
export const store = (
  initial: Readonly<Record<string, JsonObject>> = {},
): Handler & { readonly rules: Map<string, JsonObject> } => {
  const rules = new Map(Object.entries(initial));
  let writes = 1;
  const handler = (request: WireRequest): WireResponse => {
    const name = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? '');
    const there = rules.get(name);
    const stale =
      (request.headers['if-none-match'] === '*' && there !== undefined) ||
      (request.headers['if-match'] !== undefined && request.headers['if-match'] !== there?.['etag']);
    if (request.method === 'GET')
      return there === undefined ? refusal(404, 'NotFound', `Rule '${name}' was not found`) : answer(200, there);
    if (stale) return refusal(412, 'PreconditionFailed', 'The etag does not match.');
    if (request.method === 'DELETE') return answer(rules.delete(name) ? 200 : 204, '');
    const sent: unknown = JSON.parse(request.body ?? '');
    writes += 1;
    const stored: JsonObject = { ...(isObject(sent) ? sent : {}), ...live(name, {}, `"${writes}"`) };
    const body: JsonObject = { ...stored, properties: (isObject(sent) ? sent['properties'] : undefined) ?? {} };
    rules.set(name, body);
    return answer(there === undefined ? 201 : 200, body);
  };
  return Object.assign(handler, { rules });
};
