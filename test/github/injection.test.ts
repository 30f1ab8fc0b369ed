import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { attacks } from '../fixtures/injection.ts';
import { markupIn } from '../report/markup.ts';
import { change, drifted, planned, planOf, reportsSaying } from '../report/reports.ts';
import { onGitHub } from './on-github.ts';

describe('texts from rules', () => {
  test('reach a comment, an issue and a summary as text, all at once', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      const reports = attacks.filter(({ text }) => text.length < 5000).flatMap(({ text }) => reportsSaying(text));
      const plans = reports.flatMap(({ command, plan: one }) => (command === 'plan' && one !== undefined ? [one] : []));
      await say(
        'plan.json',
        planned(
          planOf(
            plans.flatMap(({ changes }) => changes),
            plans.flatMap(({ refusals }) => refusals),
          ),
        ),
      );
      await say('drift.json', drifted(reports.flatMap(({ verdicts = [] }) => verdicts)));
      for (const [task, name] of [
        ['comment', 'plan'],
        ['issue', 'drift'],
        ['summary', 'plan'],
        ['summary', 'drift'],
      ] as const)
        expect(await shell.picket('github', task, `${name}.json`)).toMatchObject({ code: 0, err: '' });
      const summary = await readFile(join(shell.cwd, 'summary.md'), 'utf8');
      const bodies = [...github.comments, ...github.issues].map(({ body }) => body);
      expect(bodies).toHaveLength(2);
      for (const said of [summary, ...bodies]) expect(markupIn(said)).toEqual([]);
    });
  });

  test.each(attacks)('are text in a comment, an issue and a summary of their own: $name', async ({ text }) => {
    await onGitHub(async ({ shell, github, say }) => {
      for (const [index, report] of reportsSaying(text).entries()) {
        await say('report.json', report);
        for (const task of report.command === 'drift' ? ['comment', 'issue', 'summary'] : ['comment', 'summary'])
          expect(
            await shell.picket('github', task, 'report.json', ...(task === 'summary' ? [] : ['--key', `x/${index}`])),
          ).toMatchObject({ code: 0, err: '' });
      }
      expect(github.issues.length).toBeGreaterThan(0);
      const bodies = [...github.comments, ...github.issues].map(({ body }) => body);
      for (const said of [await readFile(join(shell.cwd, 'summary.md'), 'utf8'), ...bodies]) {
        expect(markupIn(said)).toEqual([]);
        expect(said.isWellFormed()).toBe(true);
      }
    });
  });

  // The reporter holds every attack to the limit; through the command the heaviest ones suffice.
  test.each(attacks.filter(({ name }) => /ten thousand|back-ticks|bars/.test(name)))(
    'do not keep a plan of 500 changes from being said: $name',
    async ({ text }) => {
      await onGitHub(async ({ shell, github, say }) => {
        const changes = Array.from({ length: 500 }, (_, index) =>
          change(index, {
            displayName: text,
            fields: [{ at: '/properties/query', before: text, after: `${text}\n| take 1` }],
          }),
        );
        await say('plan.json', planned(planOf(changes)));
        expect(await shell.picket('github', 'comment', 'plan.json')).toMatchObject({ code: 0, err: '' });
        const [{ body } = { body: '' }] = github.comments;
        expect(body.length).toBeLessThan(65_536);
        expect(body).toContain('500 to update');
        expect(markupIn(body)).toEqual([]);
      });
    },
  );
});
