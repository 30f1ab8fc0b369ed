import { describe, expect, test } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { activityOf, recordActivity } from '../../src/emulator/service/activity.ts';
import { id, scheduled, sentinel, textAt } from './arm.ts';
import { local, target } from './with-portal.ts';

const activity = (filter: string): string =>
  `/subscriptions/${target.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values` +
  `?$filter=${encodeURIComponent(filter)}`;

describe('a person in the portal', () => {
  test('edits a rule: new etag, new date, and a line in the activity log with the name', async () => {
    const { put, get, send, portal, clock } = local();
    const before = await put(id(1), scheduled());
    clock.advance(60_000);
    await portal.editRule(id(1), { severity: 'High' });
    const after = await get(id(1));
    expect(after.properties['severity']).toBe('High');
    expect(after.properties['query']).toBe(before.properties['query']);
    expect(after.json['etag']).not.toBe(before.json['etag']);
    const log = await send('GET', activity("eventTimestamp ge '2026-01-05T00:00:30Z'"), undefined, {
      version: '2015-04-01',
    });
    expect(log.json['value']).toMatchObject([
      {
        caller: 'analyst@emulator.example',
        resourceId: `${sentinel}/alertRules/${id(1)}`,
        operationName: { value: 'Microsoft.SecurityInsights/alertRules/write' },
      },
    ]);
  });

  test('deletes and creates rules', async () => {
    const { put, get, remove, portal } = local();
    await put(id(1), scheduled());
    await portal.deleteRule(id(1));
    expect((await get(id(1))).status).toBe(404);
    expect((await put(id(1), scheduled())).message).toContain('was recently deleted');
    await portal.createRule(id(2), scheduled({ displayName: 'By hand' }));
    expect((await get(id(2))).properties['displayName']).toBe('By hand');
    expect((await portal.rules()).map(({ name }) => name)).toEqual([id(2)]);
    expect((await remove(id(2))).status).toBe(200);
    await expect(portal.editRule(id(3), {})).rejects.toThrow(id(3));
  });

  test('is told apart from the service, which switches a rule off', async () => {
    const { put, get, portal } = local({ ruleSystemData: 'present' });
    await put(id(1), scheduled());
    await portal.autoDisable(id(1), 'The table does not exist any more.');
    const { properties, json } = await get(id(1));
    expect(properties).toMatchObject({
      enabled: false,
      displayName: 'AUTO DISABLED Many failed sign-ins',
      description: 'Counts failures.\nThe table does not exist any more.',
    });
    expect(json['systemData']).toMatchObject({ lastModifiedBy: 'Azure Security Insights' });
  });
});

describe('every hand of others', () => {
  test('leaves a line in the activity log where it changes a rule, and nowhere else', async () => {
    const { portal, send, clock } = local();
    const hands: readonly (() => Promise<unknown>)[] = [
      () => portal.createRule(id(1), scheduled()),
      () => portal.createRule(id(1).toUpperCase(), scheduled({ displayName: 'Again' })),
      () => portal.seed('alertRules', id(2), scheduled()),
      () => portal.editRule(id(1), { enabled: false }),
      () => portal.autoDisable(id(2), 'No table.'),
      () => portal.seed('watchlists', 'w', { properties: {} }),
      () => portal.seed('savedSearches', 's', { properties: {} }),
      () => portal.seed('metadata', 'm', { properties: {} }),
      () => portal.seed('workflows', 'f', { properties: {} }),
      () => portal.remove('watchlists', 'w'),
      () => portal.remove('watchlists', 'none'),
      () => portal.deleteRule(id(1)),
      () => portal.deleteRule(id(1)),
      () => portal.remove('alertRules', id(2).toUpperCase()),
      () => portal.deleteRule(id(9)),
      () => portal.addTable({ name: 'T_CL', columns: { A: 'string' } }),
      () => portal.addFunction('F', 'a:string', 'T_CL'),
    ];
    for (const hand of hands) {
      await hand();
      clock.advance(1000);
    }
    const log = await send('GET', activity("eventTimestamp ge '2026-01-01T00:00:00Z'"), undefined, {
      version: '2015-04-01',
    });
    const values = Array.isArray(log.json['value']) ? log.json['value'].filter(isObject) : [];
    expect(
      values.map((entry) => [
        textAt(entry, 'eventTimestamp').slice(11, 19),
        textAt(entry['operationName'], 'value').split('/').at(-1),
        textAt(entry, 'resourceId').split('/').at(-1),
        entry['caller'],
      ]),
    ).toEqual([
      ['00:00:13', 'delete', id(2), 'analyst@emulator.example'],
      ['00:00:11', 'delete', id(1), 'analyst@emulator.example'],
      ['00:00:04', 'write', id(2), 'Azure Security Insights'],
      ['00:00:03', 'write', id(1), 'analyst@emulator.example'],
      ['00:00:02', 'write', id(2), 'analyst@emulator.example'],
      ['00:00:01', 'write', id(1), 'analyst@emulator.example'],
      ['00:00:00', 'write', id(1), 'analyst@emulator.example'],
    ]);
    const left = async (type: 'alertRules' | 'watchlists' | 'savedSearches' | 'metadata' | 'workflows') =>
      (await portal.resources(type)).map(({ name }) => name);
    expect([
      await left('alertRules'),
      await left('watchlists'),
      await left('savedSearches'),
      await left('metadata'),
      await left('workflows'),
    ]).toEqual([[], [], ['s', 'F'], ['m'], ['f']]);
    expect(await portal.rule(id(1))).toBeUndefined();
  });

  test('keeps of a rule what it does not change', async () => {
    const { portal } = local();
    const made = await portal.createRule(id(1), scheduled());
    const edited = await portal.editRule(id(1), { severity: 'High' });
    expect(edited).toEqual({
      ...made,
      etag: edited.etag,
      modifiedAt: edited.modifiedAt,
      properties: { ...made.properties, severity: 'High' },
    });
    expect(edited.etag).not.toBe(made.etag);
    expect(await portal.rule(id(1).toUpperCase())).toEqual(edited);
  });
});

