import { describe, expect, test } from '@jest/globals';
import { casesIn, filesIn, updateCases } from '../../jsonl.ts';
import { answer } from './run.ts';

/**
 * A query over rows of its own, and what it gives: its columns with their types, then its rows, or why it does not run. Those
 * of made-up.jsonl were made up by chance and chosen because nothing else told some defect of the interpreter by its answer.
 */
type Case = { readonly query: string; readonly answer: readonly string[] };

const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'query' in value && 'answer' in value;

const answerOf = (query: string): readonly string[] => {
  try {
    return answer(query);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)];
  }
};

for (const [name, file] of filesIn(new URL('queries/', import.meta.url))) {
  updateCases(file, () => casesIn(file, isCase).map(({ query }) => ({ query, answer: answerOf(query) })));
  describe(`queries of ${name} give their rows`, () => {
    const cases = casesIn(file, isCase).map((each) => [each.query, each.answer] as const);
    test.each(cases)('%s', (query, expected) => {
      expect(answerOf(query)).toEqual(expected);
    });
  });
}
