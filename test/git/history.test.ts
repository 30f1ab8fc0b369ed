import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { PicketError } from '../../src/core/errors.ts';
import { readChanges } from '../../src/git/changes.ts';
import { openHistory } from '../../src/git/history.ts';
import { git as ask, gitFailed, openLog } from '../../src/git/log.ts';

const run = promisify(execFile);
const made = await mkdtemp(join(tmpdir(), 'picket-history-'));
const folder = await realpath(made);
const root = join(folder, 'repository');
const clone = join(folder, 'clone');
afterAll(() => rm(made, { recursive: true, force: true }));

let hour = 0;
const git = async (...args: readonly string[]): Promise<string> => {
  hour += 1;
  const at = `2026-03-01T${String(hour % 24).padStart(2, '0')}:00:00Z`;
  const env = { ...process.env, GIT_AUTHOR_DATE: '2026-02-28T12:00:00Z', GIT_COMMITTER_DATE: at };
  const identity = ['-c', 'user.name=Ana', '-c', 'user.email=ana@contoso.example', '-c', 'commit.gpgsign=false'];
  return (await run('git', [...identity, ...args], { cwd: root, env })).stdout.trim();
};
const put = (path: string, text: string): Promise<void> => writeFile(join(root, path), text);

await mkdir(join(root, 'sub'), { recursive: true });
await git('init', '-q', '-b', 'main');
await put('a.yaml', 'one\n');
await put('sub/b.yaml', 'b\n');
await git('add', '.');
await git('commit', '-qm', 'First');
await git('tag', 'old');
await git('checkout', '-qb', 'topic');
await put('a.yaml', 'topic\n');
await git('commit', '-qam', 'Topic', '-m', 'Reviewed-by: Ben <ben@contoso.example>\nReviewed-by: Cleo');
await git('checkout', '-qb', 'inner');
await put('inner.yaml', 'inner\n');
await git('add', '.');
await git('commit', '-qm', 'Inner');
await git('checkout', '-q', 'topic');
await git('merge', '-q', '--no-ff', '-m', 'Merge inner', 'inner');
await git('checkout', '-q', 'main');
await put('sub/b.yaml', 'b2\n');
await git('commit', '-qam', 'Main');
await git('merge', '-q', '--no-ff', '-m', 'Merge topic', 'topic');
await git('checkout', '-q', '--orphan', 'apart');
await git('commit', '-qm', 'Apart');
await git('checkout', '-qf', 'main');
await git('rm', '-q', 'inner.yaml');
await git('commit', '-qm', 'Last');
await run('git', ['clone', '-q', '--depth', '1', `file://${root}`, clone]);
await put('a.yaml', 'changed\n');
await put('sub/new file.yaml', 'new\n');
await put('.gitignore', '*.log\n');
await put('x.log', '');

describe('the commits of a branch', () => {
  test('say what changed, who did it and reviewed it, and what brought them in and when', async () => {
    const commits = await readChanges(root);
    const told = commits.map(({ commit, files, ...rest }) => ({
      ...rest,
      files: files.map(({ path, blob }) => `${path}${blob === undefined ? ' gone' : ''}`),
      isCommit: /^[0-9a-f]{40}$/.test(commit),
    }));
    const ana = { author: 'Ana <ana@contoso.example>', isCommit: true, reviewers: [] };
    const utc = (text: string): unknown => expect.stringMatching(`^2026-03-01T${text}:00:00(?:Z|\\+00:00)$`);
    const first = { subject: 'First', at: utc('03'), joined: { at: utc('03'), place: 0 } };
    const main = { subject: 'Main', at: utc('13'), joined: { at: utc('13'), place: 1 } };
    const merge = { subject: 'Merge topic', at: utc('14'), joined: { at: utc('14'), place: 2 } };
    const last = { subject: 'Last', at: utc('19'), joined: { at: utc('19'), place: 3 } };
    const brought = { merge: 'Merge topic', joined: merge.joined };
    expect(told).toEqual([
      { ...ana, ...last, files: ['inner.yaml gone'] },
      { ...ana, ...merge, files: [] },
      { ...ana, ...main, files: ['sub/b.yaml'] },
      { ...ana, ...brought, subject: 'Merge inner', at: utc('11'), files: [] },
      { ...ana, ...brought, subject: 'Inner', at: utc('09'), files: ['inner.yaml'] },
      {
        ...ana,
        ...brought,
        subject: 'Topic',
        at: utc('06'),
        files: ['a.yaml'],
        reviewers: ['Ben <ben@contoso.example>', 'Cleo'],
      },
      { ...ana, ...first, files: ['a.yaml', 'sub/b.yaml'] },
    ]);
  });

  test('are none before the first one, and the error says so', async () => {
    const empty = join(folder, 'empty');
    await run('git', ['init', '-q', empty]);
    await expect(readChanges(empty)).rejects.toMatchObject({ kind: 'config', code: 'no-commit' });
    await expect(readChanges(folder)).rejects.toMatchObject({ kind: 'config', code: 'git-failed' });
  });
});

