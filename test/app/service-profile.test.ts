import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readLagOf } from '../../src/app/service-profile.ts';

const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law',
  cloud: 'public',
  ownership: 'markers',
} as const;

test.each([
  [{ readLag: 4000, metadataReadLag: 1000 }, 4000],
  [{ readLag: 1000, metadataReadLag: 4000 }, 4000],
  [{ readLag: 2000 }, 2000],
  [{ metadataReadLag: 3000 }, 3000],
  [{}, 0],
])('reads of an emulated workspace with %j lag by %i ms', async (settings, lag) => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-'));
  try {
    expect(await readLagOf(folder, { name: 'local', ...target, emulator: { state: 'state.jsonl', settings } })).toBe(
      lag,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
