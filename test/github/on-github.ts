import { join } from 'node:path';
import type { Report } from '../../src/core/report.ts';
import { json } from '../../src/report/json.ts';
import { inFolder, type Shell } from '../cli/io.ts';
import { startGitHub, token, type FakeGitHub } from '../fakes/github.ts';
import { plain } from '../report/reports.ts';

type Stage = {
  readonly shell: Shell;
  readonly github: FakeGitHub;
  readonly say: (name: string, report: Report) => Promise<void>;
};

export const head = 'a'.repeat(40);

export const event = (repository = 'contoso/detections'): unknown => ({
  pull_request: { number: 7, head: { sha: head, repo: { full_name: repository } } },
});

/** Runs the work as a step of a workflow would, against a GitHub that is empty. */
export const onGitHub = (work: (stage: Stage) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    const github = await startGitHub();
    Object.assign(shell.env, {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'contoso/detections',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '42',
      GITHUB_REF: 'refs/heads/main',
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
