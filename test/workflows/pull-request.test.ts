import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { jobOf, prepareStages, pullRequest, results, rule } from './stage.ts';

const onStage = prepareStages();

describe('plan.yml', () => {
  test('makes a comment at first, rewrites it afterwards, and never makes a second one', async () => {
    await onStage(async ({ github, run, write }) => {
      const first = await run('plan.yml', pullRequest());
      expect([results(first), first.map(({ log }) => log).join('')]).toEqual([
        { workspaces: 'success', plan: 'success', comment: 'success' },
        expect.any(String),
      ]);
      expect(jobOf(first, 'plan').summary).toContain('### Plan for `prod`');
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('1 to create')]);
      await write('analytics-rules/two.yaml', rule(2));
      await run('plan.yml', pullRequest());
      expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('2 to create')]);
    });
  });

  test('does nothing for a pull request from a fork, or of Dependabot', async () => {
    await onStage(async ({ github, run }) => {
      const skipped = { workspaces: 'skipped', plan: 'skipped', comment: 'skipped' };
      expect(results(await run('plan.yml', pullRequest('mallory/detections')))).toEqual(skipped);
      expect(results(await run('plan.yml', pullRequest(), { actor: 'dependabot[bot]' }))).toEqual(skipped);
      expect(github.requests).toEqual([]);
    });
  });

  test('shows what is wrong with the rules instead of a plan, and replaces a plan that no longer holds', async () => {
    await onStage(async ({ github, run, write, stopAzure }) => {
      await run('plan.yml', pullRequest());
      await write('analytics-rules/one.yaml', rule(1, 'Low', '30m'));
      expect(results(await run('plan.yml', pullRequest()))).toEqual({
        workspaces: 'success',
        plan: 'failure',
        comment: 'success',
      });
      expect(github.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('is shorter than queryFrequency'),
      ]);
      await write('analytics-rules/one.yaml', rule(1));
      await stopAzure();
      expect(results(await run('plan.yml', pullRequest()))).toMatchObject({ plan: 'failure', comment: 'success' });
      expect(github.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('There is no result for this commit'),
      ]);
    });
  });
});

describe('validate.yml', () => {
  test('says what is wrong with the rules of a pull request, from a fork as well, and nothing about others', async () => {
    await onStage(async ({ github, run, write, git }) => {
      await write('analytics-rules/old.yaml', rule(2, 'Low', '30m'));
      git('add', '.');
      git('commit', '-qm', 'base');
      await write('analytics-rules/new.yaml', rule(3, 'Low', '20m'));
      git('add', '.');
      git('commit', '-qm', 'merge');
      const [job] = await run('validate.yml', pullRequest('mallory/detections'), {
        vars: { PICKET_UPLOAD_SARIF: 'true' },
      });
      expect(job?.result).toBe('failure');
      expect(job?.log).toContain('::error file=analytics-rules/new.yaml,line=8,');
      expect(job?.log).not.toContain('old.yaml');
      expect(job?.summary).toContain('queryPeriod `20m` is shorter than queryFrequency `1h`');
      expect(github.requests).toEqual([]);
    });
  });

  test('is content with a pull request without a mistake, and uploads what code scanning reads', async () => {
    await onStage(async ({ run, write, git }) => {
      await write('analytics-rules/new.yaml', rule(3));
      git('add', '.');
      git('commit', '-qm', 'merge');
      const [job] = await run('validate.yml', pullRequest(), { vars: { PICKET_UPLOAD_SARIF: 'true' } });
      expect([job?.result, job?.log]).toEqual(['success', expect.not.stringContaining('::error')]);
      expect(existsSync(join(job?.folder ?? '', 'picket/validate.sarif'))).toBe(true);
    });
  });
});
