import { firstType, functionSources, kindOf } from '../../src/content/index.ts';
import { describe, expect, test } from '@jest/globals';
import { connectWorkspace, type Connection } from '../../src/azure/connect.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import type { Resource } from '../../src/core/resource.ts';
import {
  createEmulator,
  faultKinds,
  memoryStore,
  withSettings,
  type Fault,
  type SettingOverrides,
} from '../../src/emulator/index.ts';
import { virtualClock, type VirtualClock } from '../fakes/clock.ts';
import { target } from './fake-service.ts';

const rule = (number: number, severity = 'Medium'): Resource => ({
  type: 'alertRules',
  name: `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`,
  body: {
    kind: 'Scheduled',
    properties: {
      displayName: `Rule ${number}`,
      enabled: true,
      severity,
      query: 'SigninLogs | where ResultType != 0',
      queryFrequency: 'PT1H',
      queryPeriod: 'PT1H',
      triggerOperator: 'GreaterThan',
      triggerThreshold: 0,
      suppressionEnabled: false,
      suppressionDuration: 'PT5H',
    },
  },
});

type Local = Connection & { readonly clock: VirtualClock; readonly requests: () => number };

const local = (overrides: SettingOverrides = {}, faults: readonly Fault[] = []): Local => {
  const clock = virtualClock();
  const emulator = createEmulator({ store: memoryStore(), settings: withSettings(overrides), clock, faults });
  let requests = 0;
  const connection = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    functions: functionSources,
    target,
    clock,
    version: '0.0.0',
    transport: (request) => {
      requests += 1;
      return emulator(request);
    },
  });
  return { ...connection, clock, requests: () => requests };
};

const severity = (body: JsonObject | undefined): unknown =>
  isObject(body?.['properties']) ? body['properties']['severity'] : undefined;

