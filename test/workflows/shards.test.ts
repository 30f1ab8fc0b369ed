import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runAzure, type AzureJob, type AzureRun } from './azure-runner.ts';
import { reportOf, runGitLab, type GitLabJob, type GitLabRun } from './gitlab-runner.ts';
import { jobAt, resultsOf, saidBy } from './placed-jobs.ts';
import { plantEverywhere } from './planting.ts';
import type { RanJob } from './runner.ts';
import { jobOf, prepareStages, results, rule, ruleId, said, type Stage } from './stage.ts';

/** Of which the second part has two. */
const fleet = { workspaces: ['prod', 'east', 'local'], shards: 2 };
const change = { 'analytics-rules/one.yaml': rule(1, 'High') };
/** A workspace whose address nobody answers at. */
const unreachable = ({ origin, commit }: Stage): void => {
  const config = readFileSync(join(origin, 'picket.yaml'), 'utf8');
  const gone = config.replace(
    /law-east, emulator: \{url: '[^']*'\}/,
    "law-east, emulator: {url: 'http://127.0.0.1:9'}",
  );
  expect(gone).not.toBe(config);
  commit({ 'picket.yaml': gone });
};
/** The jobs that say the reports of all parts as one; what the others do is as in the pipelines without shards. */
const isMerging = ({ place }: { readonly place: string }): boolean =>
  /\/(?:comment|report|issue)\/|\/(?:plans|deployed|drift)$|:(?:plans|deployed|drifted)$/.test(place);
const exitCodes = (report: unknown): unknown => {
  const { runs }: { runs: readonly { workspace: string; exitCode: number }[] } = JSON.parse(JSON.stringify(report));
  return Object.fromEntries(runs.map(({ workspace, exitCode }) => [workspace, exitCode]));
};
const inFile = (folder: string, path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

describe('the workflows of GitHub with shards', () => {
  const onStage = prepareStages('github', fleet);
  const push = (stage: Stage): Parameters<Stage['run']>[1] => {
    const sha = stage.git('rev-parse', 'main');
    return { name: 'push', ref: 'refs/heads/main', sha, payload: {} };
  };

  test('plan every workspace once, say it in one comment, and do after the merge what that showed', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const planned = await stage.run('pull-request.yml', stage.propose(change));
      expect([results(planned), said(planned)]).toEqual([
        { validate: 'success', workspaces: 'success', plan: 'success', comment: 'success', picket: 'success' },
        expect.any(String),
      ]);
      const plans = stage.artifact('picket-plans');
      expect(exitCodes(inFile(plans, 'plan.json'))).toEqual({ east: 0, local: 0, prod: 0 });
      for (const name of fleet.workspaces) expect(existsSync(join(plans, `plans/${name}.json`))).toBe(true);
      expect(stage.github.comments).toHaveLength(1);
      const event = stage.merge();
      const deployed = await stage.run('deploy.yml', event);
      expect([deployed.map(({ id, result, environment }) => `${id} ${result} ${environment}`), said(deployed)]).toEqual(
        [
          [
            'workspaces success ',
            'plan success ',
            'deploy success picket',
            'plan success ',
            'deploy success picket',
            'report success ',
          ],
          expect.any(String),
        ],
      );
      expect(jobOf(deployed, 'report').log).toMatch(/exit 0: 3 workspaces/);
      expect(jobOf(deployed, 'report').log.match(/1 written/g)).toHaveLength(3);
      const again = await stage.run('deploy.yml', event);
      expect(results(again)).toMatchObject({ deploy: 'skipped', report: 'success' });
      expect(exitCodes(inFile(stage.artifact('picket-deployed'), 'deploy.json'))).toEqual({
        east: 0,
        local: 0,
        prod: 0,
      });
    });
  });

  test('leave out a workspace that does not answer, do the others, and end as one run would', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      unreachable(stage);
      const planned = await stage.run('pull-request.yml', stage.propose(change));
      expect(results(planned)).toMatchObject({ comment: 'failure', picket: 'failure' });
      expect(stage.github.comments.map(({ body }) => body).join('')).toContain('`prod`');
      const deployed = await stage.run('deploy.yml', stage.merge());
      expect(results(deployed)).toMatchObject({ report: 'failure' });
      const { log } = jobOf(deployed, 'report');
      expect(log.match(/1 written/g)).toHaveLength(2);
      expect(log).toContain('##[error]Process completed with exit code 6.');
    });
  });

  test('keep one issue for each workspace that drifts, and none for the others', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      await stage.portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await stage.run('drift.yml', stage.schedule());
      expect([results(jobs), said(jobs)]).toEqual([
        { workspaces: 'success', drift: 'success', issue: 'success', exclusions: 'success' },
        expect.any(String),
      ]);
      expect(jobOf(jobs, 'issue').log).toContain('issue of prod: created');
      expect(jobOf(jobs, 'issue').log.match(/^issue of \w+: nothing to do/gm)).toHaveLength(2);
      expect(stage.github.issues.map(({ title, state }) => [title, state])).toEqual([['Drift of prod', 'open']]);
    });
  });

  test('wait for approval where no pull request was planned', async () => {
    await onStage(async (stage) => {
      stage.commit(change);
      const jobs = await stage.run('deploy.yml', push(stage));
      expect(jobs.filter(({ id }) => id === 'deploy').map(({ environment }) => environment)).toEqual([
        'picket-review',
        'picket-review',
      ]);
    });
  });

  test.each(['pull-request.yml', 'deploy.yml', 'drift.yml'])(
    'are red where anything in %s fails, and say it',
    async (workflow) => {
      await onStage(async (stage) => {
        await stage.reset();
        const proposed = stage.propose(change);
        if (workflow === 'deploy.yml') await stage.run('pull-request.yml', proposed);
        const event =
          workflow === 'drift.yml' ? stage.schedule() : workflow === 'deploy.yml' ? stage.merge() : proposed;
        const { wrong } = await plantEverywhere<RanJob>(async (planted) => {
          if (workflow === 'deploy.yml') await stage.reset();
          return stage.run(workflow, event, planted);
        }, isMerging);
        expect(wrong).toEqual([]);
      });
    },
    900_000,
  );
});

