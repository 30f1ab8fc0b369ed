import { getEventListeners, setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/core/io.ts';
import type { Observer } from '../../src/core/ports.ts';

/** What a command said and how it ended. */
export type Ran = { readonly code: number; readonly out: string; readonly err: string };

export type Shell = {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** Runs a command line in this process: `picket('validate', 'rules')`. */
  readonly picket: (...argv: readonly string[]) => Promise<Ran>;
  /** Writes a file relative to the working directory. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** The text of a file relative to the working directory. */
  readonly read: (path: string) => Promise<string>;
  /** The first interrupt (Ctrl-C). */
  readonly interrupt: () => void;
  readonly env: Record<string, string | undefined>;
  /** Lets so many milliseconds pass before the next command. */
  readonly later: (milliseconds: number) => void;
  /**
   * From the next command on waits are over at once, and the clock says that they passed; with `below` only those that are
   * shorter, in milliseconds: time-outs must not run down while a socket works.
   */
  readonly hurry: (below?: number) => void;
  /** Answers to questions, in order; with any, the shell counts as a terminal. */
  readonly answers: string[];
  /** Whether a person sits before the command line. */
  readonly terminal: { there: boolean };
  /** How many still listen for an interrupt, of either kind. */
  readonly listeners: () => number;
  /** Hears what goes on during the next commands. */
  readonly listen: (hear: Observer) => void;
};

/** The moment at which scenarios happen: 2026-11-22 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 22, 12);

/** What reading content asks of a machine: a folder, a clock that stands at noon, and nobody who interrupts. */
export const stillIo = (cwd: string) => {
  const never = new AbortController().signal;
  return {
    cwd,
    env: {},
    clock: { now: () => noon, sleep: async () => undefined },
    signals: { stop: never, abort: never },
  };
};

/**
 * A fixed date for output that is compared with files; waits are real, because files and sockets are: virtual time
 * would run time-outs down while the disk works.
 */
const clockAt = (now: () => number, wait: (milliseconds: number) => number): Io['clock'] => ({
  now,
  sleep: async (milliseconds, signal) => {
    await sleep(wait(milliseconds), undefined, signal === undefined ? {} : { signal });
  },
});

/** Runs the work in a temporary folder that is gone afterwards, whatever happens. */
export const inFolder = async <T>(work: (shell: Shell) => Promise<T>): Promise<T> => {
  const cwd = await mkdtemp(join(tmpdir(), 'picket-'));
  const stop = new AbortController();
  const abort = new AbortController();
  setMaxListeners(0, stop.signal, abort.signal);
  const listeners = (): number =>
    getEventListeners(stop.signal, 'abort').length + getEventListeners(abort.signal, 'abort').length;
  const env: Record<string, string | undefined> = {};
  const answers: string[] = [];
  const terminal = { there: true };
  let passed = 0;
  let hurriedBelow = 0;
  const wait = (milliseconds: number): number => {
    if (milliseconds >= hurriedBelow) return milliseconds;
    passed += milliseconds;
    return 0;
  };
  let hear: Observer = () => undefined;
  const listen = (observer: Observer): void => {
    hear = observer;
  };
  const later = (milliseconds: number): void => {
    passed += milliseconds;
  };
  const picket = async (...argv: readonly string[]): Promise<Ran> => {
    let out = '';
    let err = '';
    const stream = (write: (text: string) => void): Io['out'] => ({
      write,
      interactive: false,
      colour: false,
      columns: () => 100,
    });
    const io: Io = {
      out: stream((text) => {
        out += text;
      }),
      err: stream((text) => {
        err += text;
      }),
      ask: async () => answers.shift(),
      progress: (event) => hear(event),
      attended: terminal.there,
      env,
      cwd,
      clock: clockAt(() => noon + passed, wait),
      signals: { stop: stop.signal, abort: abort.signal },
      // The engine that all tests share is that of this thread.
      workers: 0,
    };
    const code = await main(argv, io);
    return { code, out, err };
  };
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  };
  try {
    return await work({
      cwd,
      picket,
      write,
      read: (path) => readFile(join(cwd, path), 'utf8'),
      interrupt: () => stop.abort(),
      env,
      later,
      hurry: (below = Infinity) => {
        hurriedBelow = below;
      },
      answers,
      terminal,
      listen,
      listeners,
    });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
};
