import { expect, test } from '@jest/globals';
import { objectOf, textOrEmpty } from '../../../src/core/json.ts';
import { withExclusions } from '../../../src/core/overlays/exclusions.ts';
import { mergedDocument } from '../../../src/core/overlays/merged-document.ts';
import { sourced, type Sourced } from '../../../src/core/overlays/sourced.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const file = readDocument('rule.yaml', 'name: A\nquery: T\nexclude: []\n').document;
const config = readDocument('picket.yaml', 'overlays: []\n').document;
const type = { queries: [{ key: 'query', at: '/properties/query' as const }] };

const entry = { where: { User: 'ana' }, until: '2027-06-01', reason: 'known' };
const inFile = { in: 'file', at: '/exclude/0' } as const;
const inConfig = { in: 'config', at: '/workspaces/prod/overlays/0/exclude/0', layer: 'prod' } as const;

/** A query with a line for an exclusion of each place. */
const merged = (exclusions: readonly Sourced[], from = config) => {
  const root: Sourced = {
    is: 'mapping',
    origin: { in: 'file', at: '' },
    members: new Map<string, Sourced>([
      ['name', sourced('B', { in: 'config', at: '/workspaces/prod/overlays/0/set/name', layer: 'prod' })],
      ['query', sourced('T', { in: 'file', at: '/query' })],
      ['exclude', { is: 'list', origin: { in: 'file', at: '/exclude' }, items: exclusions }],
    ]),
  };
  return mergedDocument(file, from, withExclusions(root, type, Date.UTC(2026, 10, 22)).root);
};

test('what is wrong with a line of a query is said where the line is written', () => {
  const document = merged([sourced(entry, inFile), sourced(entry, inConfig)]);
  const query = textOrEmpty(objectOf(document.value)['query']);
  const lines = [...query.matchAll(/ana/g)].map(({ index }) => ({ start: index, end: index + 3 }));
  expect(lines.map((within) => document.elsewhere?.('/query', within))).toEqual([
    { document: file, at: inFile.at },
    { document: config, at: inConfig.at },
  ]);
  const start = { start: 0, end: 1 };
  expect([document.elsewhere?.('/query', start), document.elsewhere?.('/query')]).toEqual([undefined, undefined]);
  expect(document.elsewhere?.('/name', start)).toEqual({
    document: config,
    at: '/workspaces/prod/overlays/0/set/name',
    within: start,
  });
  expect(document.elsewhere?.('/name')).toEqual({ document: config, at: '/workspaces/prod/overlays/0/set/name' });
  expect(document.originsWithin('/query')).toEqual([inFile, inConfig]);
  expect([...document.layered]).toEqual(['name', 'exclude', 'query']);
});
