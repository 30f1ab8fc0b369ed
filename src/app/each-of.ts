/** Pieces of work at a time: one by one a disk and a service idle, many at once only pile up memory. */
const together = 8;

/**
 * Runs work over items, at most so many at a time, in their order; begins no new one once the signal has fired or one has failed.
 * Rejects with the first failure when those that were begun have ended.
 */
export const forEachOf = async <T>(
  items: readonly T[],
  stop: AbortSignal | undefined,
  work: (item: T, index: number) => Promise<void>,
  atOnce = together,
): Promise<void> => {
  let next = 0;
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      const item = items[index];
      if (stop?.aborted === true || failures.length > 0 || item === undefined) return;
      try {
        await work(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
};
