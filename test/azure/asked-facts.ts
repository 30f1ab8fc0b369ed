import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import type { WireResponse } from '../../src/core/ports.ts';
import { base, tried, value, type Work } from './asking.ts';
import { answer, refusal, target } from './fake-service.ts';

const table = (name: JsonValue, properties: JsonValue): JsonObject => ({ name, properties });
const event = (members: JsonObject): JsonObject => ({
  resourceId: `${base}/providers/Microsoft.SecurityInsights/alertRules/x`,
  operationName: { value: 'A/alertRules/write' },
  status: { value: 'Succeeded' },
  eventTimestamp: '2025-12-30T00:00:00Z',
  caller: 'ana',
  ...members,
});
const noWorkspace = refusal(404, 'ResourceGroupNotFound', 'No group.');
const noSubscription = refusal(404, 'SubscriptionNotFound', 'No subscription.');
const everyFact: Readonly<Record<string, readonly [Work, ...WireResponse[]]>> = {
  onboarded: [
    ({ facts }) => facts.onboarded(),
    answer(200),
    refusal(404, 'NotFound', 'no state'),
    noWorkspace,
    refusal(400, 'Bad', 'Workspace x is not onboarded to Sentinel.'),
    refusal(400, 'Bad', 'no'),
  ],
  permissions: [
    ({ facts }) => facts.missingPermissions(['A.b/c/write', 'AXb/c/write', 'a.b/c/read', 'a.b/(c)/delete']),
    value(),
    value({ actions: ['a.b/*'] }),
    value({ actions: ['*'], notActions: ['*/read', 5] }, { actions: 'x' }, {}),
    value({ actions: ['a.b/(c)/*', '*/c'], notActions: [] }, { actions: ['A.B/C/READ'], notActions: ['*'] }),
  ],
  tables: [
    ({ facts }) => facts.tables(),
    value(),
    value(table('', {}), table(5, {}), table('A', null), table('B', { plan: 'Basic', schema: 'x' })),
    value(
      table('C', {
        plan: 'Other',
        schema: { columns: [{ name: 'a' }, { name: '' }, 'x', { name: 'b', type: 'Long' }, { name: 'c', type: '' }] },
      }),
      table('D', { plan: 'Auxiliary', schema: { standardColumns: [{ name: 's' }], columns: [{ name: 't' }] } }),
    ),
  ],
  functions: [
    ({ facts }) => facts.functions(),
    value(
      { properties: { functionAlias: 'F', query: 'T' } },
      { properties: { functionAlias: 'G', query: 'T', functionParameters: 'a:long' } },
      {},
    ),
  ],
  exists: [
    ({ facts }) => facts.exists({ path: '/subscriptions/s/a b', apiVersion: '3' }),
    answer(200),
    noWorkspace,
    noSubscription,
    refusal(404, 'NotFound', 'gone'),
  ],
  activity: [
    ({ facts }) => facts.activity(Date.UTC(2025, 11, 1)),
    value(
      event({ caller: '' }),
      event({ caller: null, eventTimestamp: '2025-12-31T00:00:00Z', operationName: { value: 'a/b/DELETE' } }),
      event({ status: null, eventTimestamp: '2025-12-29T23:00:00Z' }),
      event({
        status: { value: 'SUCCEEDED' },
        resourceId: `${base.toUpperCase()}/PROVIDERS/MICROSOFT.SECURITYINSIGHTS/ALERTRULES/Y`,
      }),
      event({ status: { value: 'Failed' } }),
      event({ status: { value: 'Succeeded later' } }),
      event({ eventTimestamp: 'yesterday' }),
      event({ eventTimestamp: '' }),
      event({ operationName: { value: 'a/write/action' } }),
      event({ operationName: null }),
      event({ resourceId: null }),
      event({ resourceId: `${base}/providers/Microsoft.SecurityInsights/alertRulesOther/x` }),
      event({ resourceId: `${base}/providers/Microsoft.SecurityInsights/alertRules` }),
    ),
  ],
  'all activity': [({ facts }) => facts.activity(0), value()],
};
const refusedFact = [
  refusal(403, 'AuthorizationFailed', 'You may not.'),
  refusal(401, 'No', 'no'),
  refusal(400, 'No', 'no'),
];

const facts = (): readonly Promise<readonly string[]>[] =>
  Object.entries(everyFact).flatMap(([name, [work, ...given]]) =>
    [...given, ...(name === 'all activity' ? [] : refusedFact)].map((one, index) =>
      tried(`${name} ${index}`, () => one, work),
    ),
  );

// ---- Logs.
const table1 = (columns: readonly JsonObject[], ...rows: readonly JsonValue[]): JsonObject => ({
  name: 'T',
  columns,
  rows,
});
const between = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 0, 2) };
const columns = ['long', 'datetime', 'dynamic', 'string', 'bool'].map((type) => ({ name: type, type }));
const ofLogs: readonly WireResponse[] = [
  answer(200, { tables: [] }),
  answer(200, {
    tables: [table1(columns, [1, '2025-01-01T00:00:00Z', '{"a":[1]}', 'x', true], [null, null, null, null, null])],
  }),
  answer(200, { tables: [table1([{ name: 'a', type: 'long' }], [1]), table1([{ type: 'long' }], [2], [])] }),
  answer(200, { tables: [], error: { code: 'PartialError', message: 'Too much.' } }),
  ...[401, 403, 404, 400].map((status) => refusal(status, 'Some', 'No.')),
  noWorkspace,
];
/** One after the other: the client of the logs is loaded at the first. */
const logs = async (): Promise<readonly string[]> => {
  const lines: string[] = [];
  const china = { target: { ...target, cloud: 'china' } } as const;
  for (const [index, given] of ofLogs.entries()) {
    const rows: Work = ({ queryLogs }) => queryLogs('T', between);
    const text: Work = ({ askLogs }) => askLogs('T', between);
    lines.push(...(await tried(`rows of logs ${index}`, () => given, rows)));
    lines.push(...(await tried(`logs ${index}`, () => given, text, china)));
  }
  return lines;
};

/** What each request for facts and logs asks, and what its answer comes to. */
export const askedFacts = async (): Promise<readonly string[]> => [
  ...(await Promise.all(facts())).flat(),
  ...(await logs()),
];
