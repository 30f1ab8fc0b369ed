import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { PicketError } from '../core/errors.ts';
import type { FileCommit } from '../core/history.ts';
import type { FileRevision, GitLog } from '../core/ports.ts';

export const interrupted = (): PicketError =>
  new PicketError('interrupted', 'Interrupted while git was asked.', { code: 'interrupted' });

/** The name of the subcommand among the arguments of git: configuration (`-c NAME=VALUE`) stands before it. */
const subcommandOf = (args: readonly string[]): string =>
  args.find((arg, index) => arg !== '-c' && args[index - 1] !== '-c') ?? '';

/** The error of a git that could not be started, or that failed with what it printed. */
export const gitFailed = (args: readonly string[], cause: unknown, said = ''): PicketError => {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
    return new PicketError('config', 'git is not installed.', {
      code: 'no-git',
      hint: 'Install git, or leave out the option that needs history.',
      cause,
    });
  // How far git looked for one follows, and differs from machine to machine.
  if (/^fatal: not a git repository\b/m.test(said))
    return new PicketError('config', 'There is no git repository here.', {
      code: 'git-failed',
      hint: 'Run it in a git repository (`git init`, and commit the content), or leave out the option that needs history.',
      cause,
    });
  const words = said.trim().split('\n')[0] ?? '';
  return new PicketError('config', `git ${subcommandOf(args)} failed${words === '' ? '.' : `: ${words}`}`, {
    code: 'git-failed',
    hint: 'Check that this is a git repository and that the ref exists here (in CI, fetch it: fetch-depth: 0).',
    cause,
  });
};

/** The error of a history that is asked for before there is any. */
export const noCommit = (): PicketError =>
  new PicketError('config', 'There is no commit yet in this git repository, so there is no history to read.', {
    code: 'no-commit',
    hint: 'Commit the content first: `git add .`, then `git commit`.',
  });

type Asked = {
  readonly input?: string;
  /** Ends git. */
  readonly stop?: AbortSignal | undefined;
};

/** Runs git with an input and gives back what it printed; rejects with a `config` error where git is missing or fails. */
export const git = async (folder: string, args: readonly string[], { input = '', stop }: Asked = {}): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], signal: stop });
    const out: Buffer[] = [];
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', (error) =>
      reject(stop?.aborted === true ? interrupted() : gitFailed(args, error, error.message)),
    );
    // A git that fails early closes its end; the exit code says why.
    child.stdin.on('error', () => undefined);
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(out))
        : reject(gitFailed(args, undefined, Buffer.concat(said).toString('utf8'))),
    );
    child.stdin.end(input);
  });

type LoggedChange = { readonly path: string; readonly from: string | undefined; readonly blob: string };
type LoggedCommit = Omit<FileRevision, 'blob' | 'isEnd'> &
  Pick<FileCommit, 'at' | 'author'> & { readonly changes: readonly LoggedChange[] };

const start = '\u0001';
const rawEntry = /^\n?:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*$/;

/** Reads `git log --raw -z`: fields end with NUL, so that no path or subject can be taken for something else. */
export const parseLog = (text: string): readonly LoggedCommit[] => {
  const fields = text.split('\0');
  const commits: LoggedCommit[] = [];
  let changes: LoggedChange[] = [];
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    const entry = rawEntry.exec(field);
    if (entry !== null) {
      const [, blob = '', status] = entry;
      const isMoved = status === 'R' || status === 'C';
      const first = fields[index + 1] ?? '';
      const path = isMoved ? (fields[index + 2] ?? '') : first;
      changes.push({ path, from: status === 'R' ? first : undefined, blob });
      index += isMoved ? 2 : 1;
    } else if (field.startsWith(start)) {
      changes = [];
      commits.push({
        commit: field.slice(1),
        date: fields[index + 1] ?? '',
        at: fields[index + 2] ?? '',
        author: fields[index + 3] ?? '',
        subject: fields[index + 4] ?? '',
        changes,
      });
      index += 4;
    }
  }
  return commits;
};

/**
 * The revisions of each file that exists, followed back through its renames. At the commits where a shallow clone ends
 * git shows every file as new.
 */
