import { describe, expect, test } from '@jest/globals';
import { casesIn, filesIn, updateCases } from '../../jsonl.ts';
import { RunError, type RunFinding } from '../../../src/kql/run/program.ts';
import { answerOf, compilationOf, type Choice } from './run.ts';

/**
 * A query over rows of its own, and what it gives: its columns with their types, then its rows, or why it does not run.
 * `besides` is what is told of it apart from that: that its rows are ordered, where the language leaves a choice open and
 * what the other choice gives, the place of what keeps it from running. Those of made-up.jsonl were made up by chance and
 * chosen because nothing else told some defect of the interpreter by its answer.
 */
type Case = { readonly query: string; readonly answer: readonly string[]; readonly besides?: readonly string[] };

const isCase = (value: unknown): value is Case =>
  typeof value === 'object' && value !== null && 'query' in value && 'answer' in value;

const saidOf = (query: string, findings: readonly RunFinding[]): Omit<Case, 'query'> => ({
  answer: findings.flatMap(({ code, message }) => `${code} ${message}`.split('\n')),
  besides: findings.map(({ span, name, notGiven }) => {
    const what = [name, notGiven].filter((each) => each !== undefined).join(' ');
    return `${what === '' ? '' : `${what} `}at \`${query.slice(span.start, span.end)}\``;
  }),
});

const toldOf = (query: string): Omit<Case, 'query'> => {
  const compilation = compilationOf(query);
  if (!compilation.ok) return saidOf(query, compilation.errors);
  const { program } = compilation;
  const given = (choice: Choice): readonly string[] => answerOf(program, { choice });
  try {
    const answer = given('first');
    const last = given('last');
    // What one run leaves behind must not change the next one.
    expect(given('first')).toEqual(answer);
    const { ordered } = program.run({ table: () => undefined, now: 0 });
    const besides = [
      ...(ordered ? ['ordered'] : []),
      ...program.arbitrary.map(({ name, span }) => `${name} at \`${query.slice(span.start, span.end)}\``),
      ...(last.join('\n') === answer.join('\n') ? [] : ['or', ...last.slice(1)]),
    ];
    return { answer, ...(besides.length === 0 ? {} : { besides }) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return saidOf(query, [error.finding]);
  }
};

for (const [name, file] of filesIn(new URL('queries/', import.meta.url))) {
  updateCases(file, () => casesIn(file, isCase).map(({ query }) => ({ query, ...toldOf(query) })));
  describe(`queries of ${name} give their rows`, () => {
    const cases = casesIn(file, isCase).map((each) => [each.query, each] as const);
    test.each(cases)('%s', (query, told) => {
      expect({ query, ...toldOf(query) }).toEqual(told);
    });
  });
}
