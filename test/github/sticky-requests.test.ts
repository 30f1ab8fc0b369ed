import { expect, test } from '@jest/globals';
import type { JsonValue } from '../../src/core/json.ts';
import type { GitHubApi } from '../../src/github/api.ts';
import { sayComment, sayIssue } from '../../src/github/sticky.ts';

/** An API over what is there, which keeps the requests that would write. */
const apiOver = (items: readonly JsonValue[]) => {
  const sent: JsonValue[] = [];
  const send: GitHubApi['send'] = (method, path, body) => {
    sent.push([method, path, body ?? null]);
    return Promise.resolve({ html_url: `https://github.com${path}` });
  };
  const list = (): Promise<readonly JsonValue[]> => Promise.resolve(items);
  const api: GitHubApi = { send, sendToRoot: send, list, listWhole: list };
  return { api, sent };
};

const user = { type: 'Bot' };

test('a key is marked by at most its first 200 characters, and found by them', async () => {
  const body = `<!-- picket:${'k'.repeat(200)} -->\ntext`;
  for (const key of ['k'.repeat(200), 'k'.repeat(201)]) {
    const { api, sent } = apiOver([]);
    await sayComment(api, 7, key, 'text');
    expect(sent).toEqual([['POST', '/issues/7/comments', { body }]]);
    const found = apiOver([
      { id: 3, user, body: `<!-- picket:${'k'.repeat(199)} -->\nx` },
      { id: 4, user, body },
    ]);
    expect(await sayComment(found.api, 7, key, 'other')).toMatchObject({ state: 'updated' });
    expect(found.sent).toEqual([
      ['PATCH', '/issues/comments/4', { body: `<!-- picket:${'k'.repeat(200)} -->\nother` }],
    ]);
  }
});

test('an issue is rewritten where its title or its text is another, with both', async () => {
  const body = '<!-- picket:drift -->\ntext';
  const asked = { key: 'drift', title: 'Drift', text: 'text', labels: ['picket'] };
  const over = async (items: readonly JsonValue[]) => {
    const { api, sent } = apiOver(items);
    const { state } = await sayIssue(api, asked);
    return [state, ...sent];
  };
  const there = { number: 5, user, title: 'Drift', body };
  expect(await over([])).toEqual(['created', ['POST', '/issues', { title: 'Drift', body, labels: ['picket'] }]]);
  expect(await over([{ ...there, body: `${body.replace('\n', '\r\n')}\r\n` }])).toEqual(['unchanged']);
  const rewritten = ['updated', ['PATCH', '/issues/5', { title: 'Drift', body }]];
  expect(await over([{ ...there, title: 'Old' }])).toEqual(rewritten);
  expect(await over([{ ...there, body: `${body} more` }])).toEqual(rewritten);
  const created = ['created', ['POST', '/issues', { title: 'Drift', body, labels: ['picket'] }]];
  expect(await over([{ ...there, user: { type: 'User' } }])).toEqual(created);
  expect(await over([{ ...there, pull_request: {} }])).toEqual(created);
});
