import { describe, expect, test } from '@jest/globals';
import { canonical, cut, isHunting, normalize, wire } from '../../../src/content/hunting-query/body.ts';
import { savedSearches } from '../../../src/content/saved-search.ts';
import { huntingQuery } from '../../../src/content/hunting-query/index.ts';
import { hasTimes, withTimes } from '../../../src/content/hunting-query/times.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const type = defineContentType(huntingQuery);
const context = { now: 0 };

const file = {
  id: '7c2f4f0e-3b0a-4d6b-8a51-0d9f1a6e2b01',
  name: 'Legacy sign-ins',
  description: "'Old protocols.'",
  tactics: ['InitialAccess', 'CredentialAccess'],
  relevantTechniques: ['T1110.003', 'T1110'],
  tags: ['reviewed', { Area: 'identity' }],
  query: 'SigninLogs\n| take 1\n',
  queryPeriod: '1d',
};

const body = type.complete(file)?.render(context).body ?? {};

const answered = (tags: readonly JsonObject[]): JsonObject => ({
  etag: 'W/"1"',
  id: '/x/savedSearches/q',
  properties: {
    category: 'hunting queries',
    displayName: 'Legacy sign-ins',
    query: 'SigninLogs\n| take 1',
    tags,
    version: 2,
  },
});

