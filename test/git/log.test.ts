import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { PicketError } from '../../src/core/errors.ts';
import { keyPattern } from '../../src/core/text/yaml/key-pattern.ts';
import { readChanges } from '../../src/git/changes.ts';
import { followRenames, git, openLog, parseLog } from '../../src/git/log.ts';

const run = promisify(execFile);

const inRepository = async (
  work: (folder: string, git: (...args: readonly string[]) => Promise<void>) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-log-'));
  const identity = [
    '-c',
    'user.name=Somebody',
    '-c',
    'user.email=somebody@contoso.example',
    '-c',
    'commit.gpgsign=false',
  ];
  const git = async (...args: readonly string[]): Promise<void> => {
    const env = { ...process.env, GIT_AUTHOR_DATE: '2026-03-01T12:00:00Z', GIT_COMMITTER_DATE: '2026-03-02T12:00:00Z' };
    await run('git', [...identity, ...args], { cwd: folder, env });
  };
  try {
    await git('init', '-q');
    await work(folder, git);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const long = (first: string): string => `${first}\n${'the same line in every version\n'.repeat(20)}`;

describe('texts that are searched before they are read', () => {
  const having = {
    plain: 'name: x\nexclude: []\n',
    quoted: '"exclude" : []\n',
    flow: "{name: x, 'exclude': []}\n",
    explicit: '? exclude # what is left out\n: []\n',
    lines: '? exclude\n: []\r\n',
    alias: 'name: &key exclude\n*key : []\n',
  };
  const lacking = { word: 'query: T | where exclude == 1\n', other: 'name: x\n', list: 'tags: [exclude, 1]\n' };

  test('are those with a mapping that may have the key, of any number of them', async () => {
    await inRepository(async (folder, git) => {
      const many = Array.from({ length: 1000 }, (_, index) => [`many-${index}`, `name: ${index}\n`] as const);
      for (const [name, text] of [...Object.entries({ ...having, ...lacking }), ...many])
        await writeFile(join(folder, `${name}.yaml`), text);
      await git('add', '.');
      await git('commit', '-qm', 'First');
      const log = await openLog(folder);
      const files = (await readChanges(folder)).flatMap((commit) => commit.files);
      expect(files).toHaveLength(1009);
      const found = await log.fitting(
        keyPattern('exclude'),
        files.flatMap(({ blob = 'none' }) => [blob]),
      );
      const names = files.flatMap(({ path, blob = '' }) => (found.has(blob) ? [path.replace('.yaml', '')] : []));
      expect(names.toSorted()).toEqual(Object.keys(having).toSorted());
      expect([...found.values()].toSorted()).toEqual(Object.values(having).toSorted());
      expect(await log.fitting(/nobody wrote this/, [files[0]?.blob ?? ''])).toEqual(new Map());
      expect(await log.fitting(keyPattern('exclude'), [])).toEqual(new Map());
    });
  });
});

describe('the files of commits', () => {
  test('have their blobs; one that was deleted or renamed has none there, and a merge those that are its own', async () => {
    await inRepository(async (folder, git) => {
      const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
      await put('\u0001 first.yaml', 'one\n');
      await put('both.yaml', 'one\n');
      await git('add', '.');
      await git('commit', '-qm', 'First');
      await git('checkout', '-qb', 'topic');
      await put('both.yaml', 'topic\n');
      await git('commit', '-qam', 'Topic');
      await git('checkout', '-q', '-');
      await put('both.yaml', 'main\n');
      await rename(join(folder, '\u0001 first.yaml'), join(folder, 'second.yaml'));
      await git('add', '-A');
      await git('commit', '-qm', 'Rename');
      await git('merge', '-q', 'topic').catch(() => undefined);
      await put('both.yaml', 'merged\n');
      await git('commit', '-qam', 'Merge');
      await git('commit', '-q', '--allow-empty', '-m', 'Empty');
      const log = await openLog(folder);
      const commits = await readChanges(folder);
      const texts = await log.texts(commits.flatMap(({ files }) => files.flatMap(({ blob = [] }) => blob)));
      const shown = commits.map(({ subject, files }) => [
        subject,
        files.map(({ path, blob }) => [path, blob === undefined ? 'gone' : texts.get(blob)]),
      ]);
      expect(Object.fromEntries(shown)).toEqual({
        First: [
          ['\u0001 first.yaml', 'one\n'],
          ['both.yaml', 'one\n'],
        ],
        Topic: [['both.yaml', 'topic\n']],
        Rename: [
          ['\u0001 first.yaml', 'gone'],
          ['both.yaml', 'main\n'],
          ['second.yaml', 'one\n'],
        ],
        Merge: [['both.yaml', 'merged\n']],
        Empty: [],
      });
    });
  });
});

describe('the log of a repository', () => {
  test('follows a file back over its rename, newest first, with the text of each revision', async () => {
    await inRepository(async (folder, git) => {
      await writeFile(join(folder, 'old name.yaml'), long('one'));
      await git('add', '.');
      await git('commit', '-qm', 'First');
      await rename(join(folder, 'old name.yaml'), join(folder, 'nëw.yaml'));
      await git('add', '-A');
      await git('commit', '-qm', 'Rename');
      await writeFile(join(folder, 'nëw.yaml'), long('two'));
      await git('commit', '-qam', 'Second');
      const log = await openLog(folder);
      const revisions = (await log.revisions(['nëw.yaml'])).get('nëw.yaml') ?? [];
      expect(revisions.map(({ subject, date }) => [subject, date])).toEqual([
        ['Second', '2026-03-01'],
        ['Rename', '2026-03-01'],
        ['First', '2026-03-01'],
      ]);
      const texts = await log.texts(revisions.map(({ blob }) => blob));
      expect(revisions.map(({ blob }) => texts.get(blob)?.split('\n')[0])).toEqual(['two', 'one', 'one']);
    });
  });

  test('follows a file that came from another folder, of which nothing is left', async () => {
    await inRepository(async (folder, git) => {
      await mkdir(join(folder, 'old'));
      await writeFile(join(folder, 'old/a.yaml'), long('one'));
      await git('add', '.');
      await git('commit', '-qm', 'First');
      await mkdir(join(folder, 'new'));
      await rename(join(folder, 'old/a.yaml'), join(folder, 'new/a.yaml'));
      await git('add', '-A');
      await git('commit', '-qm', 'Move');
      const revisions = await (await openLog(folder)).revisions(['new/a.yaml']);
      expect(revisions.get('new/a.yaml')?.map(({ subject }) => subject)).toEqual(['Move', 'First']);
    });
  });

  test('knows where a shallow clone ends: that commit did not change what it shows as new', async () => {
    await inRepository(async (folder, git) => {
      await writeFile(join(folder, 'a.yaml'), 'a');
      await git('add', '.');
      await git('commit', '-qm', 'First');
      await git('commit', '-qm', 'Nothing', '--allow-empty');
      await writeFile(join(folder, 'b.yaml'), 'b');
      await git('add', '.');
      await git('commit', '-qm', 'Second');
      await git('clone', '-q', '--depth', '2', `file://${folder}`, 'clone');
      const log = await openLog(join(folder, 'clone'));
      const revisions = await log.revisions(['a.yaml', 'b.yaml']);
      const told = (path: string) => revisions.get(path)?.map(({ subject, isEnd }) => [subject, isEnd]);
      expect([told('a.yaml'), told('b.yaml')]).toEqual([[['Nothing', true]], [['Second', false]]]);
    });
  });

  test('is the same whatever the configuration of git hides', async () => {
    await inRepository(async (folder, git) => {
      await writeFile(join(folder, 'a.yaml'), 'a');
      await git('add', '.');
      await git('commit', '-qm', 'Fïrst');
      for (const [key, value] of [
        ['log.showRoot', 'false'],
        ['log.follow', 'true'],
        ['i18n.logOutputEncoding', 'ISO-8859-1'],
      ] as const)
        await git('config', key, value);
      const revisions = await (await openLog(folder)).revisions(['a.yaml']);
      expect(revisions.get('a.yaml')?.map(({ subject }) => subject)).toEqual(['Fïrst']);
    });
  });

  test('leaves out files that are gone', async () => {
    await inRepository(async (folder, git) => {
      await writeFile(join(folder, 'a.yaml'), 'a');
      await writeFile(join(folder, 'b.yaml'), 'b');
      await git('add', '.');
      await git('commit', '-qm', 'Both');
      await git('rm', '-q', 'a.yaml');
      await git('commit', '-qm', 'One');
      expect([...(await (await openLog(folder)).revisions(['a.yaml', 'b.yaml'])).keys()]).toEqual(['b.yaml']);
    });
  });

  test('says that there is no commit yet, in whatever language git speaks', async () => {
    await inRepository(async (folder) => {
      const log = await openLog(folder);
      await expect(log.revisions(['a.yaml'])).rejects.toThrow('There is no commit yet in this git repository');
      await expect(log.commitsOf('a.yaml')).rejects.toThrow('There is no commit yet in this git repository');
    });
  });

  test('fails with what git says where it ends before it has read its input', async () => {
    await expect(git(tmpdir(), ['nothing-like-it'], { input: 'x'.repeat(4_000_000) })).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('nothing-like-it'),
    });
  });

  test('names the subcommand that failed, not the configuration before it', async () => {
    await inRepository(async (folder) => {
      await expect(git(folder, ['-c', 'log.showRoot=true', 'log', 'nowhere'])).rejects.toThrow(
        'git log failed: fatal: ',
      );
    });
  });

  test('is refused as a configuration error where there is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'picket-no-log-'));
    try {
      await expect(openLog(folder)).rejects.toThrow(PicketError);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('what git prints', () => {
  const commit = (hash: string, subject: string, ...entries: readonly string[]): string =>
    `\u0001${hash}\u00002026-01-01\u00002026-01-01T12:00:00Z\u0000Ana\u0000${subject}\u0000${entries.map((entry) => `\u0000\n${entry}`).join('')}\u0000`;

  test('is read by position, so that a subject cannot imitate an entry', () => {
    const read = parseLog(commit('aa', ':100644 100644 1 2 M', ':100644 100644 1111 2222 M\u0000a.yaml'));
    expect(read).toEqual([
      {
        commit: 'aa',
        date: '2026-01-01',
        at: '2026-01-01T12:00:00Z',
        author: 'Ana',
        subject: ':100644 100644 1 2 M',
        changes: [{ path: 'a.yaml', from: undefined, blob: '2222' }],
      },
    ]);
  });

  test('is followed for two files that swap their names in one commit', () => {
    const change = (path: string, from: string | undefined, blob: string) => ({ path, from, blob });
    const at = { date: '2026-01-01', at: '', author: '', subject: '' };
    const found = followRenames(
      [
        { ...at, commit: '2', changes: [change('a', 'b', 'b1'), change('b', 'a', 'a1')] },
        { ...at, commit: '1', changes: [change('a', undefined, 'a1'), change('b', undefined, 'b1')] },
      ],
      ['a', 'b'],
    );
    expect(found.get('a')?.map(({ blob }) => blob)).toEqual(['b1', 'b1']);
    expect(found.get('b')?.map(({ blob }) => blob)).toEqual(['a1', 'a1']);
  });
});
