import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mergedRuns } from '../../../src/app/fleet/merged-runs.ts';
import { shareRuns } from '../../../src/app/fleet/shared.ts';
import { PicketError } from '../../../src/core/errors.ts';

describe('runs over several workspaces', () => {
  test('open their project once', async () => {
    const shared = shareRuns();
    let opened = 0;
    const open = (): Promise<never> => {
      opened += 1;
      return Promise.reject(new PicketError('config', 'There is no picket.yaml.', { code: 'no-config' }));
    };
    const both = await Promise.allSettled([
      shared.project({ from: 'none' }, open),
      shared.project({ from: 'none' }, open),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(opened).toBe(1);
  });

  test('are merged from reports that there are', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'picket-'));
    await expect(mergedRuns({ cwd }, ['none.json'])).rejects.toMatchObject({ code: 'no-report', kind: 'usage' });
    await writeFile(join(cwd, 'other.json'), '{"no": "report"}');
    await expect(mergedRuns({ cwd }, ['other.json'])).rejects.toBeInstanceOf(PicketError);
  });
});
