import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { World } from './runner.ts';
import { head, jobOf, merged, prepareStages, pullRequest, push, results, rule, ruleId, type Stage } from './stage.ts';

const onStage = prepareStages();

/** Of an App that exists in this test only. */
const app = generateKeyPairSync('rsa', { modulusLength: 2048 });
const appKey = app.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('deploy.yml', () => {
  /** A pull request was planned and merged. */
  const planAndMerge = async ({ github, run, lastRun }: Stage): Promise<void> => {
    await run('plan.yml', pullRequest());
    github.artifacts.push({
      name: 'picket-plan-prod',
      run: lastRun(),
      headSha: head,
      createdAt: '2026-11-22T10:00:00Z',
    });
    github.merged.set(merged, head);
  };

  test('does what the pull request showed without asking again, keeps what was there before, and then does nothing', async () => {
    await onStage(async (stage) => {
      await stage.deploy();
      await stage.write('analytics-rules/one.yaml', rule(1, 'High'));
      await planAndMerge(stage);
      const jobs = await stage.run('deploy.yml', push);
      expect([results(jobs), jobs.map(({ log }) => log).join('')]).toEqual([
        { workspaces: 'success', plan: 'success', deploy: 'success' },
        expect.any(String),
      ]);
      const deploy = jobOf(jobs, 'deploy');
      expect(deploy.environment).toBe('prod');
      expect(deploy.summary).toContain('1 written');
      const kept = join(dirname(deploy.folder), 'artifacts', String(stage.lastRun()), 'picket-deploy-prod');
      expect(JSON.parse(await readFile(join(kept, 'picket/deploy.json'), 'utf8'))).toMatchObject({
        outcomes: [{ action: 'update', status: 'written' }],
      });
      expect(existsSync(join(kept, '.picket/backups/prod'))).toBe(true);
      const again = await stage.run('deploy.yml', push);
      expect(jobOf(again, 'plan').outputs).toEqual({ state: 'none' });
      expect(jobOf(again, 'deploy').result).toBe('skipped');
    });
  });

  test('waits for approval when it would do something else than the pull request showed', async () => {
    await onStage(async (stage) => {
      await planAndMerge(stage);
      await stage.write('analytics-rules/two.yaml', rule(2));
      const jobs = await stage.run('deploy.yml', push);
      expect(jobOf(jobs, 'deploy').environment).toBe('prod-review');
      expect(jobOf(jobs, 'plan').summary).toContain('2 to create');
    });
  });

  test('waits for approval where no pull request was planned', async () => {
    await onStage(async ({ run }) => {
      expect(jobOf(await run('deploy.yml', push), 'deploy').environment).toBe('prod-review');
    });
  });

  test('deploys nothing when the rules have errors', async () => {
    await onStage(async ({ run, write }) => {
      await write('analytics-rules/one.yaml', rule(1, 'Low', '30m'));
      expect(results(await run('deploy.yml', push))).toEqual({
        workspaces: 'success',
        plan: 'failure',
        deploy: 'skipped',
      });
    });
  });
});

describe('drift.yml', () => {
  const schedule: World['event'] = { name: 'schedule', sha: merged, payload: {} };

  test('opens one issue, rewrites it, and closes it once the workspace and git agree', async () => {
    await onStage(async ({ github, run, portal, deploy }) => {
      await deploy();
      expect(results(await run('drift.yml', schedule))).toMatchObject({ drift: 'success', issue: 'success' });
      expect(github.issues).toEqual([]);
      await portal.editRule(ruleId(1), { severity: 'High' });
      const drifted = await run('drift.yml', schedule);
      expect(jobOf(drifted, 'drift').summary).toContain('Changed in the workspace');
      await portal.editRule(ruleId(1), { enabled: false });
      await run('drift.yml', schedule);
      expect(github.issues).toEqual([
        expect.objectContaining({ title: 'Drift of prod', state: 'open', body: expect.stringContaining('`enabled`') }),
      ]);
      await portal.editRule(ruleId(1), { severity: 'Low', enabled: true });
      await run('drift.yml', schedule);
      expect(github.issues).toEqual([expect.objectContaining({ state: 'closed' })]);
    });
  });

  test('proposes what was changed in the workspace as one pull request, of the App where there is one', async () => {
    await onStage(async ({ github, run, portal, deploy }) => {
      await deploy();
      const vars = { PICKET_DRIFT: 'pull-request', PICKET_APP_ID: '12' };
      github.app = { id: '12', publicKey: app.publicKey };
      await portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await run('drift.yml', schedule, { vars, secrets: { PICKET_APP_PRIVATE_KEY: appKey } });
      expect([results(jobs), jobs.map(({ log }) => log).join('')]).toEqual([
        { workspaces: 'success', drift: 'success', issue: 'skipped', 'pull-request': 'success' },
        expect.any(String),
      ]);
      await portal.editRule(ruleId(1), { severity: 'Medium' });
      await run('drift.yml', schedule, { vars });
      expect(github.pullRequests).toEqual([
        expect.objectContaining({ title: 'Take over drift of prod', branch: 'picket/drift/prod', by: 'app' }),
      ]);
      expect(github.branches.get('picket/drift/prod')).toEqual([
        expect.objectContaining({
          path: 'analytics-rules/one.yaml',
          content: rule(1, 'Medium').replace('1.0.0', '1.0.1'),
        }),
      ]);
      expect(github.issues).toEqual([]);
    });
  });

  test('leaves the issue as it is when the workspace cannot be read', async () => {
    await onStage(async ({ github, run, portal, stopAzure, deploy }) => {
      await deploy();
      await portal.editRule(ruleId(1), { severity: 'High' });
      await run('drift.yml', schedule);
      await stopAzure();
      expect(results(await run('drift.yml', schedule))).toMatchObject({ drift: 'failure', issue: 'success' });
      expect(github.issues).toEqual([expect.objectContaining({ state: 'open' })]);
    });
  });
});
