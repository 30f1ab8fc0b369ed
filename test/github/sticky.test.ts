import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/core/report.ts';
import { json, machine } from '../../src/report/json.ts';
import { token } from '../fakes/github.ts';
import { change, diagnostic, drifted, plain, planned, planOf, validated, verdict } from '../report/reports.ts';
import { event, head, onGitHub } from './on-github.ts';

const plan = (name: string): Report => planned(planOf([change(1, { displayName: name })]));

describe('github comment', () => {
  test('makes one comment, rewrites it, and leaves it alone when it says the same', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      for (const body of ['first!', 'second', 'third', 'fourth'])
        github.comments.push({ id: 1, issue: 7, body, user: { login: 'someone', type: 'User' } });
      await say('plan.json', plan('First'));
      expect((await shell.picket('github', 'comment', 'plan.json')).out).toMatch(/^comment: created http/);
      await say('plan.json', plan('Second'));
      expect((await shell.picket('github', 'comment', 'plan.json')).out).toMatch(/^comment: updated http/);
      expect((await shell.picket('github', 'comment', 'plan.json')).out).toMatch(/^comment: already says this http/);
      const ours = github.comments.filter(({ user }) => user.type === 'Bot');
      expect(ours).toHaveLength(1);
      expect(ours[0]?.body).toMatch(/^<!-- picket:plan\/prod -->\n### Plan for `prod`/);
      expect(ours[0]?.body).toContain('Second');
      expect(ours[0]?.body).toContain(
        `<sub>Commit \`${head.slice(0, 12)}\` · [run](https://github.com/contoso/detections/actions/runs/42)</sub>`,
      );
    });
  });

  test('keeps one comment for each workspace', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      for (const workspace of ['prod', 'test', 'prod']) {
        await say('plan.json', { ...plan('A'), workspace, plan: { ...planOf([change(1)]), workspace } });
        await shell.picket('github', 'comment', 'plan.json');
      }
      expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual([
        '<!-- picket:plan/prod -->',
        '<!-- picket:plan/test -->',
      ]);
    });
  });

  test('is one for all workspaces, also of one report of them all, and says which of them have no result', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      for (const workspace of ['prod', 'test'])
        await say(`${workspace}.json`, { ...plan('A'), workspace, plan: { ...planOf([change(1)]), workspace } });
      await shell.picket('github', 'comment', 'prod.json', 'test.json', 'dev.json', '--key', 'plan');
      const [only, ...others] = github.comments;
      expect(others).toEqual([]);
      expect(only?.body).toMatch(/^<!-- picket:plan -->\n### `dev`\n\nThere is no result for this commit/);
      expect(only?.body).toContain('### Plan for `prod`, `test`');
      expect(only?.body.match(/<summary>/g)).toHaveLength(1);

      const runs = ['prod', 'test'].map((name) => ({
        ...JSON.parse(json(plan('A'), plain)),
        workspace: name,
        exitCode: 0,
      }));
      const failed = { workspace: 'dev', exitCode: 4, error: { code: 'x', message: 'It does not answer.' } };
      await writeFile(join(shell.cwd, 'all.json'), JSON.stringify({ version: 1, runs: [...runs, failed] }));
      await shell.picket('github', 'comment', 'all.json');
      expect(only?.body).toMatch(/^<!-- picket:plan -->\n### `dev`\n/);
      expect(only?.body).toContain('### Plan for `prod`, `test`');
    });
  });

  test('does not touch a comment in which a person wrote the marker', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      github.comments.push({
        id: 1,
        issue: 7,
        body: '<!-- picket:plan/prod -->\nmine',
        user: { login: 'x', type: 'User' },
      });
      await say('plan.json', plan('A'));
      await shell.picket('github', 'comment', 'plan.json');
      expect(github.comments.map(({ body }) => body.slice(26, 30))).toEqual(['mine', '### ']);
    });
  });

  test('asks nothing of GitHub for a pull request from a fork', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      await writeFile(join(shell.cwd, 'event.json'), JSON.stringify(event('mallory/detections')));
      await say('plan.json', plan('A'));
      expect(await shell.picket('github', 'comment', 'plan.json')).toEqual({
        code: 0,
        out: 'comment: nothing to do\n',
        err: '',
      });
      expect(github.requests).toEqual([]);
    });
  });

  test.each<[string, (env: Record<string, string | undefined>) => unknown]>([
    ['has no event', (env) => delete env['GITHUB_EVENT_PATH']],
    ['names no file of an event', (env) => (env['GITHUB_EVENT_PATH'] = '')],
    ['names a file that is not there', (env) => (env['GITHUB_EVENT_PATH'] += '.gone')],
  ])('belongs to no pull request where the run %s, unless one is named', async (_, change) => {
    await onGitHub(async ({ shell, github, say }) => {
      change(shell.env);
      await say('plan.json', plan('A'));
      expect(await shell.picket('github', 'comment', 'plan.json')).toEqual({
        code: 3,
        out: '',
        err: expect.stringMatching(/^error: This run belongs to no pull request\.\n.*--pull-request N/),
      });
      expect(github.requests).toEqual([]);
      expect((await shell.picket('github', 'comment', 'plan.json', '--pull-request', '9')).code).toBe(0);
      expect(github.comments.map(({ issue }) => issue)).toEqual([9]);
      expect(github.comments[0]?.body).toContain(`Commit \`${'b'.repeat(12)}\``);
    });
  });

  test('says that there is no result when the report is missing', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      await say('plan.json', plan('A'));
      await shell.picket('github', 'comment', 'plan.json', '--key', 'plan/prod');
      const { code } = await shell.picket('github', 'comment', 'gone.json', '--key', 'plan/prod');
      expect(code).toBe(0);
      expect(github.comments).toHaveLength(1);
      expect(github.comments[0]?.body).toContain('There is no result for this commit');
    });
  });

  test('shows the findings where the content has errors', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      await say('plan.json', { ...validated([diagnostic()]), command: 'plan', workspace: 'prod' });
      await shell.picket('github', 'comment', 'plan.json', '--key', 'plan/prod');
      expect(github.comments[0]?.body).toContain('queryPeriod 30m is shorter');
    });
  });

  test('names the permission that is missing, and never the token', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      github.permission = 'read';
      await say('plan.json', plan('A'));
      const { code, out, err } = await shell.picket('github', 'comment', 'plan.json');
      expect(code).toBe(4);
      expect(err).toContain('403');
      expect(err).toContain('pull-requests: write');
      expect(out + err).not.toContain(token);
    });
  });

  test('tries a read again after a failure, and waits where GitHub asks for it', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      github.troubles.push({ status: 429, headers: { 'retry-after': '0' } });
      await say('plan.json', plan('A'));
      expect((await shell.picket('github', 'comment', 'plan.json')).code).toBe(0);
      expect(github.comments).toHaveLength(1);
    });
  });

  test('does not repeat a write that may have happened', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      await say('plan.json', plan('A'));
      await shell.picket('github', 'comment', 'plan.json');
      await say('plan.json', plan('B'));
      github.requests.length = 0;
      github.troubles.push({ method: 'PATCH', status: 502 });
      expect((await shell.picket('github', 'comment', 'plan.json')).code).toBe(4);
      expect(github.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
    });
  });

  test.each([
    ['nothing but a list', '[1]', 'it is no JSON object'],
    ['another version', '{"version": 3}', 'has the report version 3'],
    ['no JSON', '{', 'it is no JSON object'],
  ])('refuses a file that is %s', async (_, text, message) => {
    await onGitHub(async ({ shell, github }) => {
      await shell.write('plan.json', text);
      const { code, err } = await shell.picket('github', 'comment', 'plan.json');
      expect({ code, asked: github.requests.length }).toEqual({ code: 3, asked: 0 });
      expect(err).toContain(message);
    });
  });
});

