import { PicketError } from '../core/errors.ts';
import { headFile, headText, recordFile, recordText, type RecordStore } from '../core/evidence/deployment-log.ts';
import { git, openLog } from './log.ts';

const author = ['-c', 'user.name=Picket', '-c', 'user.email=picket@localhost', '-c', 'commit.gpgSign=false'];

type Entry = { readonly name: string; readonly line: string; readonly blob: string };

/** Reads `git ls-tree -z`: `100644 blob ID<TAB>NAME`. */
const entriesIn = (text: string): readonly Entry[] =>
  text.split('\0').flatMap((line) => {
    const [meta = '', name = ''] = line.split('\t');
    const blob = meta.split(' ')[2];
    return blob === undefined ? [] : [{ name, line, blob }];
  });

/**
 * A log of deployments in a branch of its own: a commit for each record. The branch is that of the remote `origin`, or a
 * local one where there is none; nothing of it is checked out, and nothing is ever pushed over what somebody else pushed.
 */
export const recordBranch = async (folder: string, branch: string, stop?: AbortSignal): Promise<RecordStore> => {
  const { root, texts } = await openLog(folder, stop);
  const ask = async (args: readonly string[], input?: string): Promise<string> =>
    (await git(root, args, { stop, ...(input === undefined ? {} : { input }) })).toString('utf8');
  const ref = `refs/heads/${branch}`;
  const isValid = await ask(['check-ref-format', ref]).then(
    () => true,
    () => false,
  );
  if (!isValid)
    throw new PicketError('config', `\`${branch}\` is no name of a branch.`, {
      code: 'bad-ref',
      hint: 'Give `deployments.branch` in picket.yaml a name such as `picket-deployments`.',
    });
  const remote = (await ask(['remote'])).split('\n').includes('origin') ? 'origin' : undefined;

  const tipOf = async (): Promise<string | undefined> => {
    const found =
      remote === undefined
        ? await ask(['for-each-ref', '--format=%(objectname)', ref])
        : await ask(['ls-remote', remote, ref]);
    return /^[0-9a-f]{40,64}/.exec(found)?.[0];
  };
  const treeOf = async (tip: string | undefined): Promise<readonly Entry[]> => {
    if (tip === undefined) return [];
    if (remote !== undefined) await ask(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote, tip]);
    return entriesIn(await ask(['ls-tree', '-z', tip]));
  };
  /** What the last reading saw: an addition holds only on top of it. */
  let seen: string | undefined;

  return {
    place: `the branch ${branch}`,
    read: async () => {
      seen = await tipOf();
      const entries = await treeOf(seen);
      const found = await texts(entries.map(({ blob }) => blob));
      return new Map(entries.map(({ name, blob }) => [name, found.get(blob) ?? '']));
    },
    add: async (record) => {
      const tip = seen;
      const files = [
        [recordFile(record.sequence), recordText(record)],
        [headFile, headText(record)],
      ] as const;
      const lines = new Map((await treeOf(tip)).map(({ name, line }) => [name, line]));
      for (const [name, text] of files) {
        const blob = (await ask(['hash-object', '-w', '--stdin'], text)).trim();
        lines.set(name, `100644 blob ${blob}\t${name}`);
      }
      const tree = (await ask(['mktree', '-z'], [...lines.values()].map((line) => `${line}\0`).join(''))).trim();
      const parents = tip === undefined ? [] : ['-p', tip];
      const message = `Deployment ${record.sequence} to ${record.workspace}`;
      const commit = (await ask([...author, 'commit-tree', tree, ...parents, '-m', message])).trim();
      try {
        if (remote === undefined) await ask(['update-ref', ref, commit, tip ?? '0'.repeat(commit.length)]);
        else await ask(['push', '--quiet', `--force-with-lease=${ref}:${tip ?? ''}`, remote, `${commit}:${ref}`]);
        return true;
      } catch (error) {
        // Somebody else was quicker; anything else is a failure.
        if ((await tipOf()) !== tip) return false;
        throw error;
      }
    },
  };
};
