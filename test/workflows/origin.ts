import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Files = Readonly<Record<string, string>>;

/** The repository that hosts of pipelines fetch from, in a folder where its main branch is checked out. */
export type Origin = {
  readonly git: (...args: string[]) => string;
  /** Commits files to main. */
  readonly commit: (files: Files) => void;
  /** Commits files to the branch `change`; `sha` is what GitHub checks of it: that branch merged into main. */
  readonly propose: (files: Files) => {
    readonly base: string;
    readonly head: string;
    readonly sha: string;
    readonly changed: readonly string[];
  };
  /** Merges the branch `change` into main; gives the commit. */
  readonly merge: (message: string) => string;
};

const settings = [
  '[uploadpack]\nallowAnySHA1InWant = true',
  '[maintenance]\nauto = false',
  // As on Windows: no file is committed as one that can be started.
  '[core]\nfileMode = false',
  '[user]\nname = a\nemail = a@b.c',
  '[commit]\ngpgSign = false',
  '',
].join('\n');

const commitAll = 'git add --all; git commit -q --allow-empty -m "a change"';

/** With the files on the branch: commits them, tries the merge, and gives the three commits and the files changed. */
const merging = [
  commitAll,
  'head=$(git rev-parse HEAD)',
  'base=$(git rev-parse main)',
  'git switch -q --detach main',
  'git merge -q --no-ff -m "Merge change into main" "$head"',
  'echo "$base $head $(git rev-parse HEAD)"',
  'git switch -q main',
  'git diff --name-only --no-renames "$base...$head"',
].join('\n');

/** The repository in a folder, as it is. */
export const openOrigin = (folder: string): Origin => {
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  // Several commands of git in one script: a process costs this one, which is large, more than all that git does in it.
  const script = (text: string, ...args: string[]): string => run('bash', ['-ec', text, 'bash', ...args]);
  const put = (files: Files): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  return {
    git: (...args) => run('git', args),
    commit: (files) => {
      put(files);
      script(commitAll);
    },
    propose: (files) => {
      script('git switch -q change 2> /dev/null || git switch -q -c change');
      put(files);
      const [commits = '', ...changed] = script(merging).split('\n');
      const [base = '', head = '', sha = ''] = commits.split(' ');
      return { base, head, sha, changed };
    },
    merge: (message) => script('git merge -q --no-ff -m "$1" change; git rev-parse HEAD', message),
  };
};

/** Makes a folder with files in it a repository, and commits nothing yet. */
export const beginOrigin = (folder: string): Origin => {
  const origin = openOrigin(folder);
  origin.git('init', '-q', '-b', 'main', '--template=');
  appendFileSync(join(folder, '.git/config'), settings);
  return origin;
};
