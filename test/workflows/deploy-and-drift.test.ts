import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { World } from './runner.ts';
import { excluded, jobOf, prepareStages, results, rule, ruleId, said, type Stage } from './stage.ts';

const onStage = prepareStages();

/** Of an App that exists in this test only. */
const app = generateKeyPairSync('rsa', { modulusLength: 2048 });
const appKey = app.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const change = { 'analytics-rules/one.yaml': rule(1, 'High') };

/** A pull request was planned and merged; gives the event of the merge. */
const planAndMerge = async (
  { run, propose, merge }: Stage,
  files: Readonly<Record<string, string>>,
): Promise<World['event']> => {
  await run('pull-request.yml', propose(files));
  return merge();
};

describe('deploy.yml', () => {
  test('does what the pull request showed without asking again, keeps what was there before, and then does nothing', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const push = await planAndMerge(stage, change);
      const jobs = await stage.run('deploy.yml', push);
      expect([results(jobs), said(jobs)]).toEqual([
        { workspaces: 'success', plan: 'success', deploy: 'success' },
        expect.any(String),
      ]);
      const deploy = jobOf(jobs, 'deploy');
      expect(deploy.environment).toBe('prod');
      expect(deploy.summary).toContain('1 written');
      const kept = stage.artifact('picket-deploy-prod');
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
      await planAndMerge(stage, change);
      stage.commit({ 'analytics-rules/two.yaml': rule(2) });
      const sha = stage.git('rev-parse', 'HEAD');
      const review = stage.github.reviews.get(7);
      if (review !== undefined) stage.github.reviews.set(7, { ...review, mergedAs: sha });
      const jobs = await stage.run('deploy.yml', { name: 'push', ref: 'refs/heads/main', sha, payload: {} });
      expect(jobOf(jobs, 'deploy').environment).toBe('prod-review');
      expect(jobOf(jobs, 'plan').summary).toContain('2 to create');
    });
  });

  test('waits for approval where no pull request was planned', async () => {
    await onStage(async ({ run, schedule }) => {
      const jobs = await run('deploy.yml', { ...schedule(), name: 'workflow_dispatch' });
      expect(jobOf(jobs, 'deploy').environment).toBe('prod-review');
      expect(jobOf(jobs, 'plan').log).toContain('No plan counts as approved: the commit came without a pull request.');
    });
  });

  test('waits for approval where the pull request changes the workflow that plans', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const path = '.github/workflows/pull-request.yml';
      const mine = readFileSync(join(stage.origin, path), 'utf8').replace('timeout-minutes: 20', 'timeout-minutes: 21');
      const push = await planAndMerge(stage, { ...change, [path]: mine });
      const jobs = await stage.run('deploy.yml', push);
      expect(jobOf(jobs, 'plan').log).toContain(
        `changes how plans are made (${path}), so its own plan proves nothing.`,
      );
      expect(jobOf(jobs, 'deploy').environment).toBe('prod-review');
    });
  });

  test('takes no plan for approved that the pull request brings along, and says so', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const { propose, run } = stage;
      await run('pull-request.yml', propose(change));
      const mine = readFileSync(join(stage.artifact('picket-plan-prod'), 'saved-plan.json'), 'utf8');
      // Such a change makes its own plan prove nothing: what it brings along must not count either.
      const path = '.github/workflows/pull-request.yml';
      const other = readFileSync(join(stage.origin, path), 'utf8').replace(
        'timeout-minutes: 20',
        'timeout-minutes: 21',
      );
      const place = 'picket/approved/saved-plan.json';
      propose({ ...change, [path]: other, [place]: mine });
      const jobs = await run('deploy.yml', stage.merge());
      expect(results(jobs)).toEqual({ workspaces: 'failure', deploy: 'skipped' });
      expect(jobOf(jobs, 'workspaces').log).toContain(`The repository holds ${place}, and pipelines keep`);
    });
  });

  test('deploys nothing when the rules have errors', async () => {
    await onStage(async ({ run, commit, schedule }) => {
      commit({ 'analytics-rules/one.yaml': rule(1, 'Low', '30m') });
      expect(results(await run('deploy.yml', schedule()))).toEqual({
        workspaces: 'success',
        plan: 'failure',
        deploy: 'skipped',
      });
    });
  });
});

