/** Pieces of work at a time: one by one a disk and a service idle, many at once only pile up memory. */
const together = 8;

/** Runs work over items, several at a time, in their order; stops beginning new ones once the signal has fired. */
export const forEachOf = async <T>(
  items: readonly T[],
  stop: AbortSignal | undefined,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      next += 1;
      const item = items[index];
      if (stop?.aborted === true || item === undefined) return;
      await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, items.length) }, worker));
};
