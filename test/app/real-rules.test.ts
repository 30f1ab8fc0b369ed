import { expect, test } from '@jest/globals';
import { apply } from '../../src/app/change/apply.ts';
import { contentTypes, firstType } from '../../src/content/index.ts';
import { typeTable } from '../../src/core/engine/managed-type.ts';
import { compare } from '../../src/core/engine/compare.ts';
import { fieldOf } from '../../src/core/engine/diff.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { withValue } from '../../src/core/engine/live-state.ts';
import { plan } from '../../src/core/plan/plan.ts';
import { pointer, valueAt, type JsonPointer } from '../../src/core/pointer.ts';
import { compareInput, desired, idOf, now, planOptions, project, target } from '../core/rules.ts';
import { virtualClock } from '../fakes/clock.ts';
import { fakeWorkspace, withProperties, type FakeWorkspace } from '../fakes/workspace.ts';

const type = firstType.managed({ now });
const typeOf = typeTable(contentTypes.map((each) => each.managed({ now })));
const id = idOf(1);

const full: JsonObject = {
  kind: 'Scheduled',
  properties: {
    displayName: 'Sign-ins from many countries',
    description: 'Counts countries.',
    severity: 'Medium',
    enabled: true,
    query: 'SigninLogs\n| summarize dcount(Location) by UserPrincipalName',
    queryFrequency: 'PT1H',
    queryPeriod: 'P1D',
    triggerOperator: 'GreaterThan',
    triggerThreshold: 3,
    suppressionEnabled: true,
    suppressionDuration: 'PT5H',
    tactics: ['CredentialAccess', 'InitialAccess'],
    techniques: ['T1078', 'T1110'],
    subTechniques: ['T1078.004'],
    customDetails: { Countries: 'dcount_Location' },
    entityMappings: [
      {
        entityType: 'Account',
        fieldMappings: [
          { identifier: 'Name', columnName: 'AccountName' },
          { identifier: 'UPNSuffix', columnName: 'AccountDomain' },
        ],
      },
    ],
    sentinelEntitiesMappings: [{ columnName: 'Entities' }],
    alertDetailsOverride: {
      alertDisplayNameFormat: 'Sign-ins of {{UserPrincipalName}}',
      alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
    },
    eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
    incidentConfiguration: {
      createIncident: true,
      groupingConfiguration: {
        enabled: true,
        reopenClosedIncident: false,
        lookbackDuration: 'PT5H',
        matchingMethod: 'Selected',
        groupByEntities: ['Account'],
        groupByAlertDetails: [],
        groupByCustomDetails: ['Countries'],
      },
    },
  },
};

/** What a GET returns beyond what was sent: every key, defaults filled in, other spellings of equal lengths. */
const echo = (sent: JsonObject): JsonObject => ({
  ...sent,
  type: 'Microsoft.SecurityInsights/alertRules',
  properties: {
    templateVersion: null,
    alertRuleTemplateName: null,
    startTimeUtc: null,
    lastModifiedUtc: '2027-01-14T10:00:00.1234567Z',
    ...(isObject(sent['properties']) ? sent['properties'] : {}),
    queryFrequency: 'PT60M',
    queryPeriod: 'PT24H',
  },
});

const judge = async (workspace: FakeWorkspace, body: JsonObject) => {
  const verdicts = compare({
    ...compareInput({
      desired: [desired(id, body)],
      live: await workspace.list('alertRules'),
      metadata: await workspace.list('metadata'),
    }),
    type,
  });
  return { verdicts, plan: plan(verdicts, planOptions({ typeOf, allow: { changes: 9, disables: 9 } })) };
};

const deployed = async (): Promise<FakeWorkspace> => {
  const workspace = fakeWorkspace({ target, echo });
  const { plan: made } = await judge(workspace, full);
  await apply(made, { workspace, clock: virtualClock(), typeOf, project });
  return workspace;
};

