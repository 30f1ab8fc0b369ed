import { PicketError } from '../core/errors.ts';
import { isObject, type JsonObject, type JsonValue, textOrEmpty } from '../core/json.ts';
import { percentDecoded } from '../core/text/notation.ts';
import type { GitHubApi } from './api.ts';

/** What became of a comment or an issue. */
export type Said = { readonly state: 'created' | 'updated' | 'unchanged' | 'closed' | 'nothing'; readonly url: string };

/** Characters that GitHub takes in a comment or an issue. */
export const bodyLimit = 65_536;

/**
 * The first line of what Picket says under a key, by which it finds it again; no reader sees it. What could end an HTML
 * comment is encoded, whatever the key is.
 */
const markerOf = (key: string): string => `<!-- picket:${encoded(key)} -->`;

const encoded = (key: string): string =>
  encodeURIComponent(key.slice(0, 200)).replaceAll('-', '%2D').replaceAll('%2F', '/');

const bodyOf = (key: string, text: string): string => {
  const body = `${markerOf(key)}\n${text}`;
  if (body.length > bodyLimit) throw new RangeError(`a comment of ${body.length} characters`);
  return body;
};

/** What an app wrote: a person could put a marker into a text of his own. */
const byApps = (items: readonly JsonValue[]): readonly JsonObject[] =>
  items.filter(isObject).filter(({ user }) => isObject(user) && user['type'] === 'Bot');

/** The oldest one under a key. */
const ours = (items: readonly JsonValue[], key: string): JsonObject | undefined =>
  byApps(items).find((item) => textOrEmpty(item['body']).startsWith(markerOf(key)));

const numberOf = (value: JsonValue, key: string): number => {
  const found = isObject(value) ? value[key] : undefined;
  if (typeof found !== 'number')
    throw new PicketError('service', `GitHub's answer has no ${key}.`, { code: 'github-failed' });
  return found;
};

const urlOf = (value: JsonValue): string => (isObject(value) ? textOrEmpty(value['html_url']) : '');

/** GitHub gives line ends back as CRLF. */
const same = (left: string, right: string): boolean => left.replaceAll('\r\n', '\n').trim() === right.trim();

/** Says a text as one comment of a pull request: the one under this key is rewritten, and made where there is none. */
export const sayComment = async (api: GitHubApi, pullRequest: number, key: string, text: string): Promise<Said> => {
  const body = bodyOf(key, text);
  const existing = ours(await api.list(`/issues/${pullRequest}/comments`), key);
  if (existing === undefined)
    return { state: 'created', url: urlOf(await api.send('POST', `/issues/${pullRequest}/comments`, { body })) };
  if (same(textOrEmpty(existing['body']), body)) return { state: 'unchanged', url: urlOf(existing) };
  const answer = await api.send('PATCH', `/issues/comments/${numberOf(existing, 'id')}`, { body });
  return { state: 'updated', url: urlOf(answer) };
};

const openIssues = async (api: GitHubApi): Promise<readonly JsonValue[]> => {
  const issues = await api.list('/issues?state=open&sort=created&direction=asc');
  // Pull requests are issues to this list.
  return issues.filter((issue) => isObject(issue) && issue['pull_request'] === undefined);
};

const openIssue = async (api: GitHubApi, key: string): Promise<JsonObject | undefined> =>
  ours(await openIssues(api), key);

/** The keys of the open issues that begin so (`exclusions/`), to close those that nothing is said under any more. */
export const openIssueKeys = async (api: GitHubApi, beginning: string): Promise<readonly string[]> =>
  byApps(await openIssues(api)).flatMap((issue) => {
    const [line = ''] = textOrEmpty(issue['body']).split('\n', 1);
    const key = /^<!-- picket:(\S{1,2000}) -->\s*$/.exec(line)?.[1];
    const name = key === undefined ? undefined : percentDecoded(key);
    return name?.startsWith(beginning) === true ? [name] : [];
  });

/** Says a text as the one open issue under a key: rewritten where there is one, else opened. */
export const sayIssue = async (
  api: GitHubApi,
  issue: { readonly key: string; readonly title: string; readonly text: string; readonly labels: readonly string[] },
): Promise<Said> => {
  const body = bodyOf(issue.key, issue.text);
  const existing = await openIssue(api, issue.key);
  if (existing === undefined)
    return {
      state: 'created',
      url: urlOf(await api.send('POST', '/issues', { title: issue.title, body, labels: issue.labels })),
    };
  if (same(textOrEmpty(existing['body']), body) && textOrEmpty(existing['title']) === issue.title)
    return { state: 'unchanged', url: urlOf(existing) };
  const answer = await api.send('PATCH', `/issues/${numberOf(existing, 'number')}`, { title: issue.title, body });
  return { state: 'updated', url: urlOf(answer) };
};

/** Closes the open issue under a key with a last word; nothing where there is none. */
export const closeIssue = async (api: GitHubApi, key: string, lastWord: string): Promise<Said> => {
  const existing = await openIssue(api, key);
  if (existing === undefined) return { state: 'nothing', url: '' };
  const number = numberOf(existing, 'number');
  await api.send('POST', `/issues/${number}/comments`, { body: lastWord });
  const answer = await api.send('PATCH', `/issues/${number}`, { state: 'closed', state_reason: 'completed' });
  return { state: 'closed', url: urlOf(answer) };
};
