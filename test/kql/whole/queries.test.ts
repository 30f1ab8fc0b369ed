import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { QueryDiagnostic, QueryFacts } from '../../../src/core/query-facts.ts';
import type { Span } from '../../../src/core/text/span.ts';
import { loadKql } from '../../../src/kql/index.ts';
import { everyKind } from './schema.ts';
import { keptOf } from './kept.ts';

const kql = await loadKql();
const file = (name: string): URL => new URL(name, import.meta.url);

const queries = readFileSync(file('queries.txt'), 'utf8').trim().split('\n\n');

/** What is found out about a query, one finding or name a line, each with the text that it stands at and the offset of that. */
const linesOf = (query: string, facts: QueryFacts): readonly string[] => {
  const at = ({ start, end }: Span): string => `«${query.slice(start, end).replaceAll('\n', ' ')}»${start}-${end}`;
  const finding = ({ kind, code, severity, message, span, ...rest }: QueryDiagnostic): string =>
    [
      `${severity} ${kind} ${code} ${at(span)} ${message.replaceAll('\n', ' ')}`,
      ...(Object.keys(rest).length > 0 ? [JSON.stringify(rest)] : []),
    ].join(' ');
  const of = (what: string, { span, ...rest }: { readonly span: Span }): string =>
    `${what} ${at(span)} ${JSON.stringify(rest)}`;
  const { result } = facts;
  return [
    ...facts.diagnostics.map(finding),
    ...facts.tables.map((each) => of('table', each)),
    ...facts.functions.map((each) => of('function', each)),
    ...facts.watchlists.map((each) => of('watchlist', each)),
    ...facts.reaches.map((each) => of('reach', each)),
    ...facts.patterns.map((each) => of('pattern', each)),
    ...facts.lookBacks.map((each) => of('look-back', each)),
    ...facts.timespans.map((each) => of('timespan', each)),
    result === undefined
      ? 'no result'
      : `result ${result.complete ? 'complete' : 'incomplete'}${result.extensible === true ? ' extensible' : ''}: ${result.columns.map(({ name, type }) => `${name}:${type}`).join(' ')}`,
  ];
};

const factsOf = (query: string): readonly string[] =>
  linesOf(query, kql.analyze(query, everyKind, { analyzers: 'on' }));
const kept = keptOf(file('facts.txt'), queries, factsOf);

test.each(queries)('all facts about a query are what they were: %s', (query) => {
  expect(factsOf(query)).toEqual(kept(query));
});
