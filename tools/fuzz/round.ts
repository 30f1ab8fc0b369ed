import type { FuzzKind } from './kinds.ts';
import { randomFrom } from './mutate.ts';

/** Milliseconds of processor time that one input may take: a hundred times of what the slowest usually do. */
const budget = 5000;

export type Round = {
  readonly text: string;
  /** What went wrong; undefined where nothing did. */
  readonly fault: string | undefined;
  /** Of processor time. */
  readonly milliseconds: number;
};

/** Why a text breaks what must hold of its kind; undefined where it does not. */
export const faultOf = async (kind: FuzzKind, text: string): Promise<string | undefined> => {
  try {
    await kind.check(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
};

/** Makes up one input from a number and checks it: the same number gives the same input. */
export const fuzzRound = async (kind: FuzzKind, number: number): Promise<Round> => {
  const text = kind.make(randomFrom(number));
  const before = process.cpuUsage();
  const fault = await faultOf(kind, text);
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  const slow = milliseconds > budget ? `it took ${Math.round(milliseconds)} ms of processor time` : undefined;
  return { text, fault: fault ?? slow, milliseconds };
};
