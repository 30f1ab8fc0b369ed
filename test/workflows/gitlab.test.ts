import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { reportOf, runGitLab, type GitLabJob, type GitLabRun } from './gitlab-runner.ts';
import { jobAt, resultsOf, saidBy } from './placed-jobs.ts';
import { plantEverywhere } from './planting.ts';
import { excluded, prepareStages, rule, ruleId, type Stage } from './stage.ts';

const onStage = prepareStages('gitlab');

const project = {
  CI_PROJECT_ID: '12',
  CI_DEFAULT_BRANCH: 'main',
  AZURE_TENANT_ID: '33333333-3333-3333-3333-333333333333',
  AZURE_PLAN_CLIENT_ID: '22222222-2222-2222-2222-222222222222',
};
const environments = { prod: { AZURE_CLIENT_ID: '44444444-4444-4444-4444-444444444444' } };

const main = (stage: Stage, started = ['picket:deploy']): GitLabRun => ({
  commit: stage.git('rev-parse', 'main'),
  variables: { ...project, CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main' },
  environments,
  started,
});
const mergeRequest = (stage: Stage, from = '12'): GitLabRun => ({
  ...main(stage),
  commit: stage.propose({ 'analytics-rules/one.yaml': rule(1, 'High') }).sha,
  variables: {
    ...project,
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: from,
  },
});
const schedule = (stage: Stage): GitLabRun => ({
  ...main(stage),
  variables: { ...project, CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_BRANCH: 'main' },
});

const checked = { 'picket:validate': 'success', 'picket:test': 'success', 'picket:plan': 'success' };

describe('the pipeline of GitLab', () => {
  test('shows what a merge request would change, in a page and in numbers, and nothing to a fork', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const jobs = await runGitLab(stage, mergeRequest(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([checked, expect.any(String)]);
      const plan = jobAt(jobs, 'picket:plan');
      expect(reportOf(plan, 'picket/numbers.json')).toEqual({ create: 0, update: 1, delete: 0 });
      expect(readFileSync(join(plan.kept, 'picket/plan.md'), 'utf8')).toContain('### Plan for `prod`');
      expect(existsSync(join(jobAt(jobs, 'picket:validate').kept, 'picket/validate.xml'))).toBe(true);
      expect(resultsOf(await runGitLab(stage, mergeRequest(stage, '99')))).toEqual({
        'picket:validate': 'success',
        'picket:test': 'success',
      });
    });
  });

  test('waits on main for somebody who may deploy, and deploys exactly what was planned', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      stage.commit({ 'analytics-rules/one.yaml': rule(1, 'High') });
      expect((await runGitLab(stage, main(stage, []))).map(({ result }) => result)).toEqual([
        'success',
        'success',
        'success',
        'manual',
      ]);
      const jobs = await runGitLab(stage, main(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([{ ...checked, 'picket:deploy': 'success' }, expect.any(String)]);
      const deploy = jobAt(jobs, 'picket:deploy');
      expect(deploy.environment).toBe('prod');
      expect(reportOf(deploy, 'picket/deploy.json')).toMatchObject({
        outcomes: [{ action: 'update', status: 'written' }],
      });
      expect(existsSync(join(deploy.kept, '.picket/backups/prod'))).toBe(true);
    });
  });

  test('is red with errors in the rules, and shows them', async () => {
    await onStage(async (stage) => {
      stage.commit({ 'analytics-rules/one.yaml': rule(1, 'Low', '30m') });
      const jobs = await runGitLab(stage, main(stage));
      expect(resultsOf(jobs)).toEqual({
        'picket:validate': 'failure',
        'picket:test': 'success',
        'picket:plan': 'failure',
      });
      expect(readFileSync(join(jobAt(jobs, 'picket:plan').kept, 'picket/plan.md'), 'utf8')).toContain(
        'is shorter than queryFrequency',
      );
    });
  });

  test('is red with drift, which it says, and green without', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      expect(resultsOf(await runGitLab(stage, schedule(stage)))).toEqual({
        'picket:drift': 'success',
        'picket:exclusions': 'success',
      });
      await stage.portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await runGitLab(stage, schedule(stage));
      expect(resultsOf(jobs)).toEqual({ 'picket:drift': 'failure', 'picket:exclusions': 'success' });
      expect(saidBy(jobs)).toContain('Error: prod differs from the repository');
    });
  });

  test('is red with an exclusion that has ended', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      stage.commit({ 'analytics-rules/one.yaml': rule(1) + excluded('2020-01-01') });
      const jobs = await runGitLab(stage, schedule(stage));
      expect(resultsOf(jobs)).toMatchObject({ 'picket:exclusions': 'failure' });
      expect(saidBy(jobs)).toContain('Error: an exclusion has ended');
    });
  });

  test('says which variable is missing before it signs in', async () => {
    await onStage(async (stage) => {
      const run = main(stage);
      const jobs = await runGitLab(stage, { ...run, environments: {} });
      expect(resultsOf(jobs)).toEqual({ ...checked, 'picket:deploy': 'failure' });
      expect(saidBy(jobs)).toContain('Error: the client id (AZURE_PLAN_CLIENT_ID to read, AZURE_CLIENT_ID to deploy)');
    });
  });
});

describe('a failure anywhere in the pipeline of GitLab', () => {
  const ways: readonly (readonly [name: string, run: (stage: Stage) => GitLabRun])[] = [
    ['for a merge request', mergeRequest],
    [
      'for a merge',
      (stage) => {
        stage.commit({ 'analytics-rules/one.yaml': rule(1, 'High') });
        return main(stage);
      },
    ],
    ['for the comparison', schedule],
  ];

  test.each(ways)(
    '%s makes the run red and is said',
    async (_, runOf) => {
      await onStage(async (stage) => {
        await stage.reset();
        const run = runOf(stage);
        const { untouched, wrong } = await plantEverywhere<GitLabJob>(async (planted) => {
          await stage.reset();
          return runGitLab(stage, { ...run, ...planted });
        });
        expect(wrong).toEqual([]);
        expect(untouched).toEqual([]);
      });
    },
    900_000,
  );
});