describe('the pipeline of Azure DevOps with shards', () => {
  const onStage = prepareStages('azure-devops', fleet);
  const main = (stage: Stage): AzureRun => ({
    commit: stage.git('rev-parse', 'main'),
    variables: { 'Build.Reason': 'IndividualCI', 'Build.SourceBranch': 'refs/heads/main' },
  });
  const schedule = (stage: Stage): AzureRun => ({
    ...main(stage),
    variables: { 'Build.Reason': 'Schedule', 'Build.SourceBranch': 'refs/heads/main' },
  });
  const pullRequest = (stage: Stage): AzureRun => ({
    commit: stage.propose(change).sha,
    variables: {
      'Build.Reason': 'PullRequest',
      'Build.SourceBranch': 'refs/pull/7/merge',
      'System.PullRequest.IsFork': 'False',
    },
  });
  const checked = {
    'check/validate': 'success',
    'check/plan_1': 'success',
    'check/plan_2': 'success',
    'check/plans': 'success',
  };

  test('plans and deploys every workspace once, and says it in one summary', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const planned = await runAzure(stage, pullRequest(stage));
      expect([resultsOf(planned), saidBy(planned)]).toEqual([checked, expect.any(String)]);
      expect(jobAt(planned, 'check/plans').summary).toContain('Plan for `east`, `local`, `prod`');
      stage.commit(change);
      const jobs = await runAzure(stage, main(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        { ...checked, 'deploy/deploy_1': 'success', 'deploy/deploy_2': 'success', 'deploy/deployed': 'success' },
        expect.any(String),
      ]);
      expect(jobs.map(({ environment }) => environment).filter((name) => name !== '')).toEqual([
        'sentinel',
        'sentinel',
      ]);
      const kept = jobAt(jobs, 'deploy/deployed').uploads.get('deployed') ?? '';
      expect(exitCodes(inFile(kept, 'deploy.json'))).toEqual({ east: 0, local: 0, prod: 0 });
      expect(resultsOf(await runAzure(stage, main(stage)))).toEqual(checked);
    });
  });

  test('leaves out a workspace that does not answer, does the others, and is red', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      unreachable(stage);
      expect(resultsOf(await runAzure(stage, pullRequest(stage)))).toMatchObject({ 'check/plans': 'failure' });
      stage.commit(change);
      const jobs = await runAzure(stage, main(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        expect.objectContaining({ 'check/plans': 'success', 'deploy/deployed': 'failure' }),
        expect.any(String),
      ]);
      expect(jobAt(jobs, 'deploy/deployed').log.match(/1 written/g)).toHaveLength(2);
      expect(jobAt(jobs, 'deploy/deployed').log).toContain("Bash exited with code '6'");
    });
  });

  test('is red with drift in any part, which the summary shows', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      await stage.portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await runAzure(stage, schedule(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        {
          'drift/exclusions': 'success',
          'drift/drift_1': 'success',
          'drift/drift_2': 'success',
          'drift/drift': 'failure',
        },
        expect.any(String),
      ]);
      expect(jobAt(jobs, 'drift/drift').summary).toContain('Changed in the workspace');
    });
  });

  test.each([
    ['for a pull request', pullRequest],
    ['for a merge', main],
    ['for the comparison', schedule],
  ])(
    'is red where anything fails %s, and says it',
    async (name, runOf) => {
      await onStage(async (stage) => {
        await stage.reset();
        if (name === 'for a merge') stage.commit(change);
        const run = runOf(stage);
        const { wrong } = await plantEverywhere<AzureJob>(async (planted) => {
          await stage.reset();
          return runAzure(stage, { ...run, ...planted });
        }, isMerging);
        expect(wrong).toEqual([]);
      });
    },
    900_000,
  );
});

