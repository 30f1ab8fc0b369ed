import { git } from './log.ts';

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
  /** Files that it changed, relative to the root; of a merge those that neither side had like that. */
  readonly paths: readonly string[];
  /** Subject of the merge that brought it in; absent where it was committed to the branch itself. */
  readonly merge?: string;
};

type Logged = Commit & { readonly parents: readonly string[] };

const start = '\u0001';
const width = 6;

/** Reads `git log -z --name-only` with the format below: six fields a commit, then its paths. */
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
    const paths: string[] = [];
    for (; index < fields.length && !(fields[index] ?? '').replace(/^\n/, '').startsWith(start); index += 1) {
      const path = (fields[index] ?? '').replace(/^\n/, '');
      if (path !== '') paths.push(path);
    }
    found.push({
      commit: field.slice(1),
      at,
      author,
      subject,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      reviewers: reviewers.split('\t').filter((reviewer) => reviewer !== ''),
      paths,
    });
  }
  return found;
};

/** Names the merge of each commit that came into the branch by one: along the first parents, the oldest first. */
const withMerges = (log: readonly Logged[]): readonly Commit[] => {
  const byId = new Map(log.map((entry) => [entry.commit, entry]));
  const chain: Logged[] = [];
  for (let next = log[0]; next !== undefined; next = byId.get(next.parents[0] ?? '')) chain.push(next);
  const merges = new Map<string, string | undefined>(chain.map(({ commit }) => [commit, undefined]));
  for (const { parents, subject } of chain.toReversed()) {
    const open = parents.slice(1);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const entry = byId.get(id);
      if (entry === undefined || merges.has(id)) continue;
      merges.set(id, subject);
      open.push(...entry.parents);
    }
  }
  return log.map(({ parents: _parents, ...entry }) => {
    const merge = merges.get(entry.commit);
    return { ...entry, ...(merge === undefined ? {} : { merge }) };
  });
};

const format = '%x01%H%x00%cI%x00%an <%ae>%x00%P%x00%s%x00%(trailers:key=Reviewed-by,valueonly,separator=%x09)%x00';

/** The commits that the current branch has, newest first: one git process. Rejects with a `config` error outside of git. */
export const readChanges = async (root: string, stop?: AbortSignal): Promise<readonly Commit[]> => {
  const args = ['-c', 'log.showSignature=false', 'log', '-z', '--name-only', '--diff-merges=combined', '--no-color'];
  const text = await git(root, [...args, '--no-renames', '--encoding=UTF-8', `--format=${format}`, 'HEAD'], { stop });
  return withMerges(parse(text.toString('utf8')));
};
