import { describe, expect, test } from '@jest/globals';
import { connectWorkspace } from '../../src/azure/connect.ts';
import { contentTypes, kindOf } from '../../src/content/index.ts';
import { createEmulator, memoryStore, type SettingOverrides } from '../../src/emulator/index.ts';
import { virtualClock } from '../fakes/clock.ts';

const target = {
  subscriptionId: '11111111-2222-4333-8444-555555555555',
  resourceGroup: 'rg-soc',
  workspaceName: 'law-soc',
  cloud: 'public',
} as const;

const type = 'savedSearches';
const name = '7c2f4f0e-3b0a-4d6b-8a51-0d9f1a6e2b01';
const search = (query: string) => ({
  type,
  name,
  body: {
    properties: { category: 'Hunting Queries', displayName: 'Q', query, tags: [{ name: 'tactics', value: 'Impact' }] },
  },
});

const connected = (settings: SettingOverrides) => {
  const clock = virtualClock();
  const transport = createEmulator({ store: memoryStore(), clock, settings });
  const watched = contentTypes.map(({ resource }) => resource);
  return connectWorkspace({ kindOf, watched, target, clock, transport, version: '0.0.0' }).workspace;
};

const years = ['2021', '2024', '2025'] as const;

describe.each(years)('saved searches as answered in %s', (savedSearchShape) => {
  const builtInSearches = [
    { name: 'LogManagement(law-soc)_General|AllEvents', properties: { category: 'Log Management' } },
  ];
  const settings = { savedSearchShape, builtInSearches };

  test('are made, replaced with their etag and deleted; names read as they are written today', async () => {
    const workspace = connected(settings);
    const made = await workspace.put(search('A'), { kind: 'absent' });
    expect(made).toMatchObject({ name, body: { properties: { displayName: 'Q', tags: [{ name: 'tactics' }] } } });
    expect(made).not.toHaveProperty('replaced');
    const changed = await workspace.put(search('B'), { kind: 'unchanged', etag: made.etag ?? '' });
    expect(changed.etag).not.toBe(made.etag);
    expect(await workspace.get(type, name)).toMatchObject({ name, etag: changed.etag });
    const list = await workspace.list(type);
    expect(list.find((live) => live.name === name)).toMatchObject({ body: { properties: { query: 'B' } } });
    expect(list.length).toBeGreaterThan(1);
    expect(await workspace.remove(type, name, { kind: 'unchanged', etag: changed.etag ?? '' })).toBe('deleted');
    expect(await workspace.get(type, name)).toBeUndefined();
  });

  test('that somebody else changed are left alone, whatever the refusal is called', async () => {
    const workspace = connected(settings);
    const made = await workspace.put(search('A'), { kind: 'absent' });
    const other = await workspace.put(search('B'), { kind: 'unchanged', etag: made.etag ?? '' });
    const failure = { failure: expect.stringMatching(/^(?:conflict|precondition)$/) };
    await expect(workspace.put(search('C'), { kind: 'absent' })).rejects.toMatchObject(failure);
    await expect(workspace.put(search('C'), { kind: 'unchanged', etag: made.etag ?? '' })).rejects.toMatchObject(
      failure,
    );
    await expect(workspace.remove(type, name, { kind: 'unchanged', etag: made.etag ?? '' })).rejects.toMatchObject(
      failure,
    );
    expect(await workspace.get(type, name)).toMatchObject({ etag: other.etag, body: { properties: { query: 'B' } } });
  });
});
