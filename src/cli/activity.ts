import type { Io, Output } from '../core/io.ts';
import { numberOrZero } from '../core/json.ts';
import type { Event } from '../core/ports.ts';
import { clipped, inert } from '../report/text/style.ts';

const listOf = ({ what, words }: Event): string =>
  [words, what].flatMap((name) => (typeof name === 'string' ? [inert(name)] : []))[0] ?? 'rules';

/** What goes on, in a few words; undefined for an event that says nothing of it. */
const activityOf = (event: Event): string | undefined => {
  const count = `${numberOrZero(event['done'])}/${numberOrZero(event['total'])}`;
  switch (event.type) {
    case 'read':
      return `reading ${count}`;
    case 'compiled':
      return `compiling ${count}`;
    case 'asked':
      return `asking the logs ${count}`;
    case 'listing':
      return `listing ${listOf(event)}`;
    case 'listed':
      return `listing ${listOf(event)}: ${numberOrZero(event['count'])}`;
    default:
      return undefined;
  }
};

const clear = '\r\u001b[2K';

/** On a terminal the line is drawn at most so often; in milliseconds. */
const redraw = 50;
/** In a log a line is written at most so often, for whoever wonders whether the run hangs; in milliseconds. */
const logged = 15_000;

/** The world of a run, in which what goes on is shown, and how that ends. */
type Active = { readonly io: Io; readonly end: () => void };

/**
 * Shows on standard error what a run does before it has anything to say: on a terminal in one line, which gives way to
 * whatever else is written; in a log in a line now and then, where it takes long. Whoever hears of it already goes on to.
 */
export const withActivity = (io: Io): Active => {
  const { err, clock } = io;
  const hear = io.progress;
  let isDrawn = false;
  let last = err.interactive ? Number.NEGATIVE_INFINITY : clock.now();
  const wipe = (): void => {
    if (isDrawn) err.write(clear);
    isDrawn = false;
  };
  const after = (output: Output): Output => ({
    ...output,
    columns: () => output.columns(),
    write: (text) => {
      wipe();
      output.write(text);
    },
  });
  const show = (event: Event): void => {
    const text = activityOf(event);
    const isEnd = event['done'] !== undefined && event['done'] === event['total'];
    const now = clock.now();
    if (text === undefined || (now - last < (err.interactive ? redraw : logged) && !(isEnd && isDrawn))) return;
    last = now;
    if (err.interactive) {
      err.write(`${clear}${clipped(text, Math.max(20, err.columns() - 1))}`);
      isDrawn = true;
    } else err.write(`${text}\n`);
  };
  return {
    io: {
      ...io,
      out: after(io.out),
      err: after(err),
      ask: (question) => {
        wipe();
        return io.ask(question);
      },
      progress: (event) => {
        hear?.(event);
        show(event);
      },
    },
    end: wipe,
  };
};
