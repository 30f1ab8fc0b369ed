import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/core/report.ts';
import { json } from '../../src/report/json.ts';
import { inFolder, type Shell } from '../cli/io.ts';
import { startGitHub, token, type FakeGitHub } from '../fakes/github.ts';
import { attacks } from '../fixtures/injection.ts';
import { markupIn } from '../report/markup.ts';
import {
  change,
  deployed,
  diagnostic,
  drifted,
  plain,
  planned,
  planOf,
  reportsSaying,
  validated,
  verdict,
} from '../report/reports.ts';

type Stage = {
  readonly shell: Shell;
  readonly github: FakeGitHub;
  readonly say: (name: string, report: Report) => Promise<void>;
};

const head = 'a'.repeat(40);

const event = (repository = 'contoso/detections'): unknown => ({
  pull_request: { number: 7, head: { sha: head, repo: { full_name: repository } } },
});

/** Runs the work as a step of a workflow would, against a GitHub that is empty. */
const onGitHub = (work: (stage: Stage) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    const github = await startGitHub();
    Object.assign(shell.env, {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'contoso/detections',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '42',
      GITHUB_SHA: 'b'.repeat(40),
      GITHUB_TOKEN: token,
      GITHUB_EVENT_PATH: join(shell.cwd, 'event.json'),
      GITHUB_STEP_SUMMARY: join(shell.cwd, 'summary.md'),
    });
    await shell.write('event.json', JSON.stringify(event()));
    try {
      await work({ shell, github, say: (name, report) => shell.write(name, json(report, plain)) });
    } finally {
      await github.close();
    }
  });

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
    ['nothing but a list', '[1]', 'is no report of Picket'],
    ['another version', '{"version": 2}', 'has the report version 2'],
    ['no JSON', '{', 'is no report of Picket'],
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
});

describe('github summary', () => {
  test('adds a report to what the job has said before', async () => {
    await onGitHub(async ({ shell, say }) => {
      await shell.write('summary.md', '# before\n');
      await say(
        'deploy.json',
        deployed(planOf([change(1)]), [
          { id: '1', displayName: 'R', action: 'update', status: 'failed', reason: 'why' },
        ]),
      );
      expect((await shell.picket('github', 'summary', 'deploy.json')).code).toBe(0);
      const text = await readFile(join(shell.cwd, 'summary.md'), 'utf8');
      expect(text).toMatch(/^# before\n### Deployment\n\n1 failed\./);
    });
  });

  test('keeps within what GitHub shows', async () => {
    await onGitHub(async ({ shell, say }) => {
      await say(
        'drift.json',
        drifted(Array.from({ length: 3000 }, (_, index) => verdict(index, { displayName: 'ü€'.repeat(60) }))),
      );
      await shell.picket('github', 'summary', 'drift.json');
      const bytes = (await readFile(join(shell.cwd, 'summary.md'))).length;
      expect(bytes).toBeLessThanOrEqual(1024 * 1024);
      expect(bytes).toBeGreaterThan(300_000);
    });
  });
});

describe('github approved-run', () => {
  const commit = 'b'.repeat(40);
  const artifact = { name: 'plan-prod', headSha: head, createdAt: '2026-11-22T10:00:00Z', run: 1 };

  const asked = (prepare: (github: FakeGitHub) => void): Promise<string> =>
    new Promise((resolve, reject) => {
      onGitHub(async ({ shell, github }) => {
        await writeFile(join(shell.cwd, 'event.json'), '{}');
        github.merged.set(commit, head);
        prepare(github);
        resolve((await shell.picket('github', 'approved-run', '--artifact', 'plan-prod')).out);
      }).catch(reject);
    });

  test('is the newest run that kept the plan of the last commit of the pull request', async () => {
    expect(
      await asked(({ artifacts }) => {
        artifacts.push(
          artifact,
          { ...artifact, run: 2, createdAt: '2026-11-22T11:00:00Z' },
          { ...artifact, run: 3, headSha: 'c'.repeat(40), createdAt: '2026-11-22T11:30:00Z' },
        );
      }),
    ).toBe('2\n');
  });

  test.each<[string, (github: FakeGitHub) => void]>([
    ['an artifact that has expired', ({ artifacts }) => artifacts.push({ ...artifact, expired: true })],
    ['an artifact of a fork', ({ artifacts }) => artifacts.push({ ...artifact, fork: true })],
    ['an artifact of another workspace', ({ artifacts }) => artifacts.push({ ...artifact, name: 'plan-test' })],
    ['a commit without a pull request', ({ artifacts, merged }) => (artifacts.push(artifact), merged.clear())],
  ])('is none for %s', async (_, prepare) => {
    expect(await asked(prepare)).toBe('');
  });
});

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
