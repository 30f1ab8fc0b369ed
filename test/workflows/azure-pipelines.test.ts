import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { azureStages, runAzure, type AzureJob, type AzureRun } from './azure-runner.ts';
import { jobAt, resultsOf, saidBy } from './placed-jobs.ts';
import { plantEverywhere } from './planting.ts';
import { excluded, prepareStages, rule, ruleId, type Stage } from './stage.ts';

const onStage = prepareStages('azure-devops');

const main = (stage: Stage): AzureRun => ({
  commit: stage.git('rev-parse', 'main'),
  variables: { 'Build.Reason': 'IndividualCI', 'Build.SourceBranch': 'refs/heads/main' },
});
const pullRequest = (stage: Stage, fork = false): AzureRun => ({
  commit: stage.propose({ 'analytics-rules/one.yaml': rule(1, 'High') }).sha,
  variables: {
    'Build.Reason': 'PullRequest',
    'Build.SourceBranch': 'refs/pull/7/merge',
    'System.PullRequest.IsFork': fork ? 'True' : 'False',
  },
});
const schedule = (stage: Stage): AzureRun => ({
  ...main(stage),
  variables: { 'Build.Reason': 'Schedule', 'Build.SourceBranch': 'refs/heads/main' },
});

describe('the pipeline of Azure DevOps', () => {
  test('shows what a pull request would change, and nothing to a fork', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const jobs = await runAzure(stage, pullRequest(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        { 'check/validate': 'success', 'check/plan_prod': 'success' },
        expect.any(String),
      ]);
      expect(jobAt(jobs, 'check/plan_prod').summary).toContain('### Plan for `prod`');
      expect(jobAt(jobs, 'check/plan_prod').connections).toEqual(['sentinel-prod-read']);
      expect(resultsOf(await runAzure(stage, pullRequest(stage, true)))).toEqual({ 'check/validate': 'success' });
    });
  });

  test('deploys on main exactly what was planned there, and does nothing where nothing changes', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      stage.commit({ 'analytics-rules/one.yaml': rule(1, 'High') });
      const jobs = await runAzure(stage, main(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        { 'check/validate': 'success', 'check/plan_prod': 'success', 'deploy_prod/deploy': 'success' },
        expect.any(String),
      ]);
      const deploy = jobAt(jobs, 'deploy_prod/deploy');
      expect([deploy.environment, deploy.connections]).toEqual(['sentinel-prod', ['sentinel-prod']]);
      expect(deploy.summary).toContain('1 written');
      const kept = deploy.uploads.get('deploy-prod') ?? '';
      expect(JSON.parse(readFileSync(join(kept, 'deploy.json'), 'utf8'))).toMatchObject({
        outcomes: [{ action: 'update', status: 'written' }],
      });
      expect(resultsOf(await runAzure(stage, main(stage)))).toEqual({
        'check/validate': 'success',
        'check/plan_prod': 'success',
      });
    });
  });

  test('is red with errors in the rules, and shows them', async () => {
    await onStage(async (stage) => {
      stage.commit({ 'analytics-rules/one.yaml': rule(1, 'Low', '30m') });
      const jobs = await runAzure(stage, main(stage));
      expect(resultsOf(jobs)).toEqual({ 'check/validate': 'failure', 'check/plan_prod': 'failure' });
      expect(jobAt(jobs, 'check/plan_prod').log).toContain(
        '##vso[task.logissue type=error]There is no plan for prod: picket plan ended with exit code 1.',
      );
      expect(jobAt(jobs, 'check/plan_prod').summary).toContain('is shorter than queryFrequency');
    });
  });

  test('is red with drift, which the summary shows, and green without', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      expect(resultsOf(await runAzure(stage, schedule(stage)))).toEqual({
        'drift/exclusions': 'success',
        'drift/drift_prod': 'success',
      });
      await stage.portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await runAzure(stage, schedule(stage));
      expect(resultsOf(jobs)).toEqual({ 'drift/exclusions': 'success', 'drift/drift_prod': 'failure' });
      const { log, summary } = jobAt(jobs, 'drift/drift_prod');
      expect(log).toContain('##vso[task.logissue type=error]prod differs from the repository');
      expect(summary).toContain('Changed in the workspace');
    });
  });

  test('is red with an exclusion that has ended', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      stage.commit({ 'analytics-rules/one.yaml': rule(1) + excluded('2020-01-01') });
      const jobs = await runAzure(stage, schedule(stage));
      expect(resultsOf(jobs)).toMatchObject({ 'drift/exclusions': 'failure' });
      expect(jobAt(jobs, 'drift/exclusions').log).toContain('An exclusion has ended');
    });
  });

  test('has a plan and a deployment for each workspace, under names that jobs may have', async () => {
    await onStage(async (stage) => {
      const path = 'azure-pipelines.yml';
      const text = readFileSync(join(stage.origin, path), 'utf8');
      const [begin = '', one = ''] = text.split(/(?<=workspaces:\n)/);
      stage.commit({ [path]: `${begin}${one}${one.replaceAll('prod', 'eu-west.test')}` });
      const stages = azureStages(stage.origin);
      expect(stages.map(({ stage: id }) => id)).toEqual(['check', 'deploy_prod', 'deploy_eu_west_dot_test', 'drift']);
      expect(stages[2]?.condition).toContain("outputs['plan_eu_west_dot_test.plan.state']");
    });
  });
});

describe('a failure anywhere in the pipeline of Azure DevOps', () => {
  const ways: readonly (readonly [
    name: string,
    run: (stage: Stage) => AzureRun,
    prepare: (stage: Stage) => Promise<void>,
  ])[] = [
    ['for a pull request', pullRequest, (stage) => stage.reset()],
    [
      'for a merge',
      (stage) => {
        stage.commit({ 'analytics-rules/one.yaml': rule(1, 'High') });
        return main(stage);
      },
      (stage) => stage.reset(),
    ],
    ['for the comparison', schedule, (stage) => stage.reset()],
  ];

  test.each(ways)(
    '%s makes the run red and is said',
    async (_, runOf, prepare) => {
      await onStage(async (stage) => {
        await prepare(stage);
        const run = runOf(stage);
        const { untouched, wrong } = await plantEverywhere<AzureJob>(async (planted) => {
          await prepare(stage);
          return runAzure(stage, { ...run, ...planted });
        });
        expect(wrong).toEqual([]);
        // They hand a file to the agent with what the shell has itself.
        expect(untouched.every((name) => name.endsWith('in the summary'))).toBe(true);
      });
    },
    900_000,
  );
});
