import { git, noCommit } from './log.ts';

/** A file that a commit changed: its path, relative to the root, and the blob that it became; none where it was deleted. */
type ChangedFile = { readonly path: string; readonly blob?: string };

/** One commit of a history, with what brought it into the branch that is looked at. */
export type Commit = {
  readonly commit: string;
  /** When it was committed, ISO 8601. */
  readonly at: string;
  /** `Name <address>` */
  readonly author: string;
  readonly subject: string;
  /** Who is named in its `Reviewed-by:` lines. */
  readonly reviewers: readonly string[];
  /** Of a merge those that neither side had like that. A renamed file is one that was deleted and one that is new. */
  readonly files: readonly ChangedFile[];
  /** Subject of the merge that brought it in; absent where it was committed to the branch itself. */
  readonly merge?: string;
  /** When it came into the branch (ISO 8601), and how many steps of the branch came before that. */
  readonly joined: { readonly at: string; readonly place: number };
};

type Logged = Omit<Commit, 'merge' | 'joined'> & { readonly parents: readonly string[] };

const start = '\u0001';
const width = 6;

/**
 * The blob that a file became, of an entry of `--raw`: its modes and its blobs before and after, of a merge those of each
 * side before, and a letter for each. Undefined for a field that is no entry.
 */
const blobIn = (field: string): string | undefined => {
  if (!field.startsWith(':') && !field.startsWith('\n:')) return undefined;
  const end = field.lastIndexOf(' ');
  return field.slice(field.lastIndexOf(' ', end - 1) + 1, end);
};

/** Reads `git log -z --raw` with the format below: six fields a commit, then two fields for each file. */
const parse = (text: string): readonly Logged[] => {
  const found: Logged[] = [];
  const fields = text.split('\0');
  for (let index = 0; index < fields.length;) {
    const field = (fields[index] ?? '').replace(/^\n/, '');
    if (!field.startsWith(start)) {
      index += 1;
      continue;
    }
    const [at = '', author = '', parents = '', subject = '', reviewers = ''] = fields.slice(index + 1, index + width);
    index += width;
    const files: ChangedFile[] = [];
    for (; index < fields.length && fields[index]?.startsWith(start) !== true; index += 1) {
      const blob = blobIn(fields[index] ?? '');
      if (blob === undefined) continue;
      index += 1;
      files.push({ path: fields[index] ?? '', ...(/^0+$/.test(blob) ? {} : { blob }) });
    }
    found.push({
      commit: field.slice(1),
      at,
      author,
      subject,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      reviewers: reviewers.split('\t').filter((reviewer) => reviewer !== ''),
      files,
    });
  }
  return found;
};

type Joining = Pick<Commit, 'merge' | 'joined'>;

/** Says of each commit what brought it into the branch: along the first parents, the oldest first. */
const withMerges = (log: readonly Logged[]): readonly Commit[] => {
  const byId = new Map(log.map((entry) => [entry.commit, entry]));
  const chain: Logged[] = [];
  for (let next = log[0]; next !== undefined; next = byId.get(next.parents[0] ?? '')) chain.push(next);
  chain.reverse();
  const found = new Map<string, Joining>(chain.map(({ commit, at }, place) => [commit, { joined: { at, place } }]));
  for (const [place, { at, parents, subject }] of chain.entries()) {
    const open = parents.slice(1);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const entry = byId.get(id);
      if (entry === undefined || found.has(id)) continue;
      found.set(id, { merge: subject, joined: { at, place } });
      open.push(...entry.parents);
    }
  }
  return log.map(({ commit, at, author, subject, reviewers, files }) => ({
    commit,
    at,
    author,
    subject,
    reviewers,
    files,
    ...(found.get(commit) ?? { joined: { at, place: 0 } }),
  }));
};

const format = '%x01%H%x00%cI%x00%an <%ae>%x00%P%x00%s%x00%(trailers:key=Reviewed-by,valueonly,separator=%x09)%x00';

/** The commits that the current branch has, newest first: one git process. Rejects with a `config` error outside of git. */
export const readChanges = async (root: string, stop?: AbortSignal): Promise<readonly Commit[]> => {
  const args = ['-c', 'log.showSignature=false', 'log', '-z', '--raw', '--no-abbrev', '--diff-merges=combined'];
  const shown = ['--no-color', '--no-renames', '--encoding=UTF-8', `--format=${format}`, 'HEAD'];
  const text = await git(root, [...args, ...shown], { stop }).catch(async (error: unknown) => {
    // A branch without a commit has no HEAD, and git's own words for that help nobody.
    const head = await git(root, ['rev-parse', '--revs-only', 'HEAD'], { stop });
    throw head.length === 0 ? noCommit() : error;
  });
  return withMerges(parse(text.toString('utf8')));
};
