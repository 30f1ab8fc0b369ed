import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PicketError } from '../core/errors.ts';
import type { Git } from '../core/ports.ts';
import { gitFailed, interrupted } from './log.ts';

const run = promisify(execFile);

const failure = (error: unknown, args: readonly string[], stop: AbortSignal | undefined): PicketError => {
  if (stop?.aborted === true) return interrupted();
  const said =
    typeof error === 'object' && error !== null && 'stderr' in error && typeof error.stderr === 'string'
      ? error.stderr
      : '';
  return gitFailed(args, error, said);
};

export type History = Git & {
  /** Absolute path of the work tree. */
  readonly root: string;
  /** The last commit that a ref and HEAD have in common; the ref's own where they have none that is known here. */
  readonly mergeBase: (ref: string) => Promise<string>;
};

/**
 * The history of the git repository that holds a folder. Paths are relative to that repository's root. Refs that begin
 * with a dash are refused, so that a ref can never be read as an option.
 */
export const openHistory = async (folder: string, stop?: AbortSignal): Promise<History> => {
  const git = async (...args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await run('git', [...args], {
        cwd: folder,
        maxBuffer: 1 << 28,
        encoding: 'utf8',
        signal: stop,
      });
      return stdout;
    } catch (error) {
      throw failure(error, args, stop);
    }
  };
  const root = (await git('rev-parse', '--show-toplevel')).trim();
  const commitOf = async (ref: string): Promise<string> => {
    if (ref.startsWith('-') || ref === '')
      throw new PicketError('usage', `\`${ref}\` is no git ref.`, {
        code: 'bad-ref',
        hint: 'Name a branch, a tag or a commit.',
      });
    return (
      await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).catch((error: unknown) => {
        if (stop?.aborted === true) throw error;
        throw new PicketError('usage', `There is no git ref \`${ref}\` here.`, {
          code: 'unknown-ref',
          hint: 'Check the name; in CI, fetch it first (fetch-depth: 0).',
        });
      })
    ).trim();
  };
  const lines = (text: string): string[] => text.split('\0').filter((line) => line !== '');
  return {
    root,
    show: async (ref, path) => {
      const commit = await commitOf(ref);
      const found = lines(await git('ls-tree', '-z', '--full-tree', '--name-only', commit, '--', path));
      return found.length === 0 ? undefined : git('show', `${commit}:${path}`);
    },
    list: async (ref, inFolder) => {
      const commit = await commitOf(ref);
      return lines(
        await git('ls-tree', '-r', '-z', '--full-tree', '--name-only', commit, '--', inFolder === '' ? '.' : inFolder),
      );
    },
    mergeBase: async (ref) => {
      const commit = await commitOf(ref);
      return (await git('merge-base', commit, 'HEAD').catch(() => commit)).trim();
    },
    changed: async (ref) => {
      const commit = await commitOf(ref);
      const tracked = lines(await git('diff', '--name-only', '-z', '--no-renames', '--no-relative', commit));
      const untracked = lines(await git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', ':/'));
      return [...new Set([...tracked, ...untracked])].toSorted();
    },
  };
};
