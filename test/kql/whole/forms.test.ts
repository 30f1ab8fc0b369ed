import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Span } from '../../../src/core/text/span.ts';
import { loadConditions, loadKql, loadStructure, type QueryCondition } from '../../../src/kql/index.ts';
import { everyKind } from './schema.ts';
import { keptOf } from './kept.ts';

const structureOf = await loadStructure();
const conditionsOf = await loadConditions();
const kql = await loadKql();
const file = (name: string): URL => new URL(name, import.meta.url);
const queriesIn = (name: string): readonly string[] => readFileSync(file(name), 'utf8').trim().split('\n\n');

const inWords = (condition: QueryCondition): string => {
  switch (condition.kind) {
    case 'unknown':
      return '?';
    case 'not':
      return `not(${inWords(condition.part)})`;
    case 'test':
      return `${JSON.stringify(condition.path)} ${condition.relation} ${JSON.stringify(condition.values)}`;
    case 'all':
    case 'any':
      return `${condition.kind}(${condition.parts.map(inWords).join(', ')})`;
  }
};

/** How a query is put together, what its filters ask for, and how it is laid out. */
const linesOf = (query: string): readonly string[] => {
  const oneLine = (text: string): string => text.replaceAll('\n', '⏎');
  const at = ({ start, end }: Span): string => `«${oneLine(query.slice(start, end))}»${start}-${end}`;
  const { filters, stages } = structureOf(query);
  return [
    ...filters.flatMap(({ span, conjuncts }) => [
      `where ${at(span)}`,
      ...conjuncts.map((each) =>
        [
          `  ${at(each.span)}`,
          ...(each.threshold === undefined ? [] : [at(each.threshold.between), at(each.threshold.limit)]),
        ].join(' '),
      ),
    ]),
    ...stages.map(
      ({ span, query: text, filter }) => `step ${at(span)}${filter === undefined ? '' : ' where'}: ${oneLine(text)}`,
    ),
    ...conditionsOf(query).map((condition) => `asks ${inWords(condition)}`),
    `laid out ${oneLine(kql.format(query))}`,
  ];
};

const queries = [...queriesIn('forms.txt'), ...queriesIn('queries.txt')];
const kept = keptOf(file('structures.txt'), queries, linesOf);

test.each(queries)('a query is read apart as it was: %s', (query) => {
  expect(linesOf(query)).toEqual(kept(query));
});

test('the facts of a query that is shown are those of one that is not', () => {
  const query = 'T | where A == "x"';
  expect(kql.analyze(query, everyKind)).toEqual(kql.analyze(query, everyKind, { analyzers: 'on', tokens: 'on' }));
});
