import { describe, expect, test } from '@jest/globals';
import { parseJson, type JsonValue } from '../../src/core/json.ts';
import type { PicketError } from '../../src/core/errors.ts';
import { azureDevOps, azureDevOpsAccess } from '../../src/forge/azure-devops.ts';
import { gitlab, gitlabAccess } from '../../src/forge/gitlab.ts';
import type { ApiEnds, Fetch } from '../../src/forge/read-api.ts';

type Answer = { readonly status?: number; readonly value?: JsonValue; readonly text?: string; readonly after?: string };
type Asked = { readonly url: string; readonly headers: Headers; readonly body: JsonValue | undefined };

/** An API that gives one answer after the other, the last one again and again; undefined fails to connect. */
const answering = (
  env: ApiEnds['env'],
  answers: readonly (Answer | undefined)[],
): { readonly ends: ApiEnds; readonly asked: readonly Asked[]; readonly slept: readonly number[] } => {
  const asked: Asked[] = [];
  const slept: number[] = [];
  const fetch: Fetch = async (url, init) => {
    const { body } = init ?? {};
    asked.push({
      url: url instanceof Request ? url.url : String(url),
      headers: new Headers(init?.headers),
      body: typeof body === 'string' ? parseJson(body) : undefined,
    });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === undefined) throw new TypeError('fetch failed');
    return new Response(answer.text ?? JSON.stringify(answer.value ?? {}), {
      status: answer.status ?? 200,
      headers: answer.after === undefined ? {} : { 'retry-after': answer.after },
    });
  };
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  return { ends: { env, clock, fetch, version: '1.2.3' }, asked, slept };
};

const azure = {
  SYSTEM_ACCESSTOKEN: 'a-token',
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/contoso',
  BUILD_REPOSITORY_ID: 'kept here',
};
const lab = { GITLAB_TOKEN: 'g-token', CI_SERVER_URL: 'https://gitlab.example/', CI_PROJECT_ID: '42' };

describe('Azure DevOps', () => {
  test('is asked once for the pull request of a commit, and one that was not completed is none', async () => {
    const { ends, asked } = answering(azure, [
      {
        value: {
          results: [
            { abc: [{ pullRequestId: 30, status: 'active' }] },
            { abc: [{ pullRequestId: 31, status: 'completed' }] },
          ],
        },
      },
    ]);
    expect(await azureDevOps(ends).mergedBy('abc')).toBe(31);
    expect(asked.map(({ url, body }) => ({ url, body }))).toEqual([
      {
        url: 'https://dev.azure.com/contoso/_apis/git/repositories/kept%20here/pullrequestquery?api-version=7.1',
        body: {
          queries: [
            { type: 'lastMergeCommit', items: ['abc'] },
            { type: 'commit', items: ['abc'] },
          ],
        },
      },
    ]);
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer a-token');
  });

  test('is given a personal token as the password of nobody, also beside the token of the pipeline', async () => {
    const { ends, asked } = answering({ ...azure, AZURE_DEVOPS_EXT_PAT: 'p-token' }, [{ value: {} }]);
    await azureDevOps(ends).mergedBy('abc');
    // `printf :p-token | base64`
    expect(asked[0]?.headers.get('authorization')).toBe('Basic OnAtdG9rZW4=');
  });

  test.each([[{}], [{ results: [{}] }], [{ results: [{ abc: [{ pullRequestId: 'x', status: 'completed' }] }] }]])(
    'knows no pull request from %j',
    async (value) => {
      expect(await azureDevOps(answering(azure, [{ value }]).ends).mergedBy('abc')).toBeUndefined();
    },
  );

  test('counts votes of 10 and 5 by people as approvals', async () => {
    const { ends } = answering(azure, [
      {
        value: {
          repository: { name: 'rules', project: { name: 'Sec Ops' } },
          createdBy: { displayName: 'Ana' },
          reviewers: [
            { vote: 10, uniqueName: 'ben@contoso.com' },
            { vote: 5, displayName: 'Cy' },
            { vote: 0, uniqueName: 'dora@contoso.com' },
            { vote: -10, uniqueName: 'eve@contoso.com' },
            { vote: 10, uniqueName: 'team', isContainer: true },
            { vote: 10 },
          ],
        },
      },
    ]);
    expect(await azureDevOps(ends).reviewsOf(31)).toEqual({
      number: 31,
      url: 'https://dev.azure.com/contoso/Sec%20Ops/_git/rules/pullrequest/31',
      author: 'Ana',
      approvers: ['ben@contoso.com', 'Cy'],
    });
    expect(await azureDevOps(ends).driftIssues('2026-01-01T00:00:00Z')).toEqual([]);
  });

  test('reads a number from the subject that its merges write', () => {
    const { numberIn } = azureDevOpsAccess(azure);
    expect([numberIn('Merged PR 31: Again'), numberIn('Again (#31)')]).toEqual([31, undefined]);
  });

  test.each([
    ['a pipeline', azure, true, []],
    [
      'a pipeline without a token',
      { ...azure, SYSTEM_ACCESSTOKEN: '' },
      true,
      ['SYSTEM_ACCESSTOKEN or AZURE_DEVOPS_EXT_PAT'],
    ],
    ['a terminal with a personal token', { ...azure, SYSTEM_ACCESSTOKEN: '', AZURE_DEVOPS_EXT_PAT: 'p' }, true, []],
    [
      'a terminal with nothing but a personal token',
      { AZURE_DEVOPS_EXT_PAT: 'p' },
      true,
      ['SYSTEM_COLLECTIONURI', 'BUILD_REPOSITORY_ID'],
    ],
    ['a pipeline over a repository of GitHub', { ...azure, BUILD_REPOSITORY_PROVIDER: 'GitHub' }, false, []],
    [
      'no pipeline',
      {},
      false,
      ['SYSTEM_ACCESSTOKEN or AZURE_DEVOPS_EXT_PAT', 'SYSTEM_COLLECTIONURI', 'BUILD_REPOSITORY_ID'],
    ],
  ])('is found in %s', (_what, env, isMeant, missing) => {
    expect(azureDevOpsAccess(env)).toMatchObject({ isMeant, missing });
  });
});