describe('a history', () => {
  test('shows and lists files as they were, from the root of the work tree', async () => {
    const history = await openHistory(join(root, 'sub'));
    expect(history.root).toBe(root);
    expect(await history.show('old', 'a.yaml')).toBe('one\n');
    expect(await history.show('main', 'sub/b.yaml')).toBe('b2\n');
    expect(await history.show('old', 'inner.yaml')).toBeUndefined();
    expect(await history.list('inner', '')).toEqual(['a.yaml', 'inner.yaml', 'sub/b.yaml']);
    expect(await history.list('main', 'sub')).toEqual(['sub/b.yaml']);
    expect(await history.list('main', 'nowhere')).toEqual([]);
  });

  test('knows what changed since, files that git does not have yet included', async () => {
    const history = await openHistory(join(root, 'sub'));
    expect(await history.changed('main')).toEqual(['.gitignore', 'a.yaml', 'sub/new file.yaml']);
    expect(await history.changed('old')).toEqual(['.gitignore', 'a.yaml', 'sub/b.yaml', 'sub/new file.yaml']);
  });

  test('knows the last common commit, and takes the ref where there is none', async () => {
    const history = await openHistory(root);
    expect(await history.mergeBase('inner')).toBe(await git('rev-parse', 'inner'));
    expect(await history.mergeBase('old')).toBe(await git('rev-parse', 'old'));
    expect(await history.mergeBase('apart')).toBe(await git('rev-parse', 'apart'));
  });

  test.each([
    ['--all', 'bad-ref', '`--all` is no git ref.', 'Name a branch, a tag or a commit.'],
    ['', 'bad-ref', '`` is no git ref.', 'Name a branch, a tag or a commit.'],
    [
      'nowhere',
      'unknown-ref',
      'There is no git ref `nowhere` here.',
      'Check the name; in CI, fetch it first (fetch-depth: 0).',
    ],
    [
      'main:a.yaml',
      'unknown-ref',
      'There is no git ref `main:a.yaml` here.',
      'Check the name; in CI, fetch it first (fetch-depth: 0).',
    ],
  ])('refuses the ref %j', async (ref, code, message, hint) => {
    const history = await openHistory(root);
    for (const asked of [
      () => history.show(ref, 'a'),
      () => history.list(ref, ''),
      () => history.mergeBase(ref),
      () => history.changed(ref),
    ])
      await expect(asked()).rejects.toMatchObject({ kind: 'usage', code, message, hint });
  });

  test('is none outside of git, and ends where it is to stop', async () => {
    await expect(openHistory(folder)).rejects.toMatchObject({ kind: 'config', code: 'git-failed' });
    const stop = new AbortController();
    const history = await openHistory(root, stop.signal);
    stop.abort();
    const ended = { kind: 'interrupted', code: 'interrupted', message: 'Interrupted while git was asked.' };
    await expect(history.show('main', 'a.yaml')).rejects.toMatchObject(ended);
    await expect(openHistory(root, stop.signal)).rejects.toMatchObject(ended);
    await expect(readChanges(root, stop.signal)).rejects.toMatchObject(ended);
    await expect(ask(root, ['log'], { stop: stop.signal })).rejects.toMatchObject(ended);
  });
});

describe('the log of single files', () => {
  test('has the commits of a file with their blobs', async () => {
    const log = await openLog(root);
    const commits = await log.commitsOf('a.yaml');
    const texts = await log.texts(commits.flatMap(({ blob }) => blob ?? []));
    expect(commits.map(({ subject, author, blob }) => [subject, author, texts.get(blob ?? '')])).toEqual([
      ['Topic', 'Ana', 'topic\n'],
      ['First', 'Ana', 'one\n'],
    ]);
    expect(log.root).toBe(root);
    expect([await log.isShallow(), await (await openLog(clone)).isShallow()]).toEqual([false, true]);
    expect(await log.revisions([])).toEqual(new Map());
    expect(await log.texts(['none', commits[0]?.commit ?? ''])).toEqual(new Map());
  });

  test('fails by what is wrong with git', () => {
    const missing = gitFailed(['log'], Object.assign(new Error('x'), { code: 'ENOENT' }));
    expect(missing).toBeInstanceOf(PicketError);
    expect([missing.kind, missing.code, missing.message, missing.hint]).toEqual([
      'config',
      'no-git',
      'git is not installed.',
      'Install git, or leave out the option that needs history.',
    ]);
    const failed = gitFailed(['-c', 'a=b', 'log', 'x'], new Error('x'), ' first\nsecond ');
    expect([failed.code, failed.message]).toEqual(['git-failed', 'git log failed: first']);
    const outside = gitFailed(['log'], undefined, 'x\nfatal: not a git repository (or any of the parents)');
    expect([outside.code, outside.message, outside.hint]).toEqual([
      'git-failed',
      'There is no git repository here.',
      'Run it in a git repository (`git init`, and commit the content), or leave out the option that needs history.',
    ]);
    expect(gitFailed([], undefined).message).toBe('git  failed.');
  });
});
