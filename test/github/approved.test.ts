import { describe, expect, test } from '@jest/globals';
import type { Review, Run } from '../fakes/github-repository.ts';
import type { FakeGitHub } from '../fakes/github.ts';
import { head, onGitHub } from './on-github.ts';

describe('github approved-run', () => {
  const commit = 'b'.repeat(40);
  const artifact = { name: 'plan-prod', run: 1 };
  const run: Run = {
    event: 'pull_request',
    path: '.github/workflows/pull-request.yml@refs/pull/7/merge',
    headBranch: 'change',
    headSha: head,
    conclusion: 'success',
    createdAt: '2026-11-22T10:00:00Z',
  };
  const review: Review = {
    base: { ref: 'main', sha: 'd'.repeat(40) },
    head: { ref: 'change', sha: head },
    // More than one page.
    files: ['one', 'two', 'three', 'four'].map((name) => ({ filename: `analytics-rules/${name}.yaml` })),
    mergedAs: commit,
    events: [{ event: 'labeled', created_at: '2026-11-22T11:00:00Z' }],
  };

  const asked = (edit: (github: FakeGitHub) => unknown): Promise<{ readonly out: string; readonly err: string }> =>
    new Promise((resolve, reject) => {
      onGitHub(async ({ shell, github }) => {
        await shell.write('event.json', '{}');
        github.artifacts.push(artifact);
        github.runs.set(1, run);
        github.reviews.set(7, review);
        edit(github);
        resolve(await shell.picket('github', 'approved-run', '--artifact', 'plan-prod'));
      }).catch(reject);
    });

  test('is the newest run that kept the plan of the last commit of the pull request', async () => {
    const { out } = await asked(({ artifacts, runs }) => {
      for (const [id, createdAt, headSha] of [
        [2, '2026-11-22T11:00:00Z', head],
        [3, '2026-11-22T11:30:00Z', 'c'.repeat(40)],
      ] as const) {
        runs.set(id, { ...run, createdAt, headSha });
        artifacts.push({ ...artifact, run: id });
      }
    });
    expect(out).toBe('2\n');
  });

  test('is not disturbed by what another workflow keeps under the same name', async () => {
    const { out } = await asked(({ artifacts, runs }) => {
      runs.set(2, { ...run, path: '.github/workflows/mine.yml', createdAt: '2026-11-22T11:00:00Z' });
      artifacts.push({ ...artifact, run: 2 });
    });
    expect(out).toBe('1\n');
  });

  const ran =
    (edit: Partial<Run>) =>
    ({ runs }: FakeGitHub): unknown =>
      runs.set(1, { ...run, ...edit });
  const reviewed =
    (edit: Partial<Review>) =>
    ({ reviews }: FakeGitHub): unknown =>
      reviews.set(7, { ...review, ...edit });
  const touches = (filename: string): ((github: FakeGitHub) => unknown) =>
    reviewed({ files: [...review.files, { filename }] });
  const noPlan = 'pull-request.yml left no plan-prod for the last commit of pull request #7';

  test.each<[string, (github: FakeGitHub) => unknown, string]>([
    ['an artifact that has expired', ({ artifacts }) => artifacts.splice(0, 1, { ...artifact, expired: true }), noPlan],
    ['an artifact of a fork', ran({ fork: true }), noPlan],
    ['an artifact of another workspace', ({ artifacts }) => artifacts.splice(0, 1, { ...artifact, name: 'x' }), noPlan],
    ['a run of another commit', ran({ headSha: 'c'.repeat(40) }), noPlan],
    ['a run of another workflow', ran({ path: '.github/workflows/mine.yml' }), noPlan],
    ['a run of a workflow elsewhere', ran({ path: 'x/.github/workflows/pull-request.yml' }), noPlan],
    ['a run that a push began', ran({ event: 'push' }), noPlan],
    ['a run that may write although a fork began it', ran({ event: 'pull_request_target' }), noPlan],
    ['a run of a merge queue', ran({ event: 'merge_group' }), noPlan],
    ['a run that somebody began by hand', ran({ event: 'workflow_dispatch' }), noPlan],
    ['a run of another branch', ran({ headBranch: 'other' }), noPlan],
    [
      'a run of another pull request of the branch',
      ran({ path: '.github/workflows/pull-request.yml@refs/pull/8/merge' }),
      noPlan,
    ],
    ['a run of another repository', ran({ repository: 'mallory/detections' }), noPlan],
    [
      'an artifact that does not say whose it is',
      ({ artifacts }) => artifacts.splice(0, 1, { ...artifact, anonymous: true }),
      noPlan,
    ],
    ['a pull request of a fork', reviewed({ fork: true }), 'pull request #7 came from another repository'],
    [
      'a pull request that went into another branch than the one that is deployed',
      reviewed({ base: { ref: 'staging', sha: head } }),
      'pull request #7 went into `staging`, and `main` is deployed',
    ],
    ['a run that failed', ran({ conclusion: 'failure' }), 'did not end with success'],
    ['a run that is not over', ran({ conclusion: null }), 'did not end with success'],
    ['a commit without a pull request', ({ reviews }) => reviews.clear(), 'the commit came without a pull request'],
    ['a commit of two', ({ reviews }) => reviews.set(8, review), 'the commit came with several pull requests'],
    ['a changed workflow', touches('.github/workflows/pull-request.yml'), '(.github/workflows/pull-request.yml)'],
    ['a new workflow', touches('.github/workflows/mine.yml'), '(.github/workflows/mine.yml)'],
    ['a changed action', touches('.github/actions/picket/install.sh'), '(.github/actions/picket/install.sh)'],
    ['another tool', touches('tools/picket/picket-9.9.9.tgz'), '(tools/picket/picket-9.9.9.tgz)'],
    ['another lock', touches('package-lock.json'), '(package-lock.json)'],
    ['another manifest', touches('package.json'), '(package.json)'],
    ['a manifest of an npm workspace', touches('packages/mine/package.json'), '(packages/mine/package.json)'],
    ['settings of npm', touches('.npmrc'), '(.npmrc)'],
    ['a link in the place of the tools', touches('tools'), '(tools)'],
    ['another repository in the place of the workflows', touches('.github'), '(.github)'],
    ['a lock that npm reads before the other', touches('npm-shrinkwrap.json'), '(npm-shrinkwrap.json)'],
    [
      'a workflow that was moved away',
      reviewed({ files: [{ filename: 'old.yml', previous_filename: '.github/workflows/pull-request.yml' }] }),
      '(.github/workflows/pull-request.yml)',
    ],
    ['more files than GitHub lists', reviewed({ changedFiles: 3001 }), '(more files than GitHub lists)'],
    [
      'another base at the time',
      reviewed({ events: [{ event: 'base_ref_changed', created_at: '2026-11-22T10:30:00Z' }] }),
      'pull request #7 went into another branch when its plan was made',
    ],
    [
      'the same branch proposed to another base',
      ({ reviews }) => reviews.set(8, { ...review, base: { ref: 'mine', sha: head }, mergedAs: undefined }),
      'pull request #8 takes the same branch into `mine`',
    ],
    [
      'a run that began in another pull request of the branch, which was turned to this base later and run again',
      ({ reviews, artifacts, runs }) => {
        const events = [{ event: 'base_ref_changed', created_at: '2026-11-22T10:30:00Z' }];
        reviews.set(8, { ...review, mergedAs: undefined, events });
        runs.set(2, { ...run, path: '.github/workflows/pull-request.yml', createdAt: '2026-11-22T11:00:00Z' });
        artifacts.push({ ...artifact, run: 2 });
        artifacts.push({ ...artifact, run: 1, createdAt: '2026-11-22T11:30:00Z' });
      },
      'pull request #8 went into another branch when its plan was made',
    ],
    [
      'another base shortly before: a run may begin late',
      reviewed({ events: [{ event: 'base_ref_changed', created_at: '2026-11-22T09:59:00Z' }] }),
      'pull request #7 went into another branch when its plan was made',
    ],
    [
      'a base that was another at a time that nobody knows',
      reviewed({ events: [{ event: 'base_ref_changed', created_at: '' }] }),
      'pull request #7 went into another branch when its plan was made',
    ],
    [
      'more events than are looked through',
      reviewed({
        events: Array.from({ length: 301 }, () => ({ event: 'labeled', created_at: '2026-11-22T11:00:00Z' })),
      }),
      'pull request #7 went into another branch when its plan was made',
    ],
    [
      'a branch with more pull requests than are looked through',
      ({ reviews }) => {
        for (let number = 100; number < 401; number += 1) reviews.set(number, { ...review, mergedAs: undefined });
      },
      'more pull requests take the branch `change` than can be looked at',
    ],
  ])('is none for %s, and says so', async (_, edit, reason) => {
    const { out, err } = await asked(edit);
    expect(out).toBe('');
    expect(err).toMatch(/^No plan counts as approved: /);
    expect(err).toContain(reason);
  });

  test.each<[string, (github: FakeGitHub) => unknown]>([
    [
      'went into another branch long before',
      reviewed({ events: [{ event: 'base_ref_changed', created_at: '2026-11-21T10:30:00Z' }] }),
    ],
    ['changes files of similar names', touches('docs/.github/my-package.json')],
    ['was run by a workflow without a ref', ran({ path: '.github/workflows/pull-request.yml' })],
  ])('takes a pull request that %s', async (_, edit) => {
    expect((await asked(edit)).out).toBe('1\n');
  });

  test('is the run of an attempt that came later, too', async () => {
    const { out } = await asked(({ artifacts }) => artifacts.push({ ...artifact, createdAt: '2026-11-22T11:30:00Z' }));
    expect(out).toBe('1\n');
  });

  test('is none for a commit within the branch that was merged', async () => {
    const { out, err } = await asked(({ reviews }) => reviews.set(7, { ...review, becameAs: 'e'.repeat(40) }));
    expect([out, err]).toEqual(['', expect.stringContaining('the commit is not the one that pull request #7 became')]);
  });
});