describe('the client against the emulator', () => {
  test('creates, lists over pages, updates under the etag and deletes', async () => {
    const { workspace } = local({ pageSize: 2 });
    for (const number of [1, 2, 3, 4, 5]) await workspace.put(rule(number), { kind: 'absent' });
    const rules = await workspace.list('alertRules');
    expect(rules.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((number) => rule(number).name));
    const etag = rules[0]?.etag ?? '';
    const written = await workspace.put(rule(1, 'High'), { kind: 'unchanged', etag });
    expect(severity(written.body)).toBe('High');
    await expect(workspace.put(rule(1, 'Low'), { kind: 'unchanged', etag })).rejects.toMatchObject({ kind: 'service' });
    expect(await workspace.remove('alertRules', rule(2).name, { kind: 'any' })).toBe('deleted');
    expect(await workspace.remove('alertRules', rule(2).name, { kind: 'any' })).toBe('absent');
    await expect(workspace.put(rule(2), { kind: 'absent' })).rejects.toMatchObject({ code: 'recently-deleted' });
    expect(await workspace.get('alertRules', rule(2).name)).toBeUndefined();
  });

  test.each<[string, SettingOverrides]>([
    ['412 for the header', { ifMatch: '412', bodyEtag: 'ignored' }],
    ['409 for the header', { ifMatch: '409', bodyEtag: 'ignored' }],
  ])('a stale etag is a conflict where the service answers %s', async (_mode, overrides) => {
    const { workspace } = local(overrides);
    const { etag = '' } = await workspace.put(rule(1), { kind: 'absent' });
    await workspace.put(rule(1, 'High'), { kind: 'any' });
    const stale = workspace.put(rule(1, 'Low'), { kind: 'unchanged', etag });
    await expect(stale).rejects.toMatchObject({ failure: expect.stringMatching(/^(conflict|precondition)$/) });
    expect(severity((await workspace.get('alertRules', rule(1).name))?.body)).toBe('High');
  });

  test('says of a create whether something was there already, where the service overwrites it', async () => {
    const { workspace } = local({ ifNoneMatch: 'ignored' });
    expect(await workspace.put(rule(1), { kind: 'absent' })).not.toHaveProperty('replaced');
    expect(await workspace.put(rule(1, 'High'), { kind: 'absent' })).toMatchObject({ replaced: true });
    expect(await workspace.put(rule(1, 'Low'), { kind: 'any' })).not.toHaveProperty('replaced');
  });

  const settled: readonly [string, SettingOverrides][] = [
    ['the defaults', {}],
    ['ignored conditions', { ifMatch: 'ignored', ifNoneMatch: 'ignored', bodyEtag: 'ignored' }],
    ['409 for conditions', { ifMatch: '409', ifNoneMatch: '409' }],
    ['reads that lag by two seconds', { readLag: 2000 }],
    ['throttling without Retry-After', { throttle: { retryAfter: 'absent', earlyRetry: 'restarts' } }],
  ];
  const at = (kind: Fault['kind'], method: 'PUT' | 'DELETE', request = 1): Fault => ({ request, kind, method });
  const everyWay = (kinds: readonly Fault['kind'][]) =>
    settled.flatMap(([name, overrides]) => kinds.map((kind) => [kind, name, overrides] as const));

  test.each(everyWay(['409', '412']))(
    'a %s at the write: with %s it is a conflict, tried once, and nothing was written',
    async (kind, _name, overrides) => {
      const { workspace, requests } = local(overrides, [at(kind, 'PUT')]);
      await expect(workspace.put(rule(1), { kind: 'absent' })).rejects.toMatchObject({ status: Number(kind) });
      expect(requests()).toBe(1);
      expect(await workspace.list('alertRules')).toEqual([]);
    },
  );

  test.each(everyWay(faultKinds.filter((kind) => kind !== '409' && kind !== '412')))(
    'a %s at the write: with %s it is made, and made once',
    async (kind, _name, overrides) => {
      const creating = local(overrides, [at(kind, 'PUT')]);
      const { etag = '', name } = await creating.workspace.put(rule(1), { kind: 'absent' });
      await creating.clock.advance(5000);
      expect(await creating.workspace.list('alertRules')).toMatchObject([{ name, etag }]);

      const updating = local(overrides, [at(kind, 'PUT', 2)]);
      const before = await updating.workspace.put(rule(1), { kind: 'absent' });
      await updating.clock.advance(5000);
      const after = await updating.workspace.put(rule(1, 'High'), { kind: 'unchanged', etag: before.etag ?? '' });
      await updating.clock.advance(5000);
      const live = await updating.workspace.get('alertRules', rule(1).name);
      expect([severity(live?.body), live?.etag]).toEqual(['High', after.etag]);

      const deleting = local(overrides, [at(kind, 'DELETE')]);
      await deleting.workspace.put(rule(1), { kind: 'absent' });
      await deleting.clock.advance(5000);
      expect(await deleting.workspace.remove('alertRules', rule(1).name, { kind: 'any' })).toBe('deleted');
      await deleting.clock.advance(5000);
      expect(await deleting.workspace.list('alertRules')).toEqual([]);
    },
  );

  test('512 rules and their markers take hardly longer than the bucket makes them, and no request too many', async () => {
    const { workspace, clock, requests } = local({ latency: 50, quotas: { scheduled: 5000 } });
    const queue = Array.from({ length: 512 }, (_, index) => rule(index));
    const started = clock.now();
    const worker = async (): Promise<void> => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop())
        await workspace.put(next, { kind: 'absent' });
    };
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(worker));
    const minimum = ((512 - 200) / 10) * 1000;
    expect(clock.now() - started).toBeLessThanOrEqual(minimum * 1.1);
    expect(requests()).toBe(512);
  });

  test('the facts of the workspace', async () => {
    const { workspace, facts, clock } = local({
      denied: ['Microsoft.SecurityInsights/metadata/write'],
      tables: [
        { name: 'SigninLogs', columns: { TimeGenerated: 'datetime', ResultType: 'string' } },
        { name: 'Firewall_CL', plan: 'Basic', columns: { Source_s: 'string' } },
      ],
    });
    const since = clock.now();
    expect(await facts.onboarded()).toBe(true);
    expect(
      await facts.missingPermissions([
        'Microsoft.SecurityInsights/alertRules/write',
        'Microsoft.SecurityInsights/metadata/write',
      ]),
    ).toEqual(['Microsoft.SecurityInsights/metadata/write']);
    expect(await facts.tables()).toMatchObject([
      {
        name: 'SigninLogs',
        plan: 'Analytics',
        columns: [{ name: 'TimeGenerated', type: 'datetime' }, { name: 'ResultType' }],
      },
      { name: 'Firewall_CL', plan: 'Basic' },
    ]);
    expect(await facts.functions()).toEqual([]);
    await clock.advance(60_000);
    const { id } = await workspace.put(rule(1), { kind: 'absent' });
    expect(await facts.activity(since)).toEqual([
      {
        resourceId: id,
        operation: 'Microsoft.SecurityInsights/alertRules/write',
        caller: 'picket@emulator.example',
        at: expect.any(String),
      },
    ]);
    expect(await facts.activity(clock.now() + 1)).toEqual([]);
    expect(await local({ onboarded: false }).facts.onboarded()).toBe(false);
    await expect(local({ workspaces: ['other'] }).facts.onboarded()).rejects.toMatchObject({
      code: 'unknown-workspace',
    });
  });
});
