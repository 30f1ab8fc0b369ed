import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { sha256 } from '../../../src/core/digest.ts';
import { isArray, isObject, type JsonValue, textOf } from '../../../src/core/json.ts';
import { settingMatrix, type SettingOverrides } from '../../../src/emulator/index.ts';
import { emulator, id, preview, workspace } from '../arm.ts';
import { furtherAsked } from './every-setting/more-requests.ts';
import { asked, group, type Asked } from './every-setting/requests.ts';
import { updateExpected } from '../../expected.ts';

/** Loading the KQL engine takes seconds, more on a busy machine. */
jest.setTimeout(120_000);

/** Ids and etags that are made of what came before: by the order in which they come. */
const settling = (): ((text: string) => string) => {
  const seen = new Map<string, string>();
  return (text) =>
    text.replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}/gi, (found) => {
      if (/^(?:aaaaaaaa|11111111|bbbbbbbb)-/i.test(found)) return found;
      const name = seen.get(found) ?? `<id ${seen.size + 1}>`;
      seen.set(found, name);
      return name;
    });
};

const shortened = (text: string): string =>
  text
    .replaceAll(workspace, '~')
    .replaceAll(group, '~~')
    .replaceAll(/v{60,}/g, (found) => `<${found.length} v>`);

/** What was said to each request: a title, and the answer at each place of it. */
const conversation = async (settings: SettingOverrides, requests: readonly Asked[] = asked) => {
  const { transport, clock } = emulator(settings);
  const etags = new Map<string, string>();
  const settled = settling();
  const said: { readonly title: string; readonly places: ReadonlyMap<string, string> }[] = [];
  for (const each of requests) {
    if (typeof each === 'number') {
      clock.advance(each);
      continue;
    }
    const [method, path, body, given = {}] = each;
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('{etag}', etags.get(path) ?? '')]),
    );
    const answer = await transport({
      method,
      url: path.startsWith('https:')
        ? path
        : `https://management.azure.com${path}${path.includes('?') ? '&' : '?'}api-version=${preview}`,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { 'x-ms-request-id': _numbered, 'content-type': _type, etag, ...others } = answer.headers;
    const text = answer.body;
    const parsed: JsonValue = text.startsWith('{') ? JSON.parse(text) : text;
    const own = etag ?? (isObject(parsed) ? textOf(parsed['etag']) : undefined);
    if (own !== undefined) etags.set(path, own);
    const places = new Map<string, string>([['', String(answer.status)]]);
    const walk = (value: JsonValue, place: string): void => {
      if (isObject(value) && Object.keys(value).length > 0)
        for (const [key, member] of Object.entries(value)) walk(member, `${place}/${key}`);
      else if (isArray(value) && value.some((item) => typeof item === 'object'))
        value.forEach((item, index) => walk(item, `${place}/${index}`));
      else places.set(place, shortened(settled(JSON.stringify(value))));
    };
    walk({ ...others, ...(etag === undefined ? {} : { etag }) }, 'headers');
    walk(parsed, '');
    const conditions = Object.entries(given).map(([name, value]) => ` ${name}: ${value}`);
    said.push({ title: shortened(`${method} ${path}${conditions.join('')}`), places });
  }
  return said;
};

