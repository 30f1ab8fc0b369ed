import { isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import type { Transport, WireRequest } from '../../src/core/ports.ts';
import { createEmulator, createPortal, memoryStore, type SettingOverrides } from '../../src/emulator/index.ts';
import { differencesOf, type Difference } from './compare-answers.ts';
import { itemsOf, nameOf, placeOf, type Recorded } from './exchange.ts';

export type Replayed = { readonly name: string; readonly differences: readonly Difference[] };

const recordedCustomer = '11111111-1111-1111-1111-111111111111';
const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'rg',
  // Names of workspaces have at least four letters; the recordings' have two.
  workspaceName: 'wsws',
};
const workspacePath =
  `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}` +
  `/providers/Microsoft.OperationalInsights/workspaces/${target.workspaceName}`;

/** A text with the workspace's name in it. */
const named = (text: string): string => text.replaceAll(/\bws\b/g, target.workspaceName);

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: JsonValue };

const mapTexts = (value: JsonValue, change: (text: string) => string): JsonValue => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => mapTexts(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]));
};

const textIn = (value: JsonValue, name: string): string | undefined => {
  if (!isObject(value)) return undefined;
  const own = value[name];
  if (typeof own === 'string') return own;
  return Object.values(value)
    .flatMap((member) => (Array.isArray(member) ? member : [member]))
    .map((member: JsonValue) => textIn(member, name))
    .find((found) => found !== undefined);
};

/** Who wrote what a scenario shows: an application by its id, or a person. */
const callerOf = (scenario: readonly Recorded[]): string => {
  for (const { response } of scenario)
    if (textIn(response.body, 'createdByType') === 'Application')
      return textIn(response.body, 'createdBy') ?? '22222222-2222-2222-2222-222222222222';
  return 'user@example.com';
};

const isOnboarding = (path: string): boolean => /\/onboardingStates\b/i.test(path);

/** Saved searches without an etag came with the workspace. */
const builtInSearches = (scenario: readonly Recorded[]): NonNullable<SettingOverrides['builtInSearches']> =>
  scenario.flatMap(({ request, response }) =>
    /\/savedSearches$/i.test(request.path)
      ? (itemsOf(response.body) ?? []).flatMap(({ name, etag, properties }) =>
          etag === undefined && typeof name === 'string' && isObject(properties)
            ? [{ name: named(name), properties }]
            : [],
        )
      : [],
  );

/** The least that a resource of a type may be made of, where a recorded DELETE tells nothing about it. */
const leastBody = (path: string): JsonObject => {
  if (/\/alertRules\//i.test(path))
    return {
      kind: 'MicrosoftSecurityIncidentCreation',
      properties: { displayName: 'x', enabled: true, productFilter: 'Azure Security Center' },
    };
  return {
    properties: {
      displayName: 'x',
      provider: 'x',
      itemsSearchKey: 'x',
      itemsKeyValue: {},
      order: 1,
      triggeringLogic: {},
      actions: [],
      parentId: 'x',
      kind: 'AnalyticsRule',
    },
  };
};

const withoutNulls = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, withoutNulls(member)]])),
  );
};

/** What a client would have sent to get a recorded resource: rules have nulls where nobody sent anything. */
const sentFor = (resource: JsonObject): JsonObject => {
  const { kind, properties } = resource;
  if (!isObject(properties)) return {};
  if (kind === undefined) return { properties };
  const { alertRuleTemplateName = null, enabled = null } = properties;
  return { kind, properties: kind === 'Fusion' ? { alertRuleTemplateName, enabled } : withoutNulls(properties) };
};

const pathOf = (url: string): string => url.toLowerCase();

/** Types that answer 200 to a PUT that makes a resource. */
const madeWith200 = /\/(?:watchlists|watchlistItems|savedSearches)\/[^/]+$/i;

/** How a scenario's service was set up, as far as its answers show. */
const settingsOf = (scenario: readonly Recorded[], given: SettingOverrides): SettingOverrides => {
  const [first] = scenario;
  const onboards = first !== undefined && isOnboarding(first.request.path) && first.response.status === 201;
  const lowerCase = scenario.some(({ response }) => JSON.stringify(response.body).includes('/resourcegroups/'));
  return {
    onboarded: !onboards,
    caller: callerOf(scenario),
    builtInSearches: builtInSearches(scenario),
    metadataIds: lowerCase ? 'resourcegroups' : 'resourceGroups',
    ...given,
  };
};

/**
 * Replays one scenario against an emulator of its own and compares every answer. What an exchange
 * finds that no earlier one made is set up first, with the writes that a client would have sent; resources that it does
 * not find are taken away. Rejects where something cannot be set up.
 */