export const followRenames = (
  commits: readonly LoggedCommit[],
  existing: readonly string[],
  ends: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, readonly FileRevision[]> => {
  const found = new Map<string, FileRevision[]>(existing.map((path) => [path, []]));
  const current = new Map(existing.map((path) => [path, path]));
  for (const { changes, commit, date, subject } of commits) {
    const moved: (readonly [string, string])[] = [];
    for (const { path, from, blob } of changes) {
      const file = current.get(path);
      if (file === undefined) continue;
      found.get(file)?.push({ commit, date, subject, blob, isEnd: ends.has(commit) });
      if (from === undefined) continue;
      current.delete(path);
      moved.push([from, file]);
    }
    // After all of a commit's entries, since two files may swap their names in one.
    for (const [from, file] of moved) current.set(from, file);
  }
  return found;
};

/** The blobs that `git cat-file --batch` printed; those alone that fit a pattern, each byte as one character, where there is one. */
const parseBatch = (bytes: Buffer, pattern?: RegExp): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const [id = '', type, size] = bytes.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    const length = Number(size);
    const isWanted = pattern === undefined || pattern.test(bytes.toString('latin1', at, at + length));
    if (type === 'blob' && isWanted) texts.set(id, bytes.toString('utf8', at, at + length));
    at += length + 1;
  }
  return texts;
};

const lines = (bytes: Buffer, separator: string): readonly string[] =>
  bytes
    .toString('utf8')
    .split(separator)
    .filter((line) => line !== '');

/** Blobs, each once. */
const idsIn = (blobs: readonly string[]): readonly string[] =>
  [...new Set(blobs)].filter((blob) => /^[0-9a-f]{40,64}$/.test(blob));

/** Whatever a user's own configuration says, as the reader of the log expects it. */
const plainLog = ['-c', 'log.showSignature=false', '-c', 'log.showRoot=true', '-c', 'log.follow=false'];
const fields = '--format=%x01%H%x00%as%x00%cI%x00%an%x00%s';
const logged = ['--raw', '--no-abbrev', '--no-color', '--no-ext-diff', '--encoding=UTF-8', '-z', '-M', fields];

/** The log of single files. */
export type FileLog = {
  /** Absolute path of the work tree. */
  readonly root: string;
  /** The commits that changed a file (from the root), newest first and over its renames, as the current branch has them. */
  readonly commitsOf: (file: string) => Promise<readonly FileCommit[]>;
  /** The texts of those blobs by id that fit a pattern, which sees each byte as one character; what is no blob is left out. */
  readonly fitting: (pattern: RegExp, blobs: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Whether the history ends before its beginning, as in a shallow clone. */
  readonly isShallow: () => Promise<boolean>;
};

/** The log of the git repository that holds a folder: one git process for all files, one for all texts. */
export const openLog = async (folder: string, stop?: AbortSignal): Promise<GitLog & FileLog> => {
  // A branch without a commit has no HEAD: git then prints two lines.
  const asked = ['rev-parse', '--show-toplevel', '--git-path', 'shallow', '--revs-only', 'HEAD'];
  const [root = folder, shallow = '', head] = lines(await git(folder, asked, { stop }), '\n');
  const batch = async (blobs: readonly string[]): Promise<Buffer> => {
    const wanted = idsIn(blobs);
    return wanted.length === 0
      ? Buffer.alloc(0)
      : git(root, ['cat-file', '--batch', '--buffer'], { input: `${wanted.join('\n')}\n`, stop });
  };
  return {
    root,
    revisions: async (files) => {
      if (files.length === 0) return new Map();
      if (head === undefined) throw noCommit();
      const wanted = new Set(files);
      const there = lines(await git(root, ['ls-tree', '-r', '-z', '--name-only', 'HEAD'], { stop }), '\0');
      // Of the whole repository: a file may come from a folder that holds none of them today. The kind stays the same.
      const kinds = [...new Set(files.map((file) => `*${extname(file)}`))];
      const log = await git(root, [...plainLog, 'log', ...logged, 'HEAD', '--', ...kinds], { stop });
      const ends = await readFile(resolve(folder, shallow), 'utf8').catch(() => '');
      return followRenames(
        parseLog(log.toString('utf8')),
        there.filter((path) => wanted.has(path)),
        new Set(ends.split('\n')),
      );
    },
    commitsOf: async (file) => {
      if (head === undefined) throw noCommit();
      const log = await git(root, [...plainLog, 'log', '--follow', ...logged, 'HEAD', '--', file], { stop });
      return parseLog(log.toString('utf8')).map(({ commit, at, author, subject, changes }) => ({
        commit,
        at,
        author,
        subject,
        blob: changes[0]?.blob,
      }));
    },
    isShallow: async () => (await readFile(resolve(folder, shallow), 'utf8').catch(() => '')) !== '',
    fitting: async (pattern, blobs) => parseBatch(await batch(blobs), pattern),
    texts: async (blobs) => parseBatch(await batch(blobs)),
  };
};
