import type { Io } from '../core/io.ts';

/** What is wrong with an answer, as one sentence; undefined for a good one. */
export type Check = (answer: string) => string | undefined;

/**
 * Asks until the answer is good; an empty answer takes the default. Undefined where there is nobody to ask (any more).
 */
export const askUntil = async (
  io: Pick<Io, 'ask' | 'err'>,
  question: string,
  { fallback, check }: { readonly fallback: string; readonly check: Check },
): Promise<string | undefined> => {
  for (;;) {
    const answer = await io.ask(fallback === '' ? `${question} ` : `${question} [${fallback}] `);
    if (answer === undefined) return undefined;
    const value = answer.trim() === '' ? fallback : answer.trim();
    const problem = check(value);
    if (problem === undefined) return value;
    io.err.write(`  ${problem}\n`);
  }
};

/** Something at all. */
export const filled: Check = (answer) => (answer === '' ? 'It cannot be empty.' : undefined);

/** One of some words, in any case. */
export const oneOf =
  (words: readonly string[]): Check =>
  (answer) =>
    words.some((word) => word.toLowerCase() === answer.toLowerCase())
      ? undefined
      : `Answer one of ${words.join(', ')}.`;