export const replay = async (
  scenario: readonly Recorded[],
  given: SettingOverrides = {},
): Promise<readonly Replayed[]> => {
  let now = Date.UTC(2026, 0, 5);
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const store = memoryStore();
  const settings = settingsOf(scenario, given);
  const transport: Transport = createEmulator({ store, clock, settings });
  const portal = createPortal({ store, clock, target });

  const call = async (
    method: WireRequest['method'],
    path: string,
    version: string,
    body: JsonValue = null,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const url = new URL(path, 'https://management.azure.com');
    url.searchParams.set('api-version', version);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sent = body === null ? {} : { body: JSON.stringify(body) };
    const response = await transport({ method, url: url.href, headers: {}, ...sent });
    return {
      status: response.status,
      headers: response.headers,
      body: response.body === '' ? null : JSON.parse(response.body),
    };
  };
  /** What is there by now, however far reads lag behind. */
  const look = async (path: string, version: string): Promise<Answer> => {
    const before = now;
    now += 600_000;
    const answer = await call('GET', path, version);
    now = before;
    return answer;
  };

  const customer = textIn((await call('GET', workspacePath, '2022-10-01')).body, 'customerId') ?? '';
  const here = (text: string): string => named(text).replaceAll(recordedCustomer, customer);
  const etags = new Map<string, string>();
  const pair = (recorded: string, answered: string): boolean => {
    const known = etags.get(recorded);
    if (known !== undefined) return known === answered;
    if ([...etags.values()].includes(answered)) return false;
    etags.set(recorded, answered);
    return true;
  };

  const seed = async (path: string, version: string, resource: JsonObject): Promise<void> => {
    const template = /\/alertRuleTemplates\/([^/]+)$/i.exec(path)?.[1];
    if (template !== undefined) await portal.seed('alertRuleTemplates', template, resource);
    else if (/\/alertRules\/BuiltInFusion$/i.test(path)) await portal.onboard();
    else await call('PUT', path, version, sentFor(resource));
    // What was set up lies further back than any read that lags.
    now += 600_000;
    const answered = textIn((await call('GET', path, version)).body, 'etag');
    if (typeof resource['etag'] === 'string' && answered !== undefined) etags.set(resource['etag'], answered);
  };

  const objectHere = (value: JsonValue): JsonObject => {
    const mapped = mapTexts(value, here);
    return isObject(mapped) ? mapped : {};
  };
  const written = new Set<string>();

  const settleOne = async ({ request, response }: Recorded): Promise<void> => {
    const { method, apiVersion, body } = request;
    const path = here(request.path);
    const exists = (await look(path, apiVersion)).status === 200;
    if (method === 'GET' && response.status === 404 && exists) await call('DELETE', path, apiVersion);
    const blind = method === 'PUT' && madeWith200.test(path) && isObject(body) && body['etag'] === undefined;
    if (exists || (blind && response.status === 200) || ![200, 409].includes(response.status)) return;
    const answered = isObject(response.body) && 'properties' in response.body ? response.body : undefined;
    const etag = isObject(body) && body['etag'] !== undefined ? { etag: body['etag'] } : {};
    const found = method === 'PUT' && isObject(body) ? { ...body, ...etag } : (answered ?? leastBody(path));
    await seed(path, apiVersion, objectHere(found));
  };

  const seedItems = async ({ request, response }: Recorded, only: 'first' | 'all'): Promise<void> => {
    const path = here(request.path);
    const listed = itemsOf((await look(path, request.apiVersion)).body) ?? [];
    const there = new Set(listed.map((item) => nameOf(item).toLowerCase()));
    const builtIn = new Set((settings.builtInSearches ?? []).map(({ name }) => name.toLowerCase()));
    for (const item of itemsOf(response.body) ?? []) {
      const name = here(nameOf(item));
      const at = `${path}/${name}`;
      if (only === 'first' && written.has(pathOf(at))) return;
      if (!there.has(name.toLowerCase()) && !builtIn.has(name.toLowerCase()))
        await seed(at, request.apiVersion, objectHere(item));
    }
    if (only === 'first') return;
    const recorded = new Set((itemsOf(response.body) ?? []).map((item) => here(nameOf(item)).toLowerCase()));
    for (const name of there)
      if (!recorded.has(name) && !builtIn.has(name)) await call('DELETE', `${path}/${name}`, request.apiVersion);
  };

  for (const { request } of scenario) if (request.method === 'PUT') written.add(pathOf(here(request.path)));
  for (const each of scenario)
    if (itemsOf(each.response.body) !== undefined && !isOnboarding(each.request.path)) await seedItems(each, 'first');

  const replayed: Replayed[] = [];
  for (const each of scenario) {
    const { name, request, response } = each;
    const isList = request.method === 'GET' && placeOf(request.path).name === undefined;
    if (!isOnboarding(request.path) && request.method !== 'POST')
      await (isList ? seedItems(each, 'all') : settleOne(each));
    // Writes of a recording lie a minute apart, a read may follow at once.
    now += request.method === 'GET' ? 1000 : 60_000;
    const body = mapTexts(request.body, (text) => etags.get(text) ?? here(text));
    const answer = await call(request.method, here(request.path), request.apiVersion, body, request.query);
    const recordedBody = mapTexts(response.body, here);
    const unknownBody = response.status >= 400 && response.body === null;
    const headers = ['azure-asyncoperation', 'location'].flatMap((header) =>
      differencesOf(
        mapTexts(response.headers[header] ?? null, here),
        answer.headers[header] ?? null,
        pair,
        `header ${header}`,
        true,
      ),
    );
    replayed.push({
      name,
      differences: [
        ...differencesOf(response.status, answer.status, pair, 'status'),
        ...headers,
        ...(unknownBody ? [] : differencesOf(recordedBody, answer.body, pair)),
      ],
    });
  }
  return replayed;
};
