import { describe, expect, test } from '@jest/globals';
import { connectWorkspace } from '../../../src/azure/connect.ts';
import { kindOf } from '../../../src/content/index.ts';
import { canonical, normalize } from '../../../src/content/playbook/body.ts';
import { files } from '../../../src/content/playbook/files.ts';
import { playbook } from '../../../src/content/playbook/index.ts';
import { changesIn, questionOf } from '../../../src/content/playbook/resource.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff } from '../../../src/core/engine/diff.ts';
import { sayable } from '../../../src/core/engine/live-state.ts';
import { objectOf, type JsonObject } from '../../../src/core/json.ts';
import type { Resource } from '../../../src/core/resource.ts';
import {
  createEmulator,
  createPortal,
  memoryStore,
  settingMatrix,
  type SettingOverrides,
} from '../../../src/emulator/index.ts';
import { virtualClock } from '../../fakes/clock.ts';

const type = defineContentType(playbook);
const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
  cloud: 'public',
} as const;
const context = { now: 0, workspace: target };
const workflow = (name: string): JsonObject => ({
  type: 'Microsoft.Logic/workflows',
  apiVersion: '2019-05-01',
  name,
  properties: { definition: { triggers: { T: { inputs: { path: '/incident-creation' } } } } },
});
const template = (...names: readonly string[]): JsonObject => ({ resources: names.map(workflow) });

const stackOf = (made: JsonObject, parameters?: JsonObject): Resource => {
  const whole = type.complete({ name: 'Enrich', template: made, ...(parameters === undefined ? {} : { parameters }) });
  if (whole === undefined) throw new Error('the file is whole');
  return whole.render(context);
};

test('a stack that is deleted takes its workflows along, and nothing that they lie in', () => {
  expect(type.resource.ask?.remove?.()).toEqual({
    'unmanageAction.Resources': 'delete',
    'unmanageAction.ResourceGroups': 'detach',
    'unmanageAction.ManagementGroups': 'detach',
    bypassStackOutOfSyncError: 'false',
  });
});

