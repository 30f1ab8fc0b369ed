import { describe, expect, test } from '@jest/globals';
import { id, listAll, scheduled, sentinel } from '../arm.ts';
import { local } from '../with-portal.ts';

const marker = (customVersion = 'v') => ({
  properties: {
    parentId: `${sentinel}/alertRules/${id(1)}`,
    kind: 'AnalyticsRule',
    source: { kind: 'SourceRepository', name: 'picket', sourceId: id(9) },
    customVersion,
  },
});

describe('metadata', () => {
  const path = `${sentinel}/metadata/analyticsrule-${id(1)}`;

  test('is created, replaced, patched, filtered and deleted', async () => {
    const { send, transport } = local();
    expect((await send('PUT', path, marker())).status).toBe(201);
    expect((await send('PUT', path, marker('w'))).status).toBe(200);
    const patched = await send('PATCH', path, { properties: { version: '2.0.0' } });
    expect(patched.properties).toMatchObject({ customVersion: 'w', version: '2.0.0', kind: 'AnalyticsRule' });
    await send('PUT', `${sentinel}/metadata/workbook-1`, { properties: { parentId: '/x', kind: 'Workbook' } });
    const filter = encodeURIComponent("(properties/kind eq 'AnalyticsRule')");
    const found = await listAll(transport, `${sentinel}/metadata?$filter=${filter}`);
    expect(found.names).toEqual([`analyticsrule-${id(1)}`]);
    expect((await send('DELETE', path)).status).toBe(200);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('PATCH', path, { properties: {} })).status).toBe(404);
  });

  test('keeps its filter over pages', async () => {
    const { send, transport } = local({ pageSize: 1 });
    for (const number of [1, 2, 3])
      await send('PUT', `${sentinel}/metadata/m${number}`, {
        properties: { parentId: '/x', kind: number === 2 ? 'Workbook' : 'AnalyticsRule' },
      });
    const filter = encodeURIComponent("properties/kind eq 'AnalyticsRule'");
    expect((await listAll(transport, `${sentinel}/metadata?$filter=${filter}`)).names).toEqual(['m1', 'm3']);
    expect((await send('GET', `${sentinel}/metadata?$filter=what`)).status).toBe(400);
  });

  test('needs a parent and a kind, and a customVersion within its limit', async () => {
    const { send } = local({ customVersionLimit: 64 });
    expect((await send('PUT', path, { properties: { kind: 'AnalyticsRule' } })).message).toContain("'parentId'");
    expect((await send('PUT', path, { properties: { parentId: '/x' } })).message).toContain("'kind'");
    expect((await send('PUT', path, marker('x'.repeat(64)))).status).toBe(201);
    expect((await send('PUT', path, marker('x'.repeat(65)))).message).toContain('maximum length of 64');
  });

  test('goes with its rule, or stays, as the setting says', async () => {
    for (const [metadataOnRuleDelete, left] of [
      ['kept', 1],
      ['removed', 0],
    ] as const) {
      const { put, remove, send, portal } = local({ metadataOnRuleDelete });
      await put(id(1), scheduled());
      await send('PUT', path, marker());
      await remove(id(1));
      expect(await portal.resources('metadata')).toHaveLength(left);
    }
  });

  test('cannot be written where the setting says so', async () => {
    const { send, transport } = local({ metadataWrites: 'refused' });
    expect((await send('PUT', path, marker())).status).toBe(403);
    expect((await listAll(transport, `${sentinel}/metadata`)).names).toEqual([]);
  });
});

describe('a property of metadata that the service does not know', () => {
  const path = `${sentinel}/metadata/m1`;
  const body = { properties: { parentId: '/x', kind: 'AnalyticsRule', unheard: 1 } };

  test.each([
    ['dropped', undefined],
    ['echoed', 1],
  ] as const)('is %s where the setting says so', async (unknownProperties, kept) => {
    const { send } = local({ unknownProperties });
    expect((await send('PUT', path, body)).status).toBe(201);
    expect((await send('GET', path)).properties?.['unheard']).toBe(kept);
  });

  test('is refused where the setting says so', async () => {
    const { send } = local({ unknownProperties: 'rejected' });
    const { status, message } = await send('PUT', path, body);
    expect([status, message]).toEqual([400, expect.stringContaining("Could not find member 'unheard'")]);
  });

  test('is no reason to change one that knows all of its own', async () => {
    for (const unknownProperties of ['dropped', 'echoed', 'rejected'] as const) {
      const { send } = local({ unknownProperties });
      expect((await send('PUT', path, { properties: { parentId: '/x', kind: 'AnalyticsRule' } })).status).toBe(201);
    }
  });
});