const leavesOf = (value: JsonValue, at: JsonPointer = ''): readonly JsonPointer[] => {
  if (isArray(value)) return value.flatMap((item, index) => leavesOf(item, at + pointer(index)));
  if (!isObject(value)) return [at];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, at + pointer(key)));
};

const set = (value: JsonValue, at: JsonPointer, leaf: JsonValue): JsonValue => {
  if (at === '') return leaf;
  if (isArray(value))
    return value.map((item, index) =>
      at.startsWith(`/${index}/`) || at === `/${index}` ? set(item, at.slice(`/${index}`.length), leaf) : item,
    );
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const here = pointer(key);
      return [key, at === here || at.startsWith(`${here}/`) ? set(member, at.slice(here.length), leaf) : member];
    }),
  );
};

const other = (value: JsonValue | undefined): JsonValue => {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' && !value.startsWith('PT') && !value.startsWith('P1') ? `${value}X` : 'PT7H';
};

test('a rule that the service answers in its own spelling is in sync', async () => {
  const workspace = await deployed();
  expect(await judge(workspace, full)).toMatchObject({ verdicts: [{ state: 'in-sync' }], plan: { changes: [] } });
});

test('each changed leaf is reported in its field and in no other, on whichever side it changed', async () => {
  const workspace = await deployed();
  const running = workspace.read('alertRules', id)?.body ?? {};
  const leaves = leavesOf(full).filter((at) => at.startsWith('/properties/'));
  expect(leaves.length).toBeGreaterThan(30);
  for (const at of leaves) {
    // The duration means nothing once suppression is off, so that two fields change with it.
    const expected = new Set([
      fieldOf(at),
      ...(at === '/properties/suppressionEnabled' ? ['/properties/suppressionDuration'] : []),
    ]);
    const changed = set(full, at, other(valueAt(full, at)));
    const [ours] = (await judge(workspace, isObject(changed) ? changed : {})).verdicts;
    expect([at, ours?.state, new Set(ours?.fields.map((field) => fieldOf(field.at)))]).toEqual([at, 'ours', expected]);
    const edited = set(running, at, other(valueAt(running, at)));
    workspace.edit('alertRules', id, isObject(edited) ? edited : {});
    const [theirs] = (await judge(workspace, full)).verdicts;
    workspace.edit('alertRules', id, running);
    expect([at, theirs?.state, new Set(theirs?.fields.map((field) => fieldOf(field.at)))]).toEqual([
      at,
      'theirs',
      expected,
    ]);
  }
});

test('a rule that the service switched off keeps its reason and is no drift', async () => {
  const workspace = await deployed();
  const running = workspace.read('alertRules', id)?.body ?? {};
  workspace.edit(
    'alertRules',
    id,
    withProperties(running, {
      enabled: false,
      displayName: 'AUTO DISABLED Sign-ins from many countries',
      description: 'Counts countries.\nThe table SigninLogs was deleted.',
    }),
  );
  const { verdicts } = await judge(workspace, full);
  expect(verdicts).toMatchObject([{ state: 'in-sync', autoDisabled: expect.stringContaining('deleted') }]);
});

test('unknown properties survive an update, in mappings and in list items too', async () => {
  const workspace = await deployed();
  const running = workspace.read('alertRules', id)?.body ?? {};
  const at = ['/properties/newSetting', '/properties/entityMappings/0/zone'] as const;
  workspace.edit(
    'alertRules',
    id,
    at.reduce((content, place) => withValue(content, place, { a: 1 }), running),
  );
  const { plan: made } = await judge(workspace, withProperties(full, { description: 'Counts them.' }));
  await apply(made, { workspace, clock: virtualClock(), typeOf, project });
  const after = workspace.read('alertRules', id)?.body;
  expect(at.map((place) => valueAt(after, place))).toEqual([{ a: 1 }, { a: 1 }]);
  expect(valueAt(after, '/properties/description')).toBe('Counts them.');
});
