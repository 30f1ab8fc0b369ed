import { describe, expect, test } from '@jest/globals';
import { id, listAll, sentinel, workspace } from '../arm.ts';
import { local } from '../with-portal.ts';

describe('the neighbours of the rules', () => {
  test('automation rules have their limits', async () => {
    const { send } = local();
    const path = `${sentinel}/automationRules/${id(1)}`;
    const body = (order: number) => ({
      properties: { displayName: 'Close', order, triggeringLogic: { isEnabled: true }, actions: [] },
    });
    expect((await send('PUT', path, body(1000))).status).toBe(201);
    expect((await send('PUT', path, body(1001))).status).toBe(400);
    expect((await send('PUT', path, { properties: {} })).message).toContain("'displayName'");
  });

  test('templates are read only, and seeded by the portal', async () => {
    const { send, portal, transport } = local();
    await portal.seed('alertRuleTemplates', id(7), { kind: 'Scheduled', properties: { displayName: 'T' } });
    expect((await listAll(transport, `${sentinel}/alertRuleTemplates`)).items).toMatchObject([
      { name: id(7), kind: 'Scheduled', properties: { displayName: 'T' } },
    ]);
    expect((await send('PUT', `${sentinel}/alertRuleTemplates/${id(8)}`, {})).status).toBe(405);
    await portal.remove('alertRuleTemplates', id(7));
    expect((await listAll(transport, `${sentinel}/alertRuleTemplates`)).names).toEqual([]);
  });

  test('rules have actions, and watchlists items', async () => {
    const { send, transport } = local();
    await send('PUT', `${sentinel}/alertRules/${id(1)}/actions/${id(2)}`, { properties: { logicAppResourceId: '/x' } });
    expect((await listAll(transport, `${sentinel}/alertRules/${id(1)}/actions`)).names).toEqual([id(2)]);
    expect((await listAll(transport, `${sentinel}/watchlists/w/watchlistItems`)).names).toEqual([]);
    expect((await send('GET', `${sentinel}/watchlists/w/nothing`)).code).toBe('InvalidResourceType');
  });

  test.each<[string, string, number, string]>([
    ['an unknown resource type', `${sentinel}/bananas`, 404, 'InvalidResourceType'],
    ['an unknown provider', `${workspace}/providers/Microsoft.Bananas/x`, 404, 'InvalidResourceNamespace'],
    ['an unknown path', '/subscriptions/x/else', 404, 'ResourceNotFound'],
    ['a name that is no percent-encoding', `${sentinel}/alertRules/%zz`, 400, 'InvalidRequestUri'],
    ['a workspace name that cannot be', workspace.replace('law-soc', '-x'), 400, 'InvalidResourceName'],
  ])('%s is told in ARM’s words', async (_, path, status, code) => {
    const answer = await local().send('GET', path);
    expect([answer.status, answer.code]).toEqual([status, code]);
  });
});
