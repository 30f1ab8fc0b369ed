import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { FileCommit, Reviewed } from '../../core/history.ts';
import type { Io } from '../../core/io.ts';
import type { openLog } from '../../git/log.ts';
import { told, type Told } from './told.ts';
import { forgeOf } from './forge.ts';

/** So many commits, the newest, are looked up on the forge: two or three requests each. */
const mostReviews = 50;

/** Where a file lies, from the root of its repository and with forward slashes. */
export const pathIn = async (io: Io, root: string, path: string): Promise<string> =>
  relative(await realpath(root), await realpath(resolve(io.cwd, path)))
    .split(sep)
    .join('/');

/** The commits that changed a file; what git cannot tell is said. */
export const commitsOf = async (
  io: Io,
  opened: ReturnType<typeof openLog>,
  path: string | undefined,
): Promise<Told<FileCommit>> => {
  if (path === undefined)
    return { found: [], unread: ['Git has no file of the rule today, so its commits are not known.'] };
  return told('The history of git', async () => {
    const log = await opened;
    const found = await log.commitsOf(await pathIn(io, log.root, path));
    const unread = (await log.isShallow())
      ? ['This is a shallow clone: what came before its first commit is not known (fetch-depth: 0 in CI).']
      : [];
    return { found, unread };
  });
};

/** Reviews by the commit that they led to. */
type Reviews = { readonly found: ReadonlyMap<string, Reviewed>; readonly unread: readonly string[] };

/** Who approved the newest of these commits, as the forge tells; what could not be read is said. */
export const approvalsOf = async (io: Io, commits: readonly FileCommit[]): Promise<Reviews> => {
  const { access, lacks, requests } = forgeOf(io);
  if (access === undefined)
    return {
      found: new Map(),
      unread: [`${requests} and their approvers were not asked for: ${lacks}.`],
    };
  const asked = commits.slice(0, mostReviews);
  const found = new Map<string, Reviewed>();
  const { unread } = await told<never>(`What ${access.name} knows of ${requests.toLowerCase()}`, async () => {
    const forge = access.open();
    for (const { commit } of asked) {
      const number = await forge.mergedBy(commit);
      if (number !== undefined) found.set(commit, await forge.reviewsOf(number));
    }
    return { found: [], unread: [] };
  });
  const older = commits.length - asked.length;
  return {
    found,
    unread:
      older > 0 ? [...unread, `The ${requests.toLowerCase()} of ${older} older commits were not asked for.`] : unread,
  };
};
