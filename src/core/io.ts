import type { Clock, Observer } from './ports.ts';

/** A stream of text to a person or a pipe. */
export type Output = {
  readonly write: (text: string) => void;
  /** False for a pipe, a file or a test. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Width in characters, read anew at each use because a terminal can be resized. */
  readonly columns: () => number;
};

/** The world as a command sees it: everything that is not a pure function of its arguments comes through here. */
export type Io = {
  readonly out: Output;
  readonly err: Output;
  /** Asks a question and waits for a line; undefined when there is nobody to ask (no terminal, or end of input). */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Whether a person is there who could be asked: standard input is a terminal. */
  readonly attended: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly clock: Clock;
  /** `stop` fires at the first interrupt: no new write is begun. `abort` fires at the second: requests are cut off. */
  readonly signals: { readonly stop: AbortSignal; readonly abort: AbortSignal };
  /** Threads that compile queries: what the work and the machine are good for, or so many; none unless given. */
  readonly workers?: number | 'auto';
  /**
   * Hears what goes on before there is anything to say; nobody unless given. `read` and `compiled` have `done` and
   * `total`, and come after each batch of files and each query, whichever thread compiled it; `listing` and `listed` have
   * `what`, and `listed` its `count`.
   */
  readonly progress?: Observer;
};
