import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  listOf,
  objectOf,
  objectsOf,
  parseJson,
  textOf,
  type JsonObject,
  type JsonValue,
} from '../../src/core/json.ts';
import type { Shell } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');
const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';

const git = (shell: Shell, day: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@contoso.com', ...args], {
    cwd: shell.cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_AUTHOR_DATE: `${day}T10:00:00Z`, GIT_COMMITTER_DATE: `${day}T10:00:00Z` },
  });

const [first, second] = ['2026-01-02', '2026-01-03'] as const;

/** One rule in two commits: the second names a pull request as Azure DevOps does. */
const withCommits = (work: (shell: Shell, commits: readonly string[]) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    git(shell, first, 'init', '-q', '-b', 'main');
    await shell.write(
      'picket.yaml',
      'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}\ndeployments: {folder: evidence}\n',
    );
    await shell.write('analytics-rules/rule.yaml', rule);
    git(shell, first, 'add', '--all');
    git(shell, first, 'commit', '-q', '-m', 'First rule (#7)');
    await shell.write('analytics-rules/rule.yaml', `${rule}# again\n`);
    git(shell, second, 'commit', '-q', '-a', '-m', 'Merged PR 31: Again');
    await work(shell, git(shell, second, 'rev-list', '--reverse', 'HEAD').trim().split('\n'));
  });

type Asked = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: JsonObject };

