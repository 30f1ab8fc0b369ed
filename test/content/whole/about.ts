import { cut } from '../../../src/core/text/cut.ts';

/** A kind of question, and each question with its answer, as lines; a long question is told by its beginning. */
export const about = <Question>(
  kind: string,
  questions: readonly Question[],
  answer: (question: Question) => unknown,
): readonly string[] => [
  `## ${kind}`,
  ...questions.flatMap((question, index) => [
    `${index + 1} ${cut(JSON.stringify(question) ?? 'nothing', 160)}`,
    `  ${JSON.stringify(answer(question)) ?? 'nothing'}`,
  ]),
];