describe('what is made in the portal', () => {
  test.each([{}, { location: 'westeurope' }, { tags: { a: 'b' } }, { location: 'westeurope', tags: { a: 'b' } }])(
    'keeps its place and its tags: %j',
    async (envelope) => {
      const { portal } = local();
      const body = { kind: 'shared', properties: { displayName: 'Book' } };
      await portal.seed('workbooks', id(5), { ...body, ...envelope, etag: '"other"' });
      await portal.seed('workbooks', id(6), { ...envelope, kind: 5 });
      expect(
        (await portal.resources('workbooks')).map(({ name, kind, properties, envelope: kept }) => [
          name,
          kind,
          properties,
          kept,
        ]),
      ).toEqual([
        [id(5), 'shared', { displayName: 'Book' }, envelope],
        [id(6), null, {}, envelope],
      ]);
    },
  );
});

describe('the activity log', () => {
  test.each(['PUT', 'POST', 'PATCH', 'DELETE'] as const)('takes no %s', async (method) => {
    const { send } = local();
    const path = activity("eventTimestamp ge '2026-01-05T00:00:00Z'");
    const { status, code, message } = await send(method, path, {}, { version: '2015-04-01' });
    expect([status, code, message]).toEqual([
      405,
      'MethodNotAllowed',
      `The method '${method}' is not supported for the resource type 'Microsoft.Insights/eventtypes'.`,
    ]);
  });

  test('needs a start, answers newest first, and filters by resource', async () => {
    const { put, remove, send, clock } = local();
    await put(id(1), scheduled());
    clock.advance(1000);
    await put(id(2), scheduled());
    clock.advance(1000);
    await remove(id(1));
    const version = { version: '2015-04-01' };
    expect((await send('GET', activity("caller eq 'x'"), undefined, version)).status).toBe(400);
    const since = "eventTimestamp ge '2026-01-05T00:00:00Z'";
    const all = await send('GET', activity(since), undefined, version);
    const values = Array.isArray(all.json['value']) ? all.json['value'].filter(isObject) : [];
    expect(values.map((entry) => textAt(entry['operationName'], 'value').split('/').at(-1))).toEqual([
      'delete',
      'write',
      'write',
    ]);
    const one = await send(
      'GET',
      activity(`${since} and resourceUri eq '${sentinel}/alertRules/${id(2).toUpperCase()}'`),
      undefined,
      version,
    );
    expect(one.json['value']).toMatchObject([{ resourceId: `${sentinel}/alertRules/${id(2)}` }]);
  });

  test('keeps two thousand lines, the newest ones', async () => {
    const { store } = local();
    const written = (name: string): Promise<void> =>
      store.transact((transaction) =>
        recordActivity(transaction, {
          subscription: target.subscriptionId,
          resourceId: name,
          operation: 'o',
          caller: 'c',
          at: Date.UTC(2026, 0, 5),
        }),
      );
    const names = (): Promise<readonly string[]> =>
      store.read((view) => activityOf(view, target.subscriptionId).map((entry) => textAt(entry, 'resourceId')));
    for (let index = 0; index < 2000; index += 1) await written(`r${index}`);
    expect([(await names()).length, (await names()).at(-1)]).toEqual([2000, 'r0']);
    await written('last');
    const kept = await names();
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([2000, 'last', 'r1']);
  });
});