/** A forge on this machine: what it answers, a status or a value, by path and body. */
const served = async (
  answer: (asked: Asked) => JsonValue | undefined,
  work: (address: string, asked: readonly Asked[]) => Promise<void>,
): Promise<void> => {
  const all: Asked[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const asked = {
        path: (request.url ?? '').replace(/\?.*$/, ''),
        headers: request.headers,
        body: objectOf(parseJson(text)),
      };
      all.push(asked);
      const found = answer(asked);
      const status = typeof found === 'number' ? found : found === undefined ? 404 : 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof found === 'string' ? found : JSON.stringify(found ?? { message: 'Not found' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    await work(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`, all);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

const audited = async (shell: Shell): Promise<{ readonly changes: readonly JsonObject[]; readonly err: string }> => {
  const { code, err } = await shell.picket('audit', '--from', '2020-01-01', '--to', '2099-01-01', '--out', 'out');
  expect(code).toBe(0);
  const evidence = objectOf(parseJson(readFileSync(join(shell.cwd, 'out/evidence.json'), 'utf8')));
  return { changes: objectsOf(evidence['changes']), err };
};

const historyOf = async (shell: Shell): Promise<JsonObject> =>
  objectOf(parseJson((await shell.picket('history', id, '--format', 'json')).out));

describe('Azure DevOps', () => {
  const azure = (commits: readonly string[]) => (asked: Asked) => {
    const base = '/contoso/_apis/git/repositories/r-1';
    if (asked.path === `${base}/pullrequestquery`) {
      const items = objectsOf(asked.body['queries']).flatMap(({ items: list }) => listOf(list).map(textOf));
      const found = [
        { status: 'abandoned', pullRequestId: 29 },
        { status: 'completed', pullRequestId: 30 },
      ];
      // The first commit came in with a pull request; no merge of one made it.
      return { results: [{}, items.includes(commits[0]) ? { [commits[0] ?? '']: found } : {}] };
    }
    const who = (name: string) => ({ uniqueName: `${name}@contoso.com`, displayName: name });
    const request = (number: number, reviewers: readonly JsonObject[]): JsonObject => ({
      pullRequestId: number,
      createdBy: who('ana'),
      repository: { name: 'sentinel rules', project: { name: 'soc' } },
      reviewers,
    });
    if (asked.path === `${base}/pullrequests/30`)
      return request(30, [
        { ...who('bo'), vote: 10 },
        { displayName: 'cy', vote: 5 },
        { ...who('dee'), vote: -5 },
        { ...who('eve'), vote: 0 },
        { displayName: 'The team', vote: 10, isContainer: true },
      ]);
    return asked.path === `${base}/pullrequests/31` ? request(31, [{ ...who('ana'), vote: 10 }]) : undefined;
  };

  test('tells whose vote approved a pull request, and never with a vote of its author', () =>
    withCommits(async (shell, commits) =>
      served(azure(commits), async (address, asked) => {
        Object.assign(shell.env, {
          SYSTEM_COLLECTIONURI: `${address}/contoso/`,
          SYSTEM_ACCESSTOKEN: 't',
          BUILD_REPOSITORY_ID: 'r-1',
        });
        const { changes, err } = await audited(shell);
        expect(err).toBe('');
        expect(changes).toMatchObject([
          {
            review: 'own',
            approvers: ['ana@contoso.com'],
            link: `${address}/contoso/soc/_git/sentinel%20rules/pullrequest/31`,
          },
          { review: 'approved', approvers: ['bo@contoso.com', 'cy'] },
        ]);
        expect(asked.every(({ headers }) => headers.authorization === 'Bearer t')).toBe(true);
        expect((await historyOf(shell))['events']).toMatchObject([
          { pullRequest: 30, approvers: ['bo@contoso.com', 'cy'] },
          { kind: 'commit' },
        ]);
      }),
    ));

  test('names its variable and the right where the token may not, and where it is not set', () =>
    withCommits(async (shell) =>
      // Who is not known is answered with a page to sign in.
      served(
        () => 203,
        async (address) => {
          Object.assign(shell.env, { SYSTEM_COLLECTIONURI: `${address}/contoso/`, BUILD_REPOSITORY_ID: 'r-1' });
          expect((await audited(shell)).err).toContain('SYSTEM_ACCESSTOKEN or AZURE_DEVOPS_EXT_PAT is not set');
          shell.env['SYSTEM_ACCESSTOKEN'] = 't';
          const { err, changes } = await audited(shell);
          expect(err).toContain('The reviews of 2 of 2 changes');
          expect(err).toContain('Azure DevOps answered 203');
          expect(err).toContain('the token needs to read the repository');
          expect(changes).toMatchObject([{ review: 'unknown' }, { review: 'unknown' }]);
          shell.env['SYSTEM_COLLECTIONURI'] = 'http://tfs.contoso.com/';
          expect((await audited(shell)).err).toContain('SYSTEM_COLLECTIONURI must be https');
        },
      ),
    ));

  test('is not asked about a repository that is kept elsewhere', () =>
    withCommits(async (shell) => {
      Object.assign(shell.env, {
        SYSTEM_COLLECTIONURI: 'https://dev.azure.com/x/',
        BUILD_REPOSITORY_PROVIDER: 'GitHub',
      });
      expect((await audited(shell)).err).toContain('GITHUB_TOKEN and GITHUB_REPOSITORY are not set');
    }));
});

describe('GitLab', () => {
  const gitlab = (commits: readonly string[]) => (asked: Asked) => {
    const base = '/api/v4/projects/42';
    const answers: Readonly<Record<string, JsonValue>> = {
      [`${base}/repository/commits/${commits[0]}/merge_requests`]: [
        { iid: 3, state: 'closed' },
        { iid: 4, state: 'merged' },
      ],
      [`${base}/repository/commits/${commits[1]}/merge_requests`]: [],
      [`${base}/merge_requests/4`]: {
        web_url: 'https://gitlab.example/soc/-/merge_requests/4',
        author: { username: 'ana' },
      },
      [`${base}/merge_requests/4/approvals`]: { approved_by: [{ user: { username: 'bo' } }, {}] },
    };
    return answers[asked.path];
  };

  test('tells who approved a merge request, and takes no number of an issue for one', () =>
    withCommits(async (shell, commits) =>
      served(gitlab(commits), async (address, asked) => {
        Object.assign(shell.env, { CI_SERVER_URL: address, CI_PROJECT_ID: '42', GITLAB_TOKEN: 't', CI_JOB_TOKEN: 'j' });
        const { changes, err } = await audited(shell);
        expect(err).toBe('');
        expect(changes).toMatchObject([
          { review: 'nobody', link: '' },
          { review: 'approved', approvers: ['bo'], link: 'https://gitlab.example/soc/-/merge_requests/4' },
        ]);
        expect(
          asked.every(({ headers }) => headers['private-token'] === 't' && headers['job-token'] === undefined),
        ).toBe(true);
        expect((await historyOf(shell))['events']).toMatchObject([{ pullRequest: 4, approvers: ['bo'] }, {}]);
      }),
    ));

  test('says of a job whose token may not read them which variable would', () =>
    withCommits(async (shell) =>
      served(
        ({ headers }) => (headers['job-token'] === 'j' ? 403 : 200),
        async (address) => {
          Object.assign(shell.env, { CI_SERVER_URL: address, CI_PROJECT_ID: '42' });
          expect((await audited(shell)).err).toContain(
            'Merge requests, their reviews and issues were not read: GITLAB_TOKEN or CI_JOB_TOKEN is not set',
          );
          shell.env['CI_JOB_TOKEN'] = 'j';
          const { err, changes } = await audited(shell);
          expect(err).toContain('GitLab answered 403 to /projects/42/');
          expect(err).toContain('GITLAB_TOKEN needs read_api');
          expect(changes).toMatchObject([{ review: 'unknown' }, { review: 'unknown' }]);
          expect((await historyOf(shell))['gaps']).toEqual(
            expect.arrayContaining([expect.stringContaining('What GitLab knows of merge requests cannot be read')]),
          );
        },
      ),
    ));
});

test('a forge that fails is asked again, and what answers no JSON is none', () =>
  withCommits(async (shell) => {
    let count = 0;
    await served(
      () => (++count < 3 ? 503 : '<html>'),
      async (address) => {
        Object.assign(shell.env, { CI_SERVER_URL: address, CI_PROJECT_ID: '42', GITLAB_TOKEN: 't' });
        expect((await audited(shell)).err).toContain('is no JSON: a proxy may have answered instead');
        expect(count).toBe(3);
      },
    );
    expect((await audited(shell)).err).toContain('GitLab could not be reached');
  }));
