import { firstType, kindOf } from '../../src/content/index.ts';
import { expect, test } from '@jest/globals';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { createEmulator, createPortal, memoryStore, type Fault } from '../../src/emulator/index.ts';
import { ruleBody, ruleId } from '../../tools/chaos/scene.ts';
import { target } from '../core/rules.ts';
import { virtualClock } from '../fakes/clock.ts';

const name = ruleId(1);

/** A service that ignores etags, with one rule, and a connection to it whose requests are heard. */
const blindService = async (faults: readonly Fault[], before: (index: number) => Promise<unknown>) => {
  const clock = virtualClock();
  await clock.hold(Promise.all([import('@azure/arm-securityinsight'), import('@azure/core-rest-pipeline')]));
  const store = memoryStore();
  const portal = createPortal({ store, clock, target });
  await portal.createRule(name, ruleBody(1));
  const heard: string[] = [];
  const transport = createEmulator({
    store,
    clock,
    faults,
    settings: { ifMatch: 'ignored', bodyEtag: 'ignored' },
    onRequest: async (index, { method }) => {
      heard.push(method);
      await before(index);
    },
  });
  const { workspace } = connectWorkspace({
    kindOf,
    watched: [firstType.resource],
    target,
    transport,
    clock,
    version: 'test',
  });
  const etag = (await portal.rule(name))?.etag ?? '';
  const put = () =>
    workspace.put(
      { type: 'alertRules', name, body: ruleBody(1, { severity: 'High' }) },
      { kind: 'unchanged', etag, check: 'read' },
    );
  const remove = () => workspace.remove('alertRules', name, { kind: 'unchanged', etag, check: 'read' });
  return { portal, heard, put, remove };
};

test('a rule is read directly before it is written', async () => {
  const { heard, put, portal } = await blindService([], () => Promise.resolve());
  await put();
  expect(heard).toEqual(['GET', 'PUT']);
  expect((await portal.rule(name))?.properties).toMatchObject({ severity: 'High' });
});

test('a write that has to wait reads again: an edit made while it waited is not written over', async () => {
  const service = await blindService([{ request: 1, kind: '429', method: 'PUT' }], async (index) => {
    if (index === 3) await service.portal.editRule(name, { severity: 'Low' });
  });
  await expect(service.put()).rejects.toMatchObject({ failure: 'precondition' });
  expect(service.heard).toEqual(['GET', 'PUT', 'GET']);
  expect((await service.portal.rule(name))?.properties).toMatchObject({ severity: 'Low' });
});

test('a rule that was edited is not deleted, and one that is gone is no conflict', async () => {
  const service = await blindService([], async (index) => {
    if (index === 1) await service.portal.editRule(name, { severity: 'Low' });
  });
  await expect(service.remove()).rejects.toMatchObject({ failure: 'precondition' });
  await service.portal.deleteRule(name);
  expect(await service.remove()).toBe('absent');
});