describe('the pipeline of GitLab with shards', () => {
  const onStage = prepareStages('gitlab', fleet);
  const project = {
    CI_PROJECT_ID: '12',
    CI_DEFAULT_BRANCH: 'main',
    AZURE_TENANT_ID: '33333333-3333-3333-3333-333333333333',
    AZURE_PLAN_CLIENT_ID: '22222222-2222-2222-2222-222222222222',
  };
  const main = (stage: Stage): GitLabRun => ({
    commit: stage.git('rev-parse', 'main'),
    variables: { ...project, CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main' },
    environments: { sentinel: { AZURE_CLIENT_ID: '44444444-4444-4444-4444-444444444444' } },
    started: ['picket:deploy'],
  });
  const mergeRequest = (stage: Stage): GitLabRun => ({
    ...main(stage),
    commit: stage.propose(change).sha,
    variables: {
      ...project,
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '12',
    },
  });
  const schedule = (stage: Stage): GitLabRun => ({
    ...main(stage),
    variables: { ...project, CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_BRANCH: 'main' },
  });
  const checked = {
    'picket:validate': 'success',
    'picket:test': 'success',
    'picket:plan 1/2': 'success',
    'picket:plan 2/2': 'success',
    'picket:plans': 'success',
  };

  test('plans and deploys every workspace once, and says it on one page', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      const planned = await runGitLab(stage, mergeRequest(stage));
      expect([resultsOf(planned), saidBy(planned)]).toEqual([checked, expect.any(String)]);
      const plans = jobAt(planned, 'picket:plans');
      expect(reportOf(plans, 'picket/numbers.json')).toEqual({ create: 0, update: 3, delete: 0 });
      expect(readFileSync(join(plans.kept, 'picket/plan.md'), 'utf8')).toContain('Plan for `east`, `local`, `prod`');
      stage.commit(change);
      const jobs = await runGitLab(stage, main(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        {
          ...checked,
          'picket:deploy 1/2': 'success',
          'picket:deploy 2/2': 'success',
          'picket:deployed': 'success',
        },
        expect.any(String),
      ]);
      expect(exitCodes(reportOf(jobAt(jobs, 'picket:deployed'), 'picket/deploy.json'))).toEqual({
        east: 0,
        local: 0,
        prod: 0,
      });
      expect(jobAt(jobs, 'picket:deployed').log.match(/1 written/g)).toHaveLength(3);
    });
  });

  test('leaves out a workspace that does not answer, does the others, and is red', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      unreachable(stage);
      expect(resultsOf(await runGitLab(stage, mergeRequest(stage)))).toMatchObject({ 'picket:plans': 'failure' });
      stage.commit(change);
      const jobs = await runGitLab(stage, main(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        { ...checked, 'picket:deploy 1/2': 'failure', 'picket:deploy 2/2': 'success', 'picket:deployed': 'failure' },
        expect.any(String),
      ]);
      expect(jobAt(jobs, 'picket:deployed').log.match(/1 written/g)).toHaveLength(2);
    });
  });

  test('is red with drift in any part, which it says', async () => {
    await onStage(async (stage) => {
      await stage.reset();
      await stage.portal.editRule(ruleId(1), { severity: 'High' });
      const jobs = await runGitLab(stage, schedule(stage));
      expect([resultsOf(jobs), saidBy(jobs)]).toEqual([
        {
          'picket:drift 1/2': 'success',
          'picket:drift 2/2': 'success',
          'picket:exclusions': 'success',
          'picket:drifted': 'failure',
        },
        expect.stringContaining('Error: workspaces differ from the repository'),
      ]);
    });
  });

  test.each([
    ['for a merge request', mergeRequest],
    ['for a merge', main],
    ['for the comparison', schedule],
  ])(
    'is red where anything fails %s, and says it',
    async (name, runOf) => {
      await onStage(async (stage) => {
        await stage.reset();
        if (name === 'for a merge') stage.commit(change);
        const run = runOf(stage);
        const { wrong } = await plantEverywhere<GitLabJob>(async (planted) => {
          await stage.reset();
          return runGitLab(stage, { ...run, ...planted });
        }, isMerging);
        expect(wrong).toEqual([]);
      });
    },
    900_000,
  );
});
