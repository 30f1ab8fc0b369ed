import type { Clock } from '../ports.ts';

/** So often a request to a forge is sent. */
const attempts = 4;

/** The longest wait that a forge may ask for, in seconds; a longer one ends the run with its message. */
export const longestWait = 60;

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** True for an address that a token may go to: over HTTPS, or on this machine. */
export const isSafeAddress = (address: string): boolean => address.startsWith('https://') || loopback.test(address);

/** What came of one attempt: an answer, or so many milliseconds to wait before the next; undefined is longer each time. */
export type Attempt<T> = { readonly answer: T } | { readonly wait: number | undefined };

/**
 * Tries until there is an answer. `attempt` is told whether it is the last one, which rejects rather than wait. Rejects with
 * what an attempt rejects with, and as the clock's `sleep` does where the signal ends a wait.
 */
export const tried = async <T>(
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal },
  attempt: (isLast: boolean) => Promise<Attempt<T>>,
): Promise<T> => {
  for (let count = 1; ; count += 1) {
    const came = await attempt(count >= attempts);
    if ('answer' in came) return came.answer;
    await clock.sleep(came.wait ?? 500 * 2 ** count, signal);
  }
};
