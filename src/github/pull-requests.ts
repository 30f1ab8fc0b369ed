import type { DriftIssue, PullRequestReview } from '../core/evidence/forge.ts';
import { isObject, objectOf, textOf, type JsonObject, type JsonValue } from '../core/json.ts';
import type { GitHubApi } from './api.ts';

const loginOf = (value: JsonObject): string => textOf(objectOf(value['user'])['login']) ?? '';

/** Of reviewers each one's last word counts. */
const approversIn = (reviews: readonly JsonValue[]): readonly string[] => {
  const last = new Map<string, string>();
  for (const review of reviews) {
    const { state, user } = objectOf(review);
    if (state === 'APPROVED' || state === 'CHANGES_REQUESTED' || state === 'DISMISSED')
      last.set(textOf(objectOf(user)['login']) ?? '', state);
  }
  return [...last].flatMap(([login, state]) => (state === 'APPROVED' && login !== '' ? [login] : []));
};

/** A pull request and its reviews. Rejects like every request of the API. */
export const reviewsOf = async (api: GitHubApi, number: number): Promise<PullRequestReview> => {
  const request = objectOf(await api.send('GET', `/pulls/${number}`));
  return {
    number,
    url: textOf(request['html_url']) ?? '',
    author: loginOf(request),
    approvers: approversIn(await api.list(`/pulls/${number}/reviews`)),
  };
};

/** The number of the pull request that a commit was merged by; undefined where there was none. */
export const mergedBy = async (api: GitHubApi, commit: string): Promise<number | undefined> => {
  const listed = (await api.list(`/commits/${encodeURIComponent(commit)}/pulls`)).filter(isObject);
  const number = listed.find((request) => textOf(request['merged_at']) !== undefined)?.['number'];
  return typeof number === 'number' ? number : undefined;
};

/** The issues about drift that Picket opened and somebody touched since a moment (ISO 8601). */
export const driftIssues = async (api: GitHubApi, since: string): Promise<readonly DriftIssue[]> => {
  const issues = await api.list(`/issues?state=all&since=${encodeURIComponent(since)}&sort=created&direction=asc`);
  return issues.filter(isObject).flatMap((issue) => {
    const key = /^<!-- picket:drift\/([^\s]+) -->/.exec(textOf(issue['body']) ?? '')?.[1];
    if (key === undefined || objectOf(issue['user'])['type'] !== 'Bot') return [];
    return [
      {
        workspace: decoded(key),
        opened: textOf(issue['created_at']) ?? '',
        closed: textOf(issue['closed_at']) ?? '',
        url: textOf(issue['html_url']) ?? '',
      },
    ];
  });
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
