import type { Reviewed } from '../core/history.ts';
import { isObject, type JsonValue } from '../core/json.ts';
import type { GitHubApi } from './api.ts';

const at = (value: JsonValue | undefined, ...keys: readonly string[]): JsonValue | undefined =>
  keys.reduce<JsonValue | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);

const textAt = (value: JsonValue, ...keys: readonly string[]): string => {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : '';
};

/** Of reviewers each one's last word counts. */
export const approversIn = (reviews: readonly JsonValue[]): readonly string[] => {
  const last = new Map<string, string>();
  for (const review of reviews) {
    const state = textAt(review, 'state');
    if (state === 'APPROVED' || state === 'CHANGES_REQUESTED' || state === 'DISMISSED')
      last.set(textAt(review, 'user', 'login'), state);
  }
  return [...last].flatMap(([login, state]) => (state === 'APPROVED' && login !== '' ? [login] : []));
};

/**
 * The pull request that brought a commit, with who approved it; undefined where none did. Rejects like every request of the
 * API.
 */
export const reviewedIn = async (api: GitHubApi, commit: string): Promise<Reviewed | undefined> => {
  const merged = (await api.list(`/commits/${encodeURIComponent(commit)}/pulls`)).find(
    (request) => textAt(request, 'merged_at') !== '',
  );
  const number = at(merged, 'number');
  if (merged === undefined || typeof number !== 'number') return undefined;
  const reviews = await api.list(`/pulls/${number}/reviews`);
  return { number, author: textAt(merged, 'user', 'login'), approvers: approversIn(reviews) };
};
