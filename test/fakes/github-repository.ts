export type Author = { readonly login: string; readonly type: 'Bot' | 'User' };
export type Comment = { readonly id: number; readonly issue: number; body: string; readonly user: Author };
export type Issue = {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly user: Author;
  readonly pullRequest: boolean;
};
export type PullRequest = {
  readonly number: number;
  title: string;
  body: string;
  readonly branch: string;
  readonly by: string;
};
export type TreeEntry = { readonly path: string; readonly content?: string; readonly sha?: null };
export type Artifact = {
  readonly name: string;
  readonly run: number;
  readonly expired?: boolean;
  /** Of the attempt that left it, where it is not the run's first. */
  readonly createdAt?: string;
  /** Without the ids of repositories, as of a run whose repository is gone. */
  readonly anonymous?: boolean;
};
/** A run of a workflow, as the API tells of it. */
export type Run = {
  readonly event: string;
  readonly path: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly conclusion: 'success' | 'failure' | null;
  readonly createdAt: string;
  readonly fork?: boolean;
  /** `owner/name`, where it is another one. */
  readonly repository?: string;
};
/** A pull request of a person. */
export type Review = {
  readonly base: { readonly ref: string; readonly sha: string };
  readonly head: { readonly ref: string; readonly sha: string };
  /** Its branch is one of a fork. */
  readonly fork?: boolean;
  readonly files: readonly { readonly filename: string; readonly previous_filename?: string }[];
  /** How many files it changes, where the list is not complete. */
  readonly changedFiles?: number;
  /** The commit that it became. */
  readonly mergedAs: string | undefined;
  /** The commit that it became, where `mergedAs` is another one that came with it. */
  readonly becameAs?: string;
  /** What happened to it, oldest first. */
  readonly events: readonly { readonly event: string; readonly created_at: string }[];
};

/** What a repository on GitHub holds besides its checkout, to prepare and to look at. */
export type RepositoryContents = {
  readonly comments: Comment[];
  readonly issues: Issue[];
  readonly artifacts: Artifact[];
  readonly runs: Map<number, Run>;
  readonly reviews: Map<number, Review>;
  /** Pull requests of apps. */
  readonly pullRequests: PullRequest[];
  /** What the commits on each branch change, the last one. */
  readonly branches: Map<string, readonly TreeEntry[]>;
};

/** How many entries a page has at most; small, so that every list that matters has several. */
const pageSize = 3;

/** The repository. */
const here = 'contoso/detections';

const bot: Author = { login: 'github-actions[bot]', type: 'Bot' };

export type Body = Readonly<Record<string, unknown>>;
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

const textIn = (body: Body, key: string): string | undefined => {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
};

/** A page of a list, with the link to the next one as GitHub gives it. */
const paged = (items: readonly unknown[], url: URL, base: string): Answer => {
  const size = Math.min(pageSize, Number(url.searchParams.get('per_page') ?? pageSize));
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(`${url.pathname}${url.search}`, base);
  next.searchParams.set('page', String(page + 1));
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    headers: page * size < items.length ? { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } : {},
  };
};