describe('a hunting query', () => {
  test('is a saved search: what it has no place for is a tag, or stays in the file', () => {
    expect(body).toEqual({
      properties: {
        category: 'Hunting Queries',
        displayName: 'Legacy sign-ins',
        query: 'SigninLogs\n| take 1',
        tags: [
          { name: 'description', value: 'Old protocols.' },
          { name: 'tactics', value: 'InitialAccess,CredentialAccess' },
          { name: 'techniques', value: 'T1110.003,T1110' },
          { name: 'Area', value: 'identity' },
        ],
      },
    });
  });

  test.each([
    ['in another order, with blanks', { tactics: 'CredentialAccess, InitialAccess', techniques: 'T1110,T1110.003' }],
    [
      'as Microsoft Repositories writes them',
      { tactics: 'InitialAccess,CredentialAccess', relevantTechniques: 'T1110.003,T1110' },
    ],
    [
      'with sub-techniques apart',
      { Tactics: 'InitialAccess,CredentialAccess', techniques: 'T1110', subTechniques: 'T1110.003' },
    ],
    [
      'without a technique that its sub-technique says',
      { tactics: 'InitialAccess,CredentialAccess', techniques: 'T1110.003' },
    ],
  ])('compares equal to tags %s', (_, tags) => {
    const list = Object.entries({ Area: 'identity', description: 'Old protocols.', ...tags });
    const live = answered(list.map(([name, value]) => ({ name, value })));
    expect(normalize(live)).toEqual(normalize(body));
    expect(normalize(normalize(live))).toEqual(normalize(live));
  });

  test('is made again of its canonical body', () => {
    expect(normalize(wire(normalize(body)))).toEqual(normalize(body));
    expect(wire(body)).toEqual(body);
  });

  test('becomes a file that gives an equal body', () => {
    const value = type.file.valueOf(
      answered([
        { name: 'tactics', value: 'Impact' },
        { name: 'Team', value: 'SOC' },
      ]),
      'q',
    );
    expect(value).toEqual({
      id: 'q',
      name: 'Legacy sign-ins',
      tactics: ['Impact'],
      tags: [{ Team: 'SOC' }],
      query: 'SigninLogs\n| take 1',
    });
    const again = type.complete(value)?.render(context).body ?? {};
    expect(normalize(again)).toEqual({
      properties: {
        displayName: 'Legacy sign-ins',
        tactics: ['Impact'],
        tags: { Team: 'SOC' },
        query: 'SigninLogs\n| take 1',
      },
    });
  });

  test.each([
    ['a name with a value', [{ Area: 'identity' }]],
    ['a tag as the service has it', [{ name: 'Area', value: 'identity' }]],
  ])('takes tags as %s', (_, tags) => {
    const read = type.complete({ id: 'q', name: 'Q', query: 'X', tags })?.render(context).body ?? {};
    expect(normalize(read)).toMatchObject({ properties: { tags: { Area: 'identity' } } });
  });

  test('has techniques of any text, since they become a tag; empty ones are left out', () => {
    const loose =
      type.complete({ ...file, relevantTechniques: ['T1110', null, ' ', 'T9'] })?.render(context).body ?? {};
    expect(JSON.stringify(loose)).toContain('{"name":"techniques","value":"T1110,T9"}');
  });

  test('takes changes of tags and techniques into its file, and keeps what only documents', () => {
    const text = 'id: q\nname: Q\ntechniques:\n  - T1110 # spray\ntags:\n  - reviewed\n  - Area: identity\nquery: X\n';
    const { document } = readDocument('q.yaml', text);
    const live = {
      properties: { displayName: 'Q', query: 'X', techniques: ['T1078', 'T1110'], tags: { Area: 'cloud' } },
    };
    const merged = type.file.merge(document, live, { apiVersion: '', now: 0 });
    expect(merged).toEqual({
      written: ['techniques', 'tags'],
      refused: [],
      text: expect.stringMatching(/T1110 # spray\n[^]*- reviewed\n {2}- Area: cloud\n/),
    });
  });

  test('sends a long description cut at the end of a sentence, of a word, or anywhere', () => {
    const sentence = `${'word '.repeat(30).trim()}. `;
    expect(cut('short')).toBe('short');
    expect(cut(sentence.repeat(2))).toBe(`${sentence}…`);
    expect(cut('word '.repeat(100))).toMatch(/word …$/);
    for (const text of ['x'.repeat(400), '😀'.repeat(200), sentence.repeat(9)]) {
      expect(cut(text).length).toBeLessThanOrEqual(255);
      expect(cut(cut(text))).toBe(cut(text));
      expect(cut(text).isWellFormed()).toBe(true);
    }
  });

  test('says what of a live search Picket does not know', () => {
    const live = { ...answered([]), properties: { category: 'Hunting Queries', query: 'X', functionAlias: 'f' } };
    expect(canonical.unknownProperties(live)).toEqual(['/properties/functionAlias']);
  });

  test('has the times of the portal filled in, each character at its place', () => {
    const query = "T | where TimeGenerated between (datetime({{StartTimeISO}}) .. todatetime('{{EndTimeISO}}'))";
    expect(hasTimes(query)).toBe(true);
    expect(withTimes(query).length).toBe(query.length);
    expect(withTimes(query)).not.toContain('{{');
    expect(hasTimes(withTimes(query))).toBe(false);
  });
});

/** As lists of 2021 and 2024 had them: names with capitals, no etag where a search is built in. */
const listed = (capital: boolean, search: { readonly category: string; readonly etag?: string }): JsonObject => {
  const at = (name: string): string => (capital ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name);
  return {
    ...(search.etag === undefined ? {} : { etag: search.etag }),
    properties: {
      [at('category')]: search.category,
      [at('displayName')]: 'Legacy sign-ins',
      [at('query')]: 'SigninLogs\n| take 1',
      [at('tags')]: [{ [at('name')]: 'tactics', [at('value')]: 'Impact' }],
      [at('version')]: 2,
    },
  };
};

describe('saved searches of every year', () => {
  test.each([true, false])('read alike, with capital letters: %s', (capital) => {
    const body = savedSearches.read(listed(capital, { category: 'Hunting Queries', etag: 'W/"1"' }));
    expect(isHunting({ body, etag: 'W/"1"' })).toBe(true);
    expect(normalize(body)).toEqual({
      properties: { displayName: 'Legacy sign-ins', tactics: ['Impact'], query: 'SigninLogs\n| take 1' },
    });
  });

  test('that are built in, functions or plain ones are never ours', () => {
    expect(
      isHunting({ body: savedSearches.read(listed(true, { category: 'Hunting Queries' })), etag: undefined }),
    ).toBe(false);
    expect(isHunting({ body: savedSearches.read(listed(false, { category: 'Functions' })), etag: 'W/"1"' })).toBe(
      false,
    );
    expect(isHunting({ body: {}, etag: 'W/"1"' })).toBe(false);
  });
});
