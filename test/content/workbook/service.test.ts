import { describe, expect, test } from '@jest/globals';
import { connectWorkspace } from '../../../src/azure/connect.ts';
import { kindOf } from '../../../src/content/index.ts';
import { workbook } from '../../../src/content/workbook/index.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import { diff } from '../../../src/core/engine/diff.ts';
import { objectOf } from '../../../src/core/json.ts';
import { createEmulator, memoryStore, settingMatrix, type SettingOverrides } from '../../../src/emulator/index.ts';
import { virtualClock } from '../../fakes/clock.ts';

const type = defineContentType(workbook);
const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
  cloud: 'public',
} as const;
const context = { now: 0, workspace: target };
const id = '5b1c7f0e-3d52-4a7e-9a4f-2f6f0f7d1c11';
const file = {
  id,
  displayName: 'Failed sign-ins',
  content: {
    version: 'Notebook/1.0',
    items: [{ type: 1, content: { json: '{{workspaceResourceId}}' }, name: 'text' }],
  },
};

const connected = (settings: SettingOverrides, asked: string[] = []) => {
  const clock = virtualClock();
  const emulator = createEmulator({ store: memoryStore(), clock, settings });
  return connectWorkspace({
    kindOf,
    watched: [type.resource],
    target,
    clock,
    version: '0.0.0',
    transport: (request) => {
      asked.push(`${request.method} ${request.url.slice('https://management.azure.com'.length)}`);
      return emulator(request);
    },
  }).workspace;
};

const group = '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-soc';
const source = `${group}/providers/Microsoft.OperationalInsights/workspaces/law-soc`;
const written = (): ReturnType<NonNullable<ReturnType<typeof type.complete>>['render']> => {
  const whole = type.complete(file);
  if (whole === undefined) throw new Error('the file is whole');
  return whole.render(context);
};

describe('workbooks of a workspace', () => {
  test('lie in its resource group, where the workspace is, and are asked for with their content', async () => {
    const asked: string[] = [];
    const workspace = connected({}, asked);
    const live = await workspace.put(written(), { kind: 'absent' });
    expect(live).toMatchObject({ type: 'workbooks', name: id, body: { location: 'westeurope', type: null } });
    await workspace.list('workbooks');
    await workspace.get('workbooks', id);
    const at = `${group}/providers/Microsoft.Insights/workbooks`;
    const list = new URLSearchParams({
      'api-version': '2023-06-01',
      category: 'sentinel',
      sourceId: source.toLowerCase(),
      canFetchContent: 'true',
    });
    expect(asked).toEqual([
      `GET ${source}?api-version=2023-09-01`,
      `PUT ${at}/${id}?api-version=2023-06-01`,
      `GET ${at}?${list.toString()}`,
      `GET ${at}/${id}?api-version=2023-06-01&canFetchContent=true`,
    ]);
  });

  test.each(settingMatrix())('are read as they were written: $name', async ({ overrides }) => {
    const workspace = connected(overrides);
    const resource = written();
    await workspace.put(resource, { kind: 'absent' });
    const clock = virtualClock();
    await clock.sleep(0);
    const listed = await workspace.list('workbooks');
    for (const { name, body } of listed) {
      expect(name).toBe(id);
      expect(diff(type.normalize(resource.body, context), type.normalize(body, context))).toEqual([]);
      expect(type.managed(context).canonical.unknownProperties(body)).toEqual([]);
      const value = type.file.valueOf(body, name, context);
      expect(type.complete(value)?.render(context)).toEqual(resource);
    }
    // Where reads lag nothing may be there yet.
    expect(listed).toHaveLength((overrides.readLag ?? 0) > 0 ? 0 : 1);
  });

  test('whose content an answer keeps back are a fault, and never empty', async () => {
    const clock = virtualClock();
    const emulator = createEmulator({ store: memoryStore(), clock });
    const blind = connectWorkspace({
      kindOf,
      watched: [type.resource],
      target,
      clock,
      version: '0.0.0',
      transport: (request) => emulator({ ...request, url: request.url.replace('canFetchContent', 'other') }),
    }).workspace;
    await blind.put(written(), { kind: 'absent' });
    await expect(blind.list('workbooks')).rejects.toThrow(/content/);
    await expect(blind.get('workbooks', id)).rejects.toThrow(/content/);
  });

  test('stay where they are when they are changed', async () => {
    const workspace = connected({});
    const live = await workspace.put(
      { ...written(), body: { ...written().body, location: 'northeurope' } },
      { kind: 'absent' },
    );
    const changed = await workspace.put(written(), { kind: 'unchanged', etag: live.etag ?? '' });
    expect(changed.body['location']).toBe('northeurope');
    expect(objectOf(changed.body['properties'])['displayName']).toBe('Failed sign-ins');
    expect(await workspace.remove('workbooks', id, { kind: 'any' })).toBe('deleted');
    expect(await workspace.get('workbooks', id)).toBeUndefined();
  });
});
