import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { answer } from './run.ts';

/** A query over rows of its own, and what it gives: its columns with their types, then its rows, or why it does not run. */
type Case = { readonly query: string; readonly answer: readonly string[] };

const folder = new URL('queries/', import.meta.url);
const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'query' in value && 'answer' in value;
const casesOf = (file: string): readonly Case[] =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const value: unknown = JSON.parse(line);
      return isCase(value) ? [value] : [];
    });

const answerOf = (query: string): readonly string[] => {
  try {
    return answer(query);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)];
  }
};

// A file holds one query a line; UPDATE_EXPECTED=1 writes what they give now, to be read before it is kept.
for (const file of readdirSync(folder)) {
  const cases = casesOf(file);
  if (process.env['UPDATE_EXPECTED'] === '1') {
    const lines = cases.map(({ query }) => JSON.stringify({ query, answer: answerOf(query) }));
    writeFileSync(new URL(file, folder), `${lines.join('\n')}\n`);
  }
  describe(`queries of ${file} give their rows`, () => {
    test.each(casesOf(file).map((each) => [each.query, each.answer] as const))('%s', (query, expected) => {
      expect(answerOf(query)).toEqual(expected);
    });
  });
}
