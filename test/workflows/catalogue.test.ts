import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { jobOf, prepareStages, results, ruleId, said } from './stage.ts';

const onStage = prepareStages();

describe('catalogue.yml', () => {
  test('publishes the pages on request, with links that Azure can fetch', async () => {
    await onStage(async ({ run, schedule }) => {
      const jobs = await run('catalogue.yml', { ...schedule(), name: 'workflow_dispatch' });
      expect([results(jobs), said(jobs)]).toEqual([
        { build: 'success', publish: 'success' },
        expect.stringContaining('1 rule in catalogue/index.html'),
      ]);
      expect(jobOf(jobs, 'publish').environment).toBe('github-pages');
      const page = await readFile(join(jobOf(jobs, 'build').folder, `catalogue/rules/${ruleId(1)}/index.html`), 'utf8');
      expect(page).toContain(
        encodeURIComponent(`https://contoso.github.io/detections/rules/${ruleId(1)}/template.json`),
      );
    });
  });

  test('publishes a merge only where the repository asked for it', async () => {
    await onStage(async ({ run, schedule }) => {
      const push = { ...schedule(), name: 'push' };
      expect(results(await run('catalogue.yml', push))).toEqual({ build: 'skipped', publish: 'skipped' });
      expect(results(await run('catalogue.yml', push, { vars: { PICKET_CATALOGUE: 'pages' } }))).toEqual({
        build: 'success',
        publish: 'success',
      });
    });
  });
});
