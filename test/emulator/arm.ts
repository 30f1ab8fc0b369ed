import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import type { Clock, Transport, WireRequest, WireResponse } from '../../src/core/ports.ts';
import {
  createEmulator,
  memoryStore,
  withSettings,
  type EmulatorOptions,
  type SettingOverrides,
  type Store,
} from '../../src/emulator/index.ts';

export const workspace =
  '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-soc' +
  '/providers/Microsoft.OperationalInsights/workspaces/law-soc';
export const sentinel = `${workspace}/providers/Microsoft.SecurityInsights`;
export const preview = '2023-12-01-preview';
export const id = (number: number): string => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A clock that only moves when it is told to, or slept on. */
export const testClock = (
  start = Date.UTC(2026, 0, 5),
): Clock & { readonly advance: (milliseconds: number) => void } => {
  let now = start;
  return {
    now: () => now,
    sleep: (milliseconds, signal) => {
      signal?.throwIfAborted();
      now += milliseconds;
      return Promise.resolve();
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
};

export type Answer = WireResponse & {
  readonly json: JsonObject;
  /** `error.message`, the first error of a problem document, or an empty text. */
  readonly message: string;
  readonly code: string;
  readonly properties: JsonObject;
};

/** The text of a member; empty where there is none. */
export const textAt = (value: JsonValue | undefined, name: string): string => {
  const found = isObject(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
};

/** What a problem document says. */
const problemIn = ({ errors }: JsonObject): string =>
  isObject(errors)
    ? Object.values(errors)
        .flat()
        .filter((text) => typeof text === 'string')
        .join(' ')
    : '';

const answerOf = (response: WireResponse): Answer => {
  const parsed: unknown = response.body === '' ? {} : JSON.parse(response.body);
  const json = isObject(parsed) ? parsed : {};
  const properties = json['properties'];
  return {
    ...response,
    json,
    message: textAt(json['error'], 'message') || problemIn(json),
    code: textAt(json['error'], 'code'),
    properties: isObject(properties) ? properties : {},
  };
};

type Extra = {
  readonly version?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** Sends a request for an ARM path to a transport. */
const send = async (
  transport: Transport,
  method: WireRequest['method'],
  path: string,
  body?: JsonValue,
  { version = preview, headers = {}, signal }: Extra = {},
): Promise<Answer> => {
  const url = path.startsWith('http')
    ? path
    : `https://management.azure.com${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
  return answerOf(
    await transport({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
};

/** An emulator over a fresh store with some settings changed, and a clock in the test's hand. */
export const emulator = (
  overrides: SettingOverrides = {},
  more: Partial<Pick<EmulatorOptions, 'faults' | 'onRequest' | 'shipped'>> & { readonly store?: Store } = {},
) => {
  const clock = testClock();
  const { store = memoryStore(), ...rest } = more;
  const settings = withSettings(overrides);
  const transport = createEmulator({ store, settings, clock, ...rest });
  const rule = (name: string): string => `${sentinel}/alertRules/${name}`;
  return {
    clock,
    store,
    settings,
    transport,
    put: (name: string, body: JsonValue, extra?: Extra) => send(transport, 'PUT', rule(name), body, extra),
    get: (name: string, extra?: Extra) => send(transport, 'GET', rule(name), undefined, extra),
    remove: (name: string, extra?: Extra) => send(transport, 'DELETE', rule(name), undefined, extra),
    list: (extra?: Extra) => listAll(transport, `${sentinel}/alertRules`, extra),
    send: (method: WireRequest['method'], path: string, body?: JsonValue, extra?: Extra) =>
      send(transport, method, path, body, extra),
  };
};

/** Follows nextLinks; gives every item and how many pages there were. */
export const listAll = async (transport: Transport, path: string, extra?: Extra) => {
  const items: JsonObject[] = [];
  let pages = 0;
  let next: string | undefined = path;
  while (next !== undefined) {
    const answer: Answer = await send(transport, 'GET', next, undefined, extra);
    pages += 1;
    const value = answer.json['value'];
    if (isArray(value)) items.push(...value.filter(isObject));
    next = typeof answer.json['nextLink'] === 'string' ? answer.json['nextLink'] : undefined;
  }
  return { items, pages, names: items.map((item) => textAt(item, 'name')) };
};

/** A scheduled rule that the service takes. */
export const scheduled = (properties: JsonObject = {}, envelope: JsonObject = {}): JsonObject => ({
  kind: 'Scheduled',
  ...envelope,
  properties: {
    displayName: 'Many failed sign-ins',
    description: 'Counts failures.',
    severity: 'Medium',
    enabled: true,
    query: 'SigninLogs\n| where ResultType != 0\n| summarize count() by UserPrincipalName',
    queryFrequency: 'PT1H',
    queryPeriod: 'PT1H',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 0,
    suppressionEnabled: false,
    suppressionDuration: 'PT5H',
    ...properties,
  },
});

/** A near-real-time rule that the service takes. */
export const nrt = (properties: JsonObject = {}): JsonObject => ({
  kind: 'NRT',
  properties: {
    displayName: 'A sign-in at once',
    severity: 'Low',
    enabled: true,
    query: 'SigninLogs | where ResultType == 0',
    suppressionEnabled: false,
    suppressionDuration: 'PT5H',
    ...properties,
  },
});
