import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { summariseReports } from '../../../src/app/github/github-report.ts';

test('reports go to the summary of the job, and nowhere without one', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'picket-'));
  await expect(summariseReports({ cwd, env: {} }, ['none.json'])).rejects.toMatchObject({ kind: 'usage' });
  await expect(summariseReports({ cwd, env: {} }, [])).rejects.toMatchObject({ code: 'no-github' });
  const env = { GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') };
  await writeFile(env.GITHUB_STEP_SUMMARY, 'before\n');
  await summariseReports({ cwd, env }, []);
  expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^before\n/);
});