describe('drift.yml', () => {
  test('opens one issue, rewrites it, and closes it once the workspace and git agree', async () => {
    await onStage(async (stage) => {
      const { github, run, schedule, reset } = stage;
      await reset();
      const { portal } = stage;
      expect(results(await run('drift.yml', schedule()))).toMatchObject({ drift: 'success', issue: 'success' });
      expect(github.issues).toEqual([]);
      await portal.editRule(ruleId(1), { severity: 'High' });
      const drifted = await run('drift.yml', schedule());
      expect(jobOf(drifted, 'drift').summary).toContain('Changed in the workspace');
      await portal.editRule(ruleId(1), { enabled: false });
      await run('drift.yml', schedule());
      expect(github.issues).toEqual([
        expect.objectContaining({ title: 'Drift of prod', state: 'open', body: expect.stringContaining('`enabled`') }),
      ]);
      await portal.editRule(ruleId(1), { severity: 'Low', enabled: true });
      await run('drift.yml', schedule());
      expect(github.issues).toEqual([expect.objectContaining({ state: 'closed' })]);
    });
  });

  test('proposes what was changed in the workspace as one pull request, of the App where there is one', async () => {
    await onStage(async (stage) => {
      const { github, run, schedule, reset } = stage;
      await reset();
      const { portal } = stage;
      const vars = { PICKET_DRIFT: 'pull-request', PICKET_APP_ID: '12' };
      github.app = { id: '12', publicKey: app.publicKey };
      await portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await run('drift.yml', schedule(), { vars, secrets: { PICKET_APP_PRIVATE_KEY: appKey } });
      expect([results(jobs), said(jobs)]).toEqual([
        {
          workspaces: 'success',
          drift: 'success',
          issue: 'skipped',
          'pull-request': 'success',
          exclusions: 'success',
        },
        expect.any(String),
      ]);
      await portal.editRule(ruleId(1), { severity: 'Medium' });
      await run('drift.yml', schedule(), { vars });
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
    await onStage(async (stage) => {
      const { github, run, schedule, stopAzure, reset } = stage;
      await reset();
      await stage.portal.editRule(ruleId(1), { severity: 'High' });
      await run('drift.yml', schedule());
      stopAzure();
      expect(results(await run('drift.yml', schedule()))).toMatchObject({ drift: 'failure', issue: 'failure' });
      expect(github.issues).toEqual([expect.objectContaining({ state: 'open' })]);
    });
  });

  test('gives owners an issue for exclusions that end, and proposes to take out those that have ended', async () => {
    await onStage(async (stage) => {
      const { github, run, schedule, commit } = stage;
      const soon = new Date(Date.now() + 5 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
      commit({
        'analytics-rules/one.yaml': rule(1) + excluded('2020-01-01', '@contoso/soc'),
        'analytics-rules/two.yaml': rule(2) + excluded(soon, 'ana@contoso.com'),
        'analytics-rules/three.yaml': rule(3) + excluded('2099-01-01', 'bo@contoso.com'),
      });
      expect(results(await run('drift.yml', schedule()))).toMatchObject({ exclusions: 'success' });
      const issues = () => github.issues.filter(({ title }) => title.startsWith('Exclusions'));
      expect(issues().map(({ title }) => title)).toEqual([
        'Exclusions of @contoso/soc end',
        'Exclusions of ana@contoso.com end',
      ]);
      expect(issues()[0]?.body).toContain('@contoso/soc, these exclusions are yours');
      expect(github.pullRequests).toEqual([
        expect.objectContaining({ title: 'Take out exclusions that have ended', branch: 'picket/exclusions/ended' }),
      ]);
      expect(github.branches.get('picket/exclusions/ended')).toEqual([
        expect.objectContaining({ path: 'analytics-rules/one.yaml', content: rule(1) }),
      ]);
      await run('drift.yml', schedule());
      expect([issues().length, github.pullRequests.length]).toEqual([2, 1]);
      commit({ 'analytics-rules/one.yaml': rule(1) });
      await run('drift.yml', schedule());
      expect(issues().map(({ state }) => state)).toEqual(['closed', 'open']);
    });
  });
});
