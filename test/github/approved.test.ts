import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { FakeGitHub } from '../fakes/github.ts';
import { head, onGitHub } from './on-github.ts';

describe('github approved-run', () => {
  const commit = 'b'.repeat(40);
  const artifact = { name: 'plan-prod', headSha: head, createdAt: '2026-11-22T10:00:00Z', run: 1 };

  const asked = (prepare: (github: FakeGitHub) => void): Promise<string> =>
    new Promise((resolve, reject) => {
      onGitHub(async ({ shell, github }) => {
        await writeFile(join(shell.cwd, 'event.json'), '{}');
        github.merged.set(commit, head);
        prepare(github);
        resolve((await shell.picket('github', 'approved-run', '--artifact', 'plan-prod')).out);
      }).catch(reject);
    });

  test('is the newest run that kept the plan of the last commit of the pull request', async () => {
    expect(
      await asked(({ artifacts }) => {
        artifacts.push(
          artifact,
          { ...artifact, run: 2, createdAt: '2026-11-22T11:00:00Z' },
          { ...artifact, run: 3, headSha: 'c'.repeat(40), createdAt: '2026-11-22T11:30:00Z' },
        );
      }),
    ).toBe('2\n');
  });

  test.each<[string, (github: FakeGitHub) => void]>([
    ['an artifact that has expired', ({ artifacts }) => artifacts.push({ ...artifact, expired: true })],
    ['an artifact of a fork', ({ artifacts }) => artifacts.push({ ...artifact, fork: true })],
    ['an artifact of another workspace', ({ artifacts }) => artifacts.push({ ...artifact, name: 'plan-test' })],
    ['a commit without a pull request', ({ artifacts, merged }) => (artifacts.push(artifact), merged.clear())],
  ])('is none for %s', async (_, prepare) => {
    expect(await asked(prepare)).toBe('');
  });
});