describe('GitLab', () => {
  test('knows a merge request by its commit, who wrote it and who approved it', async () => {
    const { ends, asked } = answering(lab, [
      {
        value: [
          { iid: 8, state: 'closed' },
          { iid: 9, state: 'merged' },
        ],
      },
      { value: { web_url: 'https://gitlab.example/x/-/merge_requests/9', author: { username: 'ana' } } },
      { value: { approved_by: [{ user: { username: 'ben' } }, { user: {} }] } },
    ]);
    const forge = gitlab(ends);
    expect(await forge.mergedBy('abc')).toBe(9);
    expect(await forge.reviewsOf(9)).toEqual({
      number: 9,
      url: 'https://gitlab.example/x/-/merge_requests/9',
      author: 'ana',
      approvers: ['ben'],
    });
    expect(asked.map(({ url }) => url)).toEqual([
      'https://gitlab.example/api/v4/projects/42/repository/commits/abc/merge_requests',
      'https://gitlab.example/api/v4/projects/42/merge_requests/9',
      'https://gitlab.example/api/v4/projects/42/merge_requests/9/approvals',
    ]);
    expect(asked[0]?.headers.get('private-token')).toBe('g-token');
  });

  test('takes the token of the job where there is no other', async () => {
    const { ends, asked } = answering({ ...lab, GITLAB_TOKEN: '', CI_JOB_TOKEN: 'j-token' }, [{ value: [] }]);
    expect(await gitlab(ends).mergedBy('abc')).toBeUndefined();
    expect([asked[0]?.headers.get('job-token'), asked[0]?.headers.get('private-token')]).toEqual(['j-token', null]);
  });

  test.each([
    ['a job', lab, true, []],
    ['a job without a token', { ...lab, GITLAB_TOKEN: undefined }, true, ['GITLAB_TOKEN or CI_JOB_TOKEN']],
    ['no job', {}, false, ['GITLAB_TOKEN or CI_JOB_TOKEN', 'CI_SERVER_URL', 'CI_PROJECT_ID']],
  ])('is found in %s', (_what, env, isMeant, missing) => {
    expect(gitlabAccess(env)).toMatchObject({ isMeant, missing });
    expect(gitlabAccess(env).numberIn('Again (#7)')).toBeUndefined();
  });
});

describe('the API of a forge', () => {
  const failureOf = async (answers: readonly (Answer | undefined)[]): Promise<Partial<PicketError>> =>
    gitlab(answering(lab, answers).ends)
      .mergedBy('abc')
      .then(
        () => ({}),
        (error: PicketError) => error,
      );

  test('is asked again where it fails for a while, and waits as long as it says', async () => {
    const { ends, slept } = answering(lab, [
      undefined,
      { status: 429, after: '7' },
      { status: 500 },
      { value: [{ iid: 9, state: 'merged' }] },
    ]);
    expect(await gitlab(ends).mergedBy('abc')).toBe(9);
    expect(slept).toEqual([1000, 7000, 4000]);
  });

  test.each([203, 401, 403, 404])('says what the token needs after %d', async (status) => {
    expect(await failureOf([{ status }])).toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(
        `^GitLab answered ${status} to /projects/42/repository/commits/abc/merge_requests: GITLAB_TOKEN needs read_api`,
      ),
    });
  });

  test.each([
    ['cannot be reached', [undefined], /could not be reached .*: fetch failed$/],
    ['goes on failing', [{ status: 500 }], /answered 500 to/],
    ['takes the question for a wrong one', [{ status: 400 }, { value: [] }], /answered 400 to/],
    ['asks for a wait of hours', [{ status: 429, after: '7200' }, { value: [] }], /answered 429 to/],
    ['is a page of a proxy', [{ text: '<html>' }], /is no JSON/],
  ])('is a failed service where it %s', async (_what, answers, message) => {
    expect(await failureOf(answers)).toMatchObject({ kind: 'service', message: expect.stringMatching(message) });
  });

  test('gets no token over plain HTTP', () => {
    const { ends, asked } = answering({ ...lab, CI_SERVER_URL: 'http://gitlab.example' }, [{ value: [] }]);
    expect(() => gitlab(ends)).toThrow('CI_SERVER_URL must be https, not http://gitlab.example/api/v4.');
    expect(asked).toEqual([]);
  });
});
