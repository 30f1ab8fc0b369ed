import type { Event } from '../core/ports.ts';
import type { Io } from '../core/io.ts';
import { inert, styleOf } from '../report/text/style.ts';

/** Where the progress of a deployment goes: hears the run's events, and is told when it ends. */
export type Progress = { readonly hear: (event: Event) => void; readonly end: () => void };

const bar = (done: number, total: number, width: number): string => {
  const filled = total === 0 ? width : Math.round((Math.min(done, total) / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
};

const text = (event: Event, key: string): string => {
  const value = event[key];
  return typeof value === 'string' ? inert(value) : '';
};

/**
 * Progress on standard error: on a terminal one line that is redrawn, elsewhere a plain line per change. What went
 * wrong stays on the screen.
 */
export const showProgress = (io: Pick<Io, 'err'>, total: number): Progress => {
  const style = styleOf({ colour: io.err.colour, columns: io.err.columns() });
  const line = (event: Event): string => {
    const reason = text(event, 'reason');
    return `${text(event, 'status').padEnd(13)} ${text(event, 'action').padEnd(7)} ${text(event, 'name')}${reason === '' ? '' : `: ${reason}`}\n`;
  };
  if (!io.err.interactive)
    return {
      hear: (event) =>
        event.type === 'outcome' && text(event, 'status') === 'written' ? io.err.write(line(event)) : undefined,
      end: () => undefined,
    };
  let done = 0;
  const clear = '\r\u001b[2K';
  const draw = (): void => {
    const width = Math.max(8, Math.min(30, io.err.columns() - 20));
    io.err.write(`${clear}${bar(done, total, width)} ${done}/${total}`);
  };
  draw();
  return {
    hear: (event) => {
      if (event.type !== 'outcome') return;
      done += 1;
      // What was never begun is in the report, once.
      if (!['written', 'not-attempted'].includes(text(event, 'status')))
        io.err.write(`${clear}${style.yellow(line(event))}`);
      draw();
    },
    end: () => io.err.write(clear),
  };
};
