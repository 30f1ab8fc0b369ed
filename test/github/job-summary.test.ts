import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { change, deployed, drifted, planOf, verdict } from '../report/reports.ts';
import { onGitHub } from './on-github.ts';

describe('github summary', () => {
  test('adds a report to what the job has said before', async () => {
    await onGitHub(async ({ shell, say }) => {
      await shell.write('summary.md', '# before\n');
      await say(
        'deploy.json',
        deployed(planOf([change(1)]), [
          { type: 'analytics-rule', id: '1', displayName: 'R', action: 'update', status: 'failed', reason: 'why' },
        ]),
      );
      expect((await shell.picket('github', 'summary', 'deploy.json')).code).toBe(0);
      const text = await readFile(join(shell.cwd, 'summary.md'), 'utf8');
      expect(text).toMatch(/^# before\n### Deployment\n\n1 failed\./);
    });
  });

  test('refuses reports of other commands: what a pull did is no drift', async () => {
    await onGitHub(async ({ shell }) => {
      const others = [
        [{ version: 1, command: 'pull', rules: [], diagnostics: [], summary: {} }, 'it is one of `picket pull`'],
        [{ version: 1, workspace: 'prod', checks: [] }, 'it has no list of findings'],
      ] as const;
      for (const [report, why] of others) {
        await shell.write('other.json', JSON.stringify(report));
        const { code, err } = await shell.picket('github', 'summary', 'other.json');
        expect(code).toBe(3);
        expect(err).toContain(`other.json is no report that can be said again: ${why}.`);
      }
    });
  });

  test('says where the summary cannot be written', async () => {
    await onGitHub(async ({ shell, say }) => {
      await say('drift.json', drifted([]));
      shell.env['GITHUB_STEP_SUMMARY'] = `${shell.cwd}/gone/summary.md`;
      const { code, err } = await shell.picket('github', 'summary', 'drift.json');
      expect(code).toBe(3);
      expect(err).toContain('gone/summary.md cannot be written.');
    });
  });

  test('says that the event of a run cannot be read', async () => {
    await onGitHub(async ({ shell, say }) => {
      await say('drift.json', drifted([]));
      await shell.write('event.json', '{');
      const { code, err } = await shell.picket('github', 'comment', 'drift.json');
      expect(code).toBe(3);
      expect(err).toContain('event.json is no event of GitHub: it is no JSON object.');
    });
  });

  test('keeps within what GitHub shows', async () => {
    await onGitHub(async ({ shell, say }) => {
      await say(
        'drift.json',
        drifted(Array.from({ length: 3000 }, (_, index) => verdict(index, { displayName: 'ü€'.repeat(60) }))),
      );
      await shell.picket('github', 'summary', 'drift.json');
      const bytes = (await readFile(join(shell.cwd, 'summary.md'))).length;
      expect(bytes).toBeLessThanOrEqual(1024 * 1024);
      expect(bytes).toBeGreaterThan(300_000);
    });
  });
});