describe('github issue', () => {
  const drift = (...names: string[]): Report =>
    drifted(names.map((displayName, index) => verdict(index, { displayName })));

  test('opens one issue, rewrites it, closes it when there is no drift, and opens another when there is again', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      for (let number = 1; number <= 5; number += 1)
        github.issues.push({
          number,
          title: 'x',
          body: '<!-- picket:drift/prod -->',
          state: 'open',
          labels: [],
          user: { login: 'x', type: 'User' },
          pullRequest: number % 2 === 0,
        });
      const states: string[] = [];
      for (const report of [drift('One'), drift('One', 'Two'), drift('One', 'Two'), drift(), drift(), drift('Three')]) {
        await say('drift.json', report);
        states.push((await shell.picket('github', 'issue', 'drift.json')).out.split(' http')[0] ?? '');
      }
      expect(states.map((state) => state.trim())).toEqual([
        'issue: created',
        'issue: updated',
        'issue: already says this',
        'issue: closed',
        'issue: nothing to do',
        'issue: created',
      ]);
      const ours = github.issues.filter(({ user }) => user.type === 'Bot');
      expect(ours.map(({ state, title, labels }) => ({ state, title, labels }))).toEqual([
        { state: 'closed', title: 'Drift of prod', labels: ['picket'] },
        { state: 'open', title: 'Drift of prod', labels: ['picket'] },
      ]);
      expect(ours[0]?.body).toContain('Two');
      expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual(['No drift any more.']);
    });
  });

  test('leaves the issue alone when nothing was compared', async () => {
    await onGitHub(async ({ shell, github, say }) => {
      await say('drift.json', drift('One'));
      await shell.picket('github', 'issue', 'drift.json');
      await say('drift.json', { ...validated([diagnostic()]), command: 'drift', workspace: 'prod' });
      const { code, err } = await shell.picket('github', 'issue', 'drift.json');
      expect(code).toBe(5);
      expect(err).toContain('compares nothing');
      expect(github.issues[0]?.state).toBe('open');
    });
  });

  test('says what became of the issues of other workspaces where one was compared with nothing', async () => {
    await onGitHub(async ({ shell, github }) => {
      const runs = [
        { ...machine({ ...drift('One'), workspace: 'dev' }), workspace: 'dev', exitCode: 1 },
        { ...machine(validated([diagnostic()])), workspace: 'prod', exitCode: 1 },
      ];
      await shell.write('drift.json', JSON.stringify({ version: 2, runs }));
      const { code, out, err } = await shell.picket('github', 'issue', 'drift.json');
      expect(code).toBe(5);
      expect(out).toMatch(/^issue of dev: created https?:\S+\n$/);
      expect(err).toMatch(/^error: drift\.json compares nothing for some workspaces/);
      expect(github.issues.map(({ title }) => title)).toEqual(['Drift of dev']);
    });
  });
});