const connected = (settings: SettingOverrides = {}, asked: string[] = []) => {
  const clock = virtualClock();
  const store = memoryStore();
  const emulator = createEmulator({ store, clock, settings });
  const { workspace } = connectWorkspace({
    kindOf,
    watched: [type.resource],
    target,
    clock,
    version: '0.0.0',
    transport: (request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname.split('/providers/Microsoft.')[1] ?? ''}`);
      return emulator(request);
    },
  });
  return { workspace, portal: createPortal({ store, clock, target }) };
};

describe('a playbook', () => {
  test('is a folder with a template, called after the folder, and values for its parameters', () => {
    const bytes = Buffer.from(JSON.stringify(template('Enrich'), null, 2));
    const beside = new Map([['azuredeploy.parameters.json', '{"parameters": {"A": {"value": 1}}}']]);
    const { document, diagnostics } = files.read('playbooks/Enrich/azuredeploy.json', bytes, beside);
    expect(diagnostics).toEqual([]);
    expect(document.value).toEqual({ name: 'Enrich', template: template('Enrich'), parameters: { A: { value: 1 } } });
    expect(document.range(document.locate('/template/resources/0/name')).start.line).toBe(6);
    expect(
      ['Enrich/azuredeploy.json', 'Enrich.json', 'Enrich/azuredeploy.parameters.json', 'a.yaml'].filter(files.isItem),
    ).toEqual(['Enrich/azuredeploy.json', 'Enrich.json']);
  });

  test('is a stack that detaches what leaves its template', () => {
    expect(stackOf(template('Enrich'))).toMatchObject({
      type: 'deploymentStacks',
      name: 'Enrich',
      body: { properties: { actionOnUnmanage: { resources: 'detach' }, template: template('Enrich') } },
    });
  });

  test.each(settingMatrix())('is read as it was written: $name', async ({ overrides }) => {
    const { workspace } = connected({ ...overrides, readLag: 0 });
    const sent = stackOf(template('Enrich'), { A: { value: 1 } });
    const written = await workspace.put(sent, { kind: 'absent' });
    for (const { body } of [written, ...(await workspace.list('deploymentStacks'))])
      expect(diff(normalize(sent.body), sayable(normalize(body), canonical))).toEqual([]);
    expect(written.body).not.toHaveProperty('properties.template');
  });

  test.each<readonly [string, Resource]>([
    ['template', stackOf(template('Enrich', 'Other'))],
    ['template', stackOf({ ...template('Enrich'), contentVersion: '2' })],
    ['parameters', stackOf(template('Enrich'), { A: { value: 1 } })],
  ])('with another %s differs there alone', (name, other) => {
    const found = diff(normalize(stackOf(template('Enrich')).body), normalize(other.body));
    expect(found.map(({ at }) => at)).toEqual([`/properties/${name}`]);
  });

  describe('whose Logic App is edited', () => {
    const app = {
      ...workflow('Enrich'),
      properties: { definition: { triggers: { T: { recurrence: { interval: 1 } } } } },
    };
    const edited = async (properties: JsonObject | undefined): Promise<readonly string[]> => {
      const { workspace, portal } = connected();
      const { body: before } = await workspace.put(stackOf({ resources: [app] }), { kind: 'absent' });
      if (properties === undefined) await portal.remove('workflows', 'Enrich');
      else await portal.seed('workflows', 'Enrich', { properties });
      const after = await workspace.get('deploymentStacks', 'Enrich');
      return diff(normalize(before), normalize(after?.body ?? {})).map(({ at }) => at);
    };
    const { definition } = app.properties;

    test.each<readonly [string, JsonObject | undefined, readonly string[]]>([
      ['not at all', { definition, state: 'Enabled' }, []],
      ['in its definition', { definition: { triggers: {}, actions: {} } }, ['/properties/definition/Enrich']],
      ['by switching it off', { definition, state: 'Disabled' }, ['/properties/state/Enrich']],
      ['in its parameters', { definition, parameters: { A: { value: 1 } } }, ['/properties/values/Enrich']],
      ['by signing in', { definition, parameters: { $connections: { value: {} } } }, []],
      [
        'by deleting it',
        undefined,
        ['/properties/definition/Enrich', '/properties/state/Enrich', '/properties/values/Enrich'],
      ],
    ])('%s differs there alone', async (_, properties, places) => {
      expect(await edited(properties)).toEqual(places);
    });

    test('is what the template says after the next deployment, and nothing that git could say', async () => {
      const { workspace, portal } = connected();
      const sent = stackOf({ resources: [app] });
      const { body } = await workspace.put(sent, { kind: 'absent' });
      await portal.seed('workflows', 'Enrich', { properties: { definition: {} } });
      const again = await workspace.put(sent, { kind: 'any' });
      expect(normalize(again.body)).toEqual(normalize(body));
      expect(sayable(normalize(again.body), canonical)).toEqual(normalize(sent.body));
      expect(canonical.frozen?.[1]?.(again.body)).toEqual(normalize(sent.body));
    });
  });

  test('whose deployment failed is not as git has it', () => {
    const { body } = stackOf(template('Enrich'));
    const failed = { ...body, properties: { ...objectOf(body['properties']), provisioningState: 'failed' } };
    expect(diff(normalize(body), normalize(failed))).toHaveLength(1);
  });

  test('is waited for until the service has made it, and deleted with what it made', async () => {
    const asked: string[] = [];
    const { workspace } = connected({}, asked);
    await workspace.put(stackOf(template('Enrich')), { kind: 'absent' });
    expect(asked).toEqual([
      'PUT Resources/deploymentStacks/Enrich',
      'GET Resources/deploymentStacks/Enrich',
      'GET Logic/workflows/Enrich',
    ]);
    expect(await workspace.remove('deploymentStacks', 'Enrich', { kind: 'any' })).toBe('deleted');
    expect(await workspace.get('deploymentStacks', 'Enrich')).toBeUndefined();
  });

  test('whose deployment fails is told so in the words of the service', async () => {
    const clock = virtualClock();
    const failed = {
      provisioningState: 'failed',
      error: { message: 'no', details: [{ message: 'The quota is used up.' }] },
    };
    const { workspace } = connectWorkspace({
      kindOf,
      watched: [type.resource],
      target,
      clock,
      version: '0.0.0',
      transport: async () => ({
        status: 201,
        headers: {},
        body: JSON.stringify({ id: '/x/deploymentStacks/Enrich', name: 'Enrich', properties: failed }),
      }),
    });
    await expect(workspace.put(stackOf(template('Enrich')), { kind: 'any' })).rejects.toThrow('The quota is used up.');
  });
});

describe('what a playbook would change', () => {
  test('is asked of the service, which tells creates, changes and what is detached', async () => {
    const { workspace } = connected();
    const asked = async (made: JsonObject): Promise<readonly string[]> => {
      const { body } = await workspace.put(questionOf(stackOf(made), target), { kind: 'any' });
      return changesIn(body);
    };
    expect(await asked(template('A', 'B'))).toEqual([
      'create Microsoft.Logic/workflows/A',
      'create Microsoft.Logic/workflows/B',
    ]);
    await workspace.put(stackOf(template('A', 'B')), { kind: 'absent' });
    const changed = { resources: [{ ...workflow('A'), location: 'x' }, workflow('C')] };
    expect(await asked(changed)).toEqual([
      'modify Microsoft.Logic/workflows/A',
      'create Microsoft.Logic/workflows/C',
      'detach Microsoft.Logic/workflows/B',
    ]);
    expect(await asked(template('A', 'B'))).toEqual([]);
  });
});