/** Further values, whose alternatives the matrix leaves out since it runs over whole deployments. */
const more: readonly { readonly name: string; readonly overrides: SettingOverrides }[] = [
  { name: 'unknown tables are refused', overrides: { unknownTables: 'refused' } },
  { name: 'start times are not checked', overrides: { startTimes: 'unchecked' } },
  { name: 'a file hash names its algorithm', overrides: { fileHash: 'algorithm-required' } },
  {
    name: 'tables, functions, rows and searches of its own',
    overrides: {
      tables: [
        { name: 'Own_CL', columns: { A: 'string' } },
        { name: 'Basic_CL', plan: 'Basic' },
      ],
      functions: ['Known'],
      rows: [{ table: 'SigninLogs', columns: [{ name: 'A', type: 'string' }], rows: [['a']] }],
      builtInSearches: [
        {
          name: 'LogManagement(law)_Own',
          properties: { category: 'Log Management', displayName: 'Own', query: 'Heartbeat' },
        },
      ],
    },
  },
  {
    name: 'two writes at once, and no word of when to come again',
    overrides: { throttle: { writes: { size: 2, perSecond: 0.5 }, retryAfter: 'absent', earlyRetry: 'restarts' } },
  },
  { name: 'few rules are allowed', overrides: { quotas: { scheduled: 1, nrt: 0 } } },
  { name: 'ids are free again after an hour', overrides: { tombstoneHours: 1 } },
  { name: 'another workspace alone is there', overrides: { workspaces: ['other'] } },
  {
    name: 'reading is all that is allowed',
    overrides: { denied: ['*/write', 'Microsoft.Insights/eventtypes/*', '*/query/read'] },
  },
  { name: 'nothing of blobs is allowed', overrides: { denied: ['Microsoft.Storage/*'] } },
  { name: 'the caller is an application', overrides: { caller: id(77) } },
  { name: 'not onboarded', overrides: { onboarded: false } },
  { name: 'a tactic for a technique', overrides: { techniqueTactics: { T1110: ['Discovery'] } } },
  ...(['empty', 'empty-once', 'partial', 'duplicated', 'reordered'] as const).flatMap((mode) => [
    { name: `lists of rules are ${mode}`, overrides: { ruleLists: mode } },
    { name: `lists of metadata are ${mode}`, overrides: { metadataLists: mode } },
  ]),
];

/** What is made of all that came before, and so differs wherever anything does. */
const bare = (text = '(nothing)'): string => text.replaceAll(/<id \d+>/g, '<id>');

const cut = (text: string): string =>
  text.length <= 100 ? text : `${text.slice(0, 60)}… ${sha256(text).slice(0, 12)}`;

/** How an answer differs; of one with another status what it says instead, of a long one the beginning and a digest. */
const otherwise = (
  title: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] => {
  const isOther = before.get('') !== after.get('');
  const said = [...new Set([...before.keys(), ...after.keys()])]
    .filter(
      (place) => !place.startsWith('headers/x-ms-ratelimit') && bare(before.get(place)) !== bare(after.get(place)),
    )
    .filter((place) => !isOther || place === '' || place.startsWith('headers/') || /message/.test(place))
    .map((place) => `${place} ${cut(bare(before.get(place)))} -> ${cut(bare(after.get(place)))}`.trim());
  const rest = said.slice(6);
  if (said.length === 0) return [];
  return [
    `===== ${title}`,
    ...said.slice(0, 6),
    ...(rest.length === 0 ? [] : [`and ${rest.length} more, ${sha256(rest.join('\n')).slice(0, 12)}`]),
  ];
};

const folder = new URL('every-setting/', import.meta.url);
/** The text that was read once; with UPDATE_EXPECTED=1 that is what is said now. */
const readOnce = (name: string, said: string): string => {
  const file = new URL(name, folder);
  updateExpected(file, () => said);
  return readFileSync(file, 'utf8');
};

describe('a conversation about every collection', () => {
  test.each<[string, string, readonly Asked[]]>([
    ['', 'defaults.txt', asked],
    [', also where no setting concerns it', 'further.txt', furtherAsked],
  ])('is answered as it was read once%s', async (_, name, requests) => {
    const said = await conversation({}, requests);
    const lines = said.flatMap(({ title, places }) => [
      `===== ${title}`,
      ...[...places].map(([place, value]) => `${place} ${value}`.trim()),
    ]);
    const text = `${lines.join('\n')}\n`;
    expect(text).toBe(readOnce(name, text));
  });

  test('is answered otherwise by each setting, where that says so and nowhere else', async () => {
    const usual = await conversation({});
    const lines: string[] = [];
    for (const { name, overrides } of [...settingMatrix(), ...more]) {
      lines.push(`########## ${name}`);
      for (const [index, { title, places }] of (await conversation(overrides)).entries())
        lines.push(...otherwise(title, usual[index]?.places ?? new Map<string, string>(), places));
    }
    const text = `${lines.join('\n')}\n`;
    expect(text).toBe(readOnce('each.txt', text));
  });
});
