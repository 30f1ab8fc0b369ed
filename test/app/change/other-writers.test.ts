import { typeWith } from '../../core/rules.ts';
import { describe, expect, test } from '@jest/globals';
import { watchCreates, withOtherWriters, type Question } from '../../../src/app/change/other-writers.ts';
import type { Change, Outcome, Plan } from '../../../src/core/engine/change.ts';
import { PicketError } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ActivityFact, WorkspaceFacts } from '../../../src/core/ports.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { target } from '../../core/rules.ts';
import { fakeWorkspace } from '../../fakes/workspace.ts';

const since = Date.UTC(2026, 10, 22, 12);
const entry = (caller: string, seconds: number): ActivityFact => ({
  resourceId: '/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/A',
  operation: 'Microsoft.SecurityInsights/alertRules/write',
  caller,
  at: new Date(since + seconds * 1000).toISOString(),
});
const outcome = (change: Partial<Outcome> = {}): Outcome => ({
  type: 'rule',
  id: 'a',
  displayName: 'A rule',
  action: 'update',
  status: 'written',
  ...change,
});

const bodyWith = (severity: string): JsonObject => ({ kind: 'Scheduled', properties: { severity } });
const change: Change = {
  action: 'update',
  type: 'rule',
  id: 'a',
  displayName: 'A rule',
  reason: '',
  fields: [],
  losses: [],
  warnings: [],
  writes: [
    {
      operation: 'put',
      resource: { type: 'alertRules', name: 'a', body: bodyWith('High') },
      expect: 'unchanged',
    },
  ],
};
const plan: Plan = {
  workspace: 'prod',
  target: { subscriptionId: 's', resourceGroup: 'g', workspaceName: 'w', cloud: 'public' },
  changes: [change],
  refusals: [],
  summary: { create: 0, update: 1, delete: 0, unchanged: 0, unmanaged: 0 },
  quotas: [],
  notes: [],
};

const asking = (activity: WorkspaceFacts['activity'], states: readonly JsonObject[] = []): Question => ({
  facts: { activity },
  queryLogs: async () => states,
  plan,
  typeOf: () => typeWith({ normalize: (body) => body }),
  since,
  now: since + 60_000,
  replaced: new Set(['alertrules/made']),
  keep: async ({ name }, writer) => `${name} of ${writer}`,
});
const logged = asking(async () => [entry('picket', 2), entry('ana@contoso.example', 1)]);

describe('a deployment whose writes may have met others', () => {
  test('names who wrote a rule at the same time, beside what it said already', async () => {
    const [plain, unowned] = await withOtherWriters([outcome(), outcome({ reason: 'unowned' })], logged);
    const heard: string[] = [];
    await withOtherWriters([outcome()], { ...logged, found: ({ id }, reason) => void heard.push(`${id} ${reason}`) });
    expect(heard).toEqual([`a ${plain?.reason ?? ''}`]);
    expect(plain?.reason).toMatch(/^written by others .*ana@contoso\.example at .*, then picket at /);
    expect(unowned?.reason).toMatch(/^unowned; written by others /);
  });

  test("keeps what the others wrote, each caller's last, where the audit table tells it", async () => {
    const row = (who: string, second: number, state: JsonObject): JsonObject => ({
      RuleId: 'a',
      At: entry(who, second).at,
      Who: who,
      State: JSON.stringify(state),
    });
    const states = [
      row('picket', 4, bodyWith('High')),
      row('ana@contoso.example', 3, { properties: JSON.stringify({ severity: 'Low' }) }),
      row('ana@contoso.example', 1, bodyWith('Medium')),
      row('', 2, bodyWith('Informational')),
      { ...row('ben@contoso.example', 2, bodyWith('Low')), RuleId: 'b' },
      { ...row('eve@contoso.example', 2, {}) },
    ];
    const kept: (readonly [string, Resource])[] = [];
    const question = asking(async () => [entry('picket', 4), entry('ana@contoso.example', 3)], states);
    const [told] = await withOtherWriters([outcome()], {
      ...question,
      keep: async (rule, writer) => `file ${kept.push([writer, rule])}`,
    });
    expect(kept).toEqual([
      ['ana@contoso.example', { type: 'alertRules', name: 'a', body: bodyWith('Low') }],
      ['somebody', { type: 'alertRules', name: 'a', body: bodyWith('Informational') }],
    ]);
    expect(told?.reason).toContain(
      `; what ana@contoso.example wrote at ${entry('', 3).at} (SentinelAudit) is kept in file 1; what somebody wrote`,
    );
    const [failed] = await withOtherWriters([outcome()], {
      ...question,
      keep: async () => Promise.reject(new Error('the disk is full')),
    });
    expect(failed?.reason).toContain('(SentinelAudit) could not be kept: the disk is full');
  });

  test('says nothing of entries from before it began, nor of rules that it did not write', async () => {
    const old = asking(async () => [entry('picket', 2), entry('ana@contoso.example', 0)]);
    expect(await withOtherWriters([outcome()], old)).toEqual([outcome()]);
    const unwritten = [outcome({ status: 'skipped' }), outcome({ action: 'refresh' }), outcome({ id: 'b' })];
    expect(await withOtherWriters(unwritten, logged)).toEqual(unwritten);
  });

  test('asks nothing where nothing was written, and not after an interrupt', async () => {
    let asked = 0;
    const counting = asking(async () => {
      asked += 1;
      return [];
    });
    await withOtherWriters([outcome({ status: 'failed' }), outcome({ action: 'create' })], counting);
    await withOtherWriters([outcome()], { ...counting, signal: AbortSignal.abort() });
    expect(asked).toBe(0);
  });

  test('asks about what was to be created and was there already', async () => {
    const [made] = await withOtherWriters([outcome({ id: 'MADE', action: 'create' })], {
      ...logged,
      facts: {
        activity: async () =>
          [entry('picket', 2), entry('ana@contoso.example', 1)].map((one) => ({
            ...one,
            resourceId: one.resourceId.replace(/A$/, 'made'),
          })),
      },
    });
    expect(made?.reason).toContain('ana@contoso.example');
  });

  test('is reported as it is where the log cannot be read', async () => {
    const refused = asking(async () => ({ unknown: 'The caller may not read the activity log.' }));
    const failing = asking(async () => {
      throw new PicketError('service', 'The log is not there.', { code: 'x' });
    });
    for (const question of [refused, failing])
      expect(await withOtherWriters([outcome()], question)).toEqual([outcome()]);
  });
});

test('what was to be created and was answered like an update is remembered, in any case of its name', async () => {
  const inner = fakeWorkspace({ target });
  const { workspace, replaced } = watchCreates({
    ...inner,
    put: async (resource, condition) => {
      const answer = await inner.put(resource, condition);
      return { ...answer, ...(resource.name === 'plain' ? {} : { replaced: resource.name === 'There' }) };
    },
  });
  for (const name of ['plain', 'New', 'There'])
    await workspace.put({ type: 'alertRules', name, body: {} }, { kind: 'absent' });
  expect([...replaced]).toEqual(['alertrules/there']);
  expect(inner.calls.map(({ method, name, condition }) => [method, name, condition])).toEqual([
    ['put', 'plain', 'absent'],
    ['put', 'New', 'absent'],
    ['put', 'There', 'absent'],
  ]);
});
