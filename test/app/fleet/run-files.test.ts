import { describe, expect, test } from '@jest/globals';
import { contentDigest, freeRunId } from '../../../src/app/fleet/run-files.ts';
import { openProject } from '../../../src/app/project.ts';
import { inFolder } from '../../cli/io.ts';

const clock = { now: () => Date.UTC(2027, 0, 15, 8, 30, 5, 250), sleep: () => Promise.resolve() };

describe('a run over several workspaces', () => {
  test('has the moment of its beginning as its id, and a number where others began within the same second', async () => {
    await inFolder(async ({ cwd, write }) => {
      const project = await openProject({ cwd }, { from: 'nearest' });
      const ids: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        const id = await freeRunId(project, { clock });
        ids.push(id);
        await write(`.picket/runs/${id}.json`, '{}');
      }
      expect(ids).toEqual(['20270115T083005Z', '20270115T083005Z-2', '20270115T083005Z-3', '20270115T083005Z-4']);
    });
  });

  test('knows its content again by picket.yaml and by the name and bytes of each file', async () => {
    await inFolder(async ({ cwd, write }) => {
      const digest = async (): Promise<string> => contentDigest(await openProject({ cwd }, { from: 'nearest' }));
      const seen = [await digest()];
      const files = [
        ['picket.yaml', 'content: [analytics-rules]\n'],
        ['analytics-rules/a.yaml', 'x'],
        ['analytics-rules/a.yaml', 'y'],
        ['analytics-rules/b.yaml', 'y'],
        ['picket.yaml', 'content: [analytics-rules] # the same\n'],
      ] as const;
      for (const [path, text] of files) {
        await write(path, text);
        seen.push(await digest());
      }
      expect(new Set(seen).size).toBe(files.length + 1);
      await write('README.md', 'z');
      expect(await digest()).toBe(seen.at(-1));
      await write('picket.yaml', files[0][1]);
      await write('analytics-rules/a.yaml', 'y');
      expect(await digest()).toBe(seen[4]);
    });
  });
});
