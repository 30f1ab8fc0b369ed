/** The time that all threads of this process have had of the machine, in milliseconds: no one of them had more. */
const workOfProcess = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** How many times the budget may pass on the clock, for a thread that waits and does not work. */
const patience = 20;

/**
 * Calls `over` once a thread may have worked for so many milliseconds from now on. On a busy machine a minute of the clock
 * can be a second of work, so the clock alone proves nothing; past twenty times the budget it counts all the same. Gives
 * what ends the wait.
 */
export const afterWork = (
  milliseconds: number,
  over: () => void,
  worked: () => number = workOfProcess,
): (() => void) => {
  const begun = worked();
  let waited = 0;
  let timer: NodeJS.Timeout;
  const wait = (delay: number): void => {
    timer = setTimeout(() => {
      waited += delay;
      const left = Math.min(milliseconds - (worked() - begun), milliseconds * patience - waited);
      if (left > 0) wait(Math.ceil(left));
      else over();
    }, delay);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
};
