import type { Io } from '../core/io.ts';
import type { Outcome } from '../core/change.ts';
import { outcomeLine } from '../report/outcomes.ts';
import { styleOf } from '../report/style.ts';

/** Where the progress of a deployment goes. */
export type Progress = { readonly finished: (outcome: Outcome) => void; readonly end: () => void };

const bar = (done: number, total: number, width: number): string => {
  const filled = total === 0 ? width : Math.round((done / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
};

/**
 * Progress on standard error: on a terminal one line that is redrawn, elsewhere a plain line per change. What went
 * wrong stays on the screen.
 */
export const showProgress = (io: Pick<Io, 'err'>, total: number): Progress => {
  const style = styleOf({ colour: io.err.colour, columns: io.err.columns() });
  if (!io.err.interactive)
    return { finished: (outcome) => io.err.write(`${outcomeLine(outcome, style).trim()}\n`), end: () => undefined };
  let done = 0;
  const draw = (): void => io.err.write(`\r\u001b[2K${bar(done, total, 24)} ${done}/${total}`);
  draw();
  return {
    finished: (outcome) => {
      done += 1;
      if (outcome.status !== 'written') io.err.write(`\r\u001b[2K${outcomeLine(outcome, style)}\n`);
      draw();
    },
    end: () => io.err.write('\r\u001b[2K'),
  };
};
