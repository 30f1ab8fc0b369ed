import { firstType } from '../../src/content/index.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { Resource, WorkspaceTarget } from '../../src/core/resource.ts';
import { resourcePath } from '../../src/core/resource.ts';
import { markerName, markerResource, type Project } from '../../src/core/engine/marker.ts';
import type { Store } from '../../src/emulator/index.ts';
import { stateTable, type StoreChange } from '../../src/emulator/store/store.ts';

/** A moment; every run begins an hour after the scene was set. */
export const chaosNow = Date.UTC(2026, 10, 22, 12);

export const chaosTarget: WorkspaceTarget = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-chaos',
  cloud: 'public',
};

export const chaosProject: Project = { name: 'chaos', id: '8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47' };

export const ruleId = (number: number): string => `c0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const techniques = [
  { tactics: ['CredentialAccess'], techniques: ['T1110'] },
  { tactics: ['InitialAccess', 'Persistence'], techniques: ['T1078'], subTechniques: ['T1078.004'] },
];

/** A rule's body with everything that a service may spell otherwise: durations, sets, mappings, several lines. */
export const ruleBody = (number: number, properties: JsonObject = {}): JsonObject => ({
  kind: 'Scheduled',
  properties: {
    displayName: `Rule ${number}`,
    description: `Finds what rule ${number} looks for.\nIn two lines.`,
    severity: 'Medium',
    enabled: true,
    query: `SigninLogs\n| where ResultType == "${50_000 + number}"\n| summarize Count = count() by UserPrincipalName`,
    queryFrequency: 'PT1H',
    queryPeriod: number % 2 === 0 ? 'P1D' : 'PT1H',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 0,
    suppressionEnabled: false,
    suppressionDuration: 'PT5H',
    ...techniques[number % 2],
    entityMappings: [
      { entityType: 'Account', fieldMappings: [{ identifier: 'FullName', columnName: 'UserPrincipalName' }] },
    ],
    ...properties,
  },
});

/** What git had at the last deployment, what it has now, and how the workspace came to differ. */
export type Scene = {
  readonly before: ReadonlyMap<string, JsonObject>;
  readonly after: ReadonlyMap<string, JsonObject>;
  /** Edits of the workspace after that deployment: properties of rules that are there, or whole resources. */
  readonly edits: readonly { readonly id: string; readonly properties: JsonObject }[];
  readonly others: readonly Resource[];
};

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const updates: readonly ((number: number) => JsonObject)[] = [
  () => ({ severity: 'High' }),
  (number) => ({ query: `AuditLogs\n| where Id == "${number}"` }),
  (number) => ({ triggerThreshold: 5, displayName: `Renamed ${number}` }),
  () => ({ description: 'Says it otherwise.' }),
];

const otherMarker = (number: number, kind: string, name: string): Resource => {
  const { type, body } = markerResource({
    name: markerName(firstType.resource, ruleId(number)),
    kind: firstType.resource.marker.kind,
    rule: { id: resourcePath(chaosTarget, 'alertRules', ruleId(number)) },
    contentId: ruleId(number),
    version: '1.0.0',
    project: { name, id: '11111111-2222-4333-8444-555555555555' },
    record: '',
    keep: { source: { kind, name, sourceId: '11111111-2222-4333-8444-555555555555' } },
  });
  return { type, name: markerName(firstType.resource, ruleId(number)), body };
};

const rule = (number: number, properties: JsonObject = {}): Resource => ({
  type: 'alertRules',
  name: ruleId(number),
  body: ruleBody(number, properties),
});

/** The numbers of rules that each kind of change of a scene has, from a first one up to and with a last one. */
type Extent = {
  readonly updates: number;
  /** Rules that stay, right behind the updates; the first of them is switched off, two are edited in the workspace. */
  readonly stay: number;
  readonly deletes: number;
  readonly creates: number;
  readonly identical: number;
};

/** Around the changes is what must stay as it is: rules in sync, drifted, unmanaged, foreign, of Content Hub, unowned. */
const sceneOf = ({ updates: changed, stay, deletes, creates, identical }: Extent): Scene => {
  const kept = changed + stay;
  const before = new Map(range(1, kept + deletes).map((number) => [ruleId(number), ruleBody(number)]));
  const after = new Map(range(1, kept).map((number) => [ruleId(number), ruleBody(number)]));
  for (const number of range(1, changed)) after.set(ruleId(number), ruleBody(number, updates[number % 4]?.(number)));
  after.set(ruleId(changed + 1), ruleBody(changed + 1, { enabled: false }));
  for (const number of range(31, 30 + creates)) after.set(ruleId(number), ruleBody(number));
  for (const number of range(51, 50 + identical)) after.set(ruleId(number), ruleBody(number));
  after.set(ruleId(64), ruleBody(64, { severity: 'High' }));
  return {
    before,
    after,
    edits: [
      // Changed in git as well, in another field.
      { id: ruleId(changed), properties: { suppressionDuration: 'PT7H', suppressionEnabled: true } },
      { id: ruleId(changed + 2), properties: { severity: 'Low' } },
      { id: ruleId(changed + 3), properties: { query: 'SigninLogs | take 1' } },
    ],
    others: [
      ...range(51, 50 + identical).map((number) => rule(number)),
      rule(61),
      rule(62),
      otherMarker(62, 'SourceRepository', 'Another project'),
      rule(63),
      otherMarker(63, 'Solution', 'Some solution'),
      rule(64),
    ],
  };
};

/** Forty changes: 16 creates, 16 updates (one of a rule that the workspace changed too), a disable, 4 deletes, 3 markers. */
export const fortyChanges = (): Scene => sceneOf({ updates: 16, stay: 8, deletes: 4, creates: 16, identical: 3 });

/** Nine changes of the same kinds. */
export const nineChanges = (): Scene => sceneOf({ updates: 4, stay: 4, deletes: 1, creates: 2, identical: 1 });

/** A store in memory whose whole state can be taken and given. */
export const savedStore = (
  state: readonly StoreChange[] = [],
): { readonly store: Store; readonly save: () => readonly StoreChange[] } => {
  const table = stateTable();
  for (const change of state) table.apply(change);
  return {
    store: {
      read: (work) => Promise.resolve().then(() => work(table.view)),
      transact: (work) => Promise.resolve().then(() => table.run(work).result),
    },
    save: () => [...table.snapshot()],
  };
};

export const propertiesOf = (body: JsonObject): JsonObject => (isObject(body['properties']) ? body['properties'] : {});