/** The part of GitHub's REST API that is about one repository, with paths below it; `base` begins every link. */
export const createRepository = (
  base: string,
): {
  readonly contents: RepositoryContents;
  readonly read: (path: string, url: URL) => Answer;
  /** `by` is who writes. */
  readonly write: (method: string, path: string, body: Body, by: string) => Answer;
} => {
  const comments: Comment[] = [];
  const issues: Issue[] = [];
  const artifacts: Artifact[] = [];
  const pullRequests: PullRequest[] = [];
  const branches = new Map<string, readonly TreeEntry[]>();
  /** Trees by their name, which is their content as in git. */
  const trees = new Map<string, readonly TreeEntry[]>();
  const treeOfCommit = new Map<string, string>();
  const heads = new Map<string, string>();
  const runs = new Map<number, Run>();
  const reviews = new Map<number, Review>();
  let last = 1000;
  const nextId = (): number => (last += 1);

  const commentJson = (comment: Comment): unknown => ({ ...comment, html_url: `${base}/c/${comment.id}` });
  const issueJson = ({ pullRequest, ...issue }: Issue): unknown => ({
    ...issue,
    html_url: `${base}/i/${issue.number}`,
    ...(pullRequest ? { pull_request: {} } : {}),
  });

  const reviewJson = (
    number: number,
    { base, head, fork = false, files, changedFiles = files.length, mergedAs, becameAs = mergedAs }: Review,
  ): unknown => ({
    number,
    base: { ...base, repo: { full_name: here } },
    head: { ...head, repo: fork ? null : { full_name: here } },
    changed_files: changedFiles,
    merged_at: mergedAs === undefined ? null : '2026-11-22T12:00:00Z',
    merge_commit_sha: becameAs ?? null,
  });

  /** What is about pull requests of people; undefined for anything else. */
  const readReview = (path: string, url: URL): Answer | undefined => {
    const list = (chosen: (review: Review) => boolean): Answer =>
      paged(
        [...reviews].filter(([, review]) => chosen(review)).map(([number, review]) => reviewJson(number, review)),
        url,
        base,
      );
    const commit = /^\/commits\/([^/]+)\/pulls$/.exec(path)?.[1];
    if (commit !== undefined) return list(({ mergedAs }) => mergedAs === commit);
    const head = url.searchParams.get('head');
    if (path === '/pulls' && head !== null) return list((review) => `contoso:${review.head.ref}` === head);
    const [, kind, number, what] = /^\/(pulls|issues)\/(\d+)(?:\/(files|events))?$/.exec(path) ?? [];
    const review = reviews.get(Number(number));
    if (review === undefined) return undefined;
    if (kind === 'pulls' && what === 'files') return paged(review.files, url, base);
    if (kind === 'issues' && what === 'events') return paged(review.events, url, base);
    return kind === 'pulls' && what === undefined
      ? { status: 200, body: reviewJson(Number(number), review) }
      : undefined;
  };

  const read = (path: string, url: URL): Answer => {
    const ofIssue = /^\/issues\/(\d+)\/comments$/.exec(path);
    if (ofIssue !== null)
      return paged(comments.filter(({ issue }) => issue === Number(ofIssue[1])).map(commentJson), url, base);
    if (path === '/issues')
      return paged(issues.filter(({ state }) => state === url.searchParams.get('state')).map(issueJson), url, base);
    const reviewed = readReview(path, url);
    if (reviewed !== undefined) return reviewed;
    if (path === '/actions/artifacts') {
      const found = artifacts
        .filter(({ name }) => name === url.searchParams.get('name'))
        .map(({ name, run, expired = false, anonymous = false, createdAt }) => {
          const { headSha, fork = false, createdAt: begun } = runs.get(run) ?? {};
          const ids = anonymous ? {} : { repository_id: 1, head_repository_id: fork ? 2 : 1 };
          return {
            name,
            expired,
            created_at: createdAt ?? begun,
            workflow_run: { id: run, head_sha: headSha, ...ids },
          };
        });
      return { status: 200, body: { total_count: found.length, artifacts: found } };
    }
    const asked = Number(/^\/actions\/runs\/(\d+)$/.exec(path)?.[1]);
    const run = runs.get(asked);
    if (run !== undefined)
      return {
        status: 200,
        body: {
          id: asked,
          event: run.event,
          path: run.path,
          head_branch: run.headBranch,
          head_sha: run.headSha,
          status: run.conclusion === null ? 'in_progress' : 'completed',
          conclusion: run.conclusion,
          created_at: run.createdAt,
          repository: { full_name: run.repository ?? here },
          head_repository: run.fork === true ? null : { full_name: run.repository ?? here },
        },
      };
    if (path === '') return { status: 200, body: { default_branch: 'main' } };
    if (path === '/installation') return { status: 200, body: { id: 5 } };
    const commit = /^\/git\/commits\/(\w+)$/.exec(path)?.[1];
    if (commit !== undefined) return { status: 200, body: { tree: { sha: treeOfCommit.get(commit) ?? 'base' } } };
    const prefix = /^\/git\/matching-refs\/(.+)$/.exec(path)?.[1];
    if (prefix !== undefined)
      return paged(
        [...heads]
          .map(([name, sha]) => ({ ref: `refs/heads/${name}`, object: { sha } }))
          .filter(({ ref }) => ref.startsWith(`refs/${prefix}`)),
        url,
        base,
      );
    if (path === '/pulls')
      return paged(
        pullRequests.map(({ number, branch }) => ({ number, head: { ref: branch } })),
        url,
        base,
      );
    return { status: 404, body: { message: 'Not Found' } };
  };

  const point = (branch: string, sha: string): Answer => {
    heads.set(branch, sha);
    branches.set(branch, trees.get(treeOfCommit.get(sha) ?? '') ?? []);
    return { status: 200, body: {} };
  };

  /** What makes a pull request out of files. */
  const changeGit = (method: string, path: string, body: Body, by: string): Answer | undefined => {
    const sha = textIn(body, 'sha') ?? '';
    if (path === '/git/trees') {
      const entries: TreeEntry[] = JSON.parse(JSON.stringify(body['tree']));
      const name = `tree${nextId()}`;
      trees.set(name, entries);
      return { status: 201, body: { sha: name } };
    }
    if (path === '/git/commits') {
      const name = `commit${nextId()}`;
      treeOfCommit.set(name, textIn(body, 'tree') ?? '');
      return { status: 201, body: { sha: name } };
    }
    if (path === '/git/refs') return point((textIn(body, 'ref') ?? '').replace('refs/heads/', ''), sha);
    const branch = /^\/git\/refs\/heads\/(.+)$/.exec(path)?.[1];
    if (branch !== undefined) return point(branch, sha);
    const [title, text] = [textIn(body, 'title') ?? '', textIn(body, 'body') ?? ''];
    if (method === 'POST' && path === '/pulls') {
      const number = nextId();
      pullRequests.push({ number, title, body: text, branch: textIn(body, 'head') ?? '', by });
      return { status: 201, body: { number, html_url: `${base}/p/${number}` } };
    }
    const request = pullRequests.find(({ number }) => path === `/pulls/${number}`);
    if (request === undefined) return undefined;
    Object.assign(request, { title, body: text });
    return { status: 200, body: { number: request.number, html_url: `${base}/p/${request.number}` } };
  };

  const change = (method: string, path: string, body: Body): Answer => {
    const newComment = /^\/issues\/(\d+)\/comments$/.exec(path);
    if (method === 'POST' && newComment !== null) {
      const comment = { id: nextId(), issue: Number(newComment[1]), body: textIn(body, 'body') ?? '', user: bot };
      comments.push(comment);
      return { status: 201, body: commentJson(comment) };
    }
    const oldComment = /^\/issues\/comments\/(\d+)$/.exec(path);
    const comment = comments.find(({ id }) => id === Number(oldComment?.[1]));
    if (method === 'PATCH' && comment !== undefined) {
      comment.body = textIn(body, 'body') ?? comment.body;
      return { status: 200, body: commentJson(comment) };
    }
    if (method === 'POST' && path === '/issues') {
      const labels = Array.isArray(body['labels']) ? body['labels'].filter((label) => typeof label === 'string') : [];
      const issue: Issue = {
        number: nextId(),
        title: textIn(body, 'title') ?? '',
        body: textIn(body, 'body') ?? '',
        state: 'open',
        labels,
        user: bot,
        pullRequest: false,
      };
      issues.push(issue);
      return { status: 201, body: issueJson(issue) };
    }
    const issue = issues.find(({ number }) => number === Number(/^\/issues\/(\d+)$/.exec(path)?.[1]));
    if (method === 'PATCH' && issue !== undefined) {
      issue.title = textIn(body, 'title') ?? issue.title;
      issue.body = textIn(body, 'body') ?? issue.body;
      issue.state = textIn(body, 'state') === 'closed' ? 'closed' : issue.state;
      return { status: 200, body: issueJson(issue) };
    }
    return { status: 404, body: { message: 'Not Found' } };
  };

  return {
    contents: { comments, issues, artifacts, runs, reviews, pullRequests, branches },
    read,
    write: (method, path, body, by) => {
      if ((textIn(body, 'body')?.length ?? 0) > 65_536)
        return { status: 422, body: { message: 'body is too long (maximum is 65536 characters)' } };
      return changeGit(method, path, body, by) ?? change(method, path, body);
    },
  };
};
