import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { jobOf, prepareStages, results, rule, said } from './stage.ts';

const onStage = prepareStages();

const green = { validate: 'success', workspaces: 'success', plan: 'success', comment: 'success', picket: 'success' };

describe('pull-request.yml', () => {
  test('makes a comment at first, rewrites it afterwards, and never makes a second one', async () => {
    await onStage(async ({ github, run, propose }) => {
      const first = await run('pull-request.yml', propose({ 'analytics-rules/two.yaml': rule(2) }));
      expect([results(first), said(first)]).toEqual([green, expect.any(String)]);
      expect(jobOf(first, 'plan').summary).toContain('### Plan for `prod`');
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('2 to create')]);
      await run('pull-request.yml', propose({ 'analytics-rules/three.yaml': rule(3) }));
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('3 to create')]);
    });
  });

  test('says in one comment what all workspaces would get, and equal plans once', async () => {
    await onStage(async ({ github, run, propose, git, commit }) => {
      const one = git('show', 'HEAD:picket.yaml');
      const two = `${one}\n${(/^ {2}prod:.*$/m.exec(one)?.[0] ?? '').replace('prod:', 'test:')}\n`;
      commit({ 'picket.yaml': two });
      await run('pull-request.yml', propose({ 'analytics-rules/two.yaml': rule(2) }));
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringMatching(/### Plan for `prod`, `test`/)]);
    });
  });

  test('checks what a merge queue is about to merge, and plans nothing for it', async () => {
    await onStage(async ({ github, run, propose, git }) => {
      const queued = (rules: Parameters<typeof propose>[0]): Parameters<typeof run>[1] => {
        const base = git('rev-parse', 'main');
        const { sha } = propose(rules);
        const ref = 'refs/heads/gh-readonly-queue/main/pr-7';
        const group = { base_sha: base, head_sha: sha, base_ref: 'refs/heads/main', head_ref: ref };
        return { name: 'merge_group', ref, sha, payload: { action: 'checks_requested', merge_group: group } };
      };
      const skipped = { ...green, workspaces: 'skipped', plan: 'skipped', comment: 'skipped' };
      expect(results(await run('pull-request.yml', queued({ 'analytics-rules/two.yaml': rule(2) })))).toEqual(skipped);
      const wrong = await run('pull-request.yml', queued({ 'analytics-rules/two.yaml': rule(2, 'Low', '30m') }));
      expect(results(wrong)).toEqual({ ...skipped, validate: 'failure', picket: 'failure' });
      expect(github.requests).toEqual([]);
    });
  });

  test('makes no plan for a pull request from a fork, or of Dependabot, and passes it all the same', async () => {
    await onStage(async ({ github, run, propose }) => {
      const skipped = { ...green, workspaces: 'skipped', plan: 'skipped', comment: 'skipped' };
      const files = { 'analytics-rules/two.yaml': rule(2) };
      expect(results(await run('pull-request.yml', propose(files, 'mallory/detections')))).toEqual(skipped);
      expect(results(await run('pull-request.yml', propose(files), { actor: 'dependabot[bot]' }))).toEqual(skipped);
      expect(github.requests).toEqual([]);
    });
  });

  test('shows what is wrong with the rules instead of a plan', async () => {
    await onStage(async ({ github, run, propose }) => {
      await run('pull-request.yml', propose({ 'analytics-rules/two.yaml': rule(2) }));
      const jobs = await run('pull-request.yml', propose({ 'analytics-rules/two.yaml': rule(2, 'Low', '30m') }));
      expect(results(jobs)).toEqual({ ...green, validate: 'failure', plan: 'failure', picket: 'failure' });
      expect(jobOf(jobs, 'picket').log).toContain('::error::The job plan ended with failure; its log says why.');
      expect(github.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('is shorter than queryFrequency'),
      ]);
    });
  });

  test('replaces a plan that no longer holds when the workspace cannot be read', async () => {
    await onStage(async ({ github, run, propose, stopAzure }) => {
      await run('pull-request.yml', propose({ 'analytics-rules/two.yaml': rule(2) }));
      stopAzure();
      const jobs = await run('pull-request.yml', propose({ 'analytics-rules/two.yaml': rule(2, 'High') }));
      expect(results(jobs)).toEqual({ ...green, plan: 'failure', picket: 'failure' });
      expect(github.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('There is no result for this commit'),
      ]);
    });
  });

  test('says what is wrong with the rules of a pull request, from a fork as well, and nothing about others', async () => {
    await onStage(async ({ github, run, propose, commit }) => {
      commit({ 'analytics-rules/old.yaml': rule(2, 'Low', '30m') });
      const event = propose({ 'analytics-rules/new.yaml': rule(3, 'Low', '20m') }, 'mallory/detections');
      const jobs = await run('pull-request.yml', event, { vars: { PICKET_UPLOAD_SARIF: 'true' } });
      const { log, summary } = jobOf(jobs, 'validate');
      expect(results(jobs)).toMatchObject({ validate: 'failure', picket: 'failure' });
      expect(log).toContain('::error file=analytics-rules/new.yaml,line=8,');
      expect(log).not.toContain('old.yaml');
      expect(summary).toContain('queryPeriod `20m` is shorter than queryFrequency `1h`');
      expect(github.requests).toEqual([]);
    });
  });

  test('is content with a pull request without a mistake, and uploads what code scanning reads', async () => {
    await onStage(async ({ run, propose }) => {
      const event = propose({ 'analytics-rules/new.yaml': rule(3) });
      const job = jobOf(await run('pull-request.yml', event, { vars: { PICKET_UPLOAD_SARIF: 'true' } }), 'validate');
      expect([job.result, job.log]).toEqual(['success', expect.not.stringContaining('::error')]);
      expect(existsSync(join(job.folder, 'picket/validate.sarif'))).toBe(true);
    });
  });
});
