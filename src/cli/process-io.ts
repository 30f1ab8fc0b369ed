import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io, Output } from '../core/io.ts';
import { exitCodes } from './exit-code.ts';

const colourWanted = (stream: NodeJS.WriteStream): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return stream.isTTY && TERM !== 'dumb';
};

const output = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => void stream.write(text),
  interactive: stream.isTTY,
  colour: colourWanted(stream),
  columns: () => stream.columns || 100,
});

/** How long requests in flight may take after an interrupt, in milliseconds. */
const inFlight = 10_000;

/** A stream breaks once for each write: the first one is enough to say. */
let broken = false;

const unwritable = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') {
    process.exitCode ??= 0;
    return;
  }
  if (broken) return;
  broken = true;
  process.stderr.write(`error: The output cannot be written (${error.code ?? error.message}).\n`);
  process.once('exit', () => {
    process.exitCode = exitCodes.usage;
  });
};

const ask = async (question: string, stop: AbortSignal): Promise<string | undefined> => {
  if (!process.stdin.isTTY) return undefined;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const abort = new AbortController();
  lines.once('close', () => abort.abort());
  // Readline swallows the interrupt of a raw terminal: hand it on, so that Ctrl-C at a question ends the run.
  lines.once('SIGINT', () => {
    lines.close();
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return await lines.question(question, { signal: AbortSignal.any([abort.signal, stop]) });
  } catch {
    return undefined;
  } finally {
    lines.close();
  }
};

/**
 * The Io of the running process. The first SIGINT or SIGTERM stops new writes and gives requests in
 * flight ten seconds; the second aborts them at once. A closed
 * pipe (`picket plan | head`) ends the process quietly, as other tools do; output that cannot be written is an error.
 */
export const processIo = (): Io => {
  const stop = new AbortController();
  const abort = new AbortController();
  // Each request of a run over many workspaces listens.
  setMaxListeners(0, stop.signal, abort.signal);
  const interrupt = (): void => {
    if (stop.signal.aborted) abort.abort();
    else setTimeout(() => abort.abort(), inFlight).unref();
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.stdout.on('error', unwritable);
  process.stderr.on('error', unwritable);
  return {
    out: output(process.stdout),
    err: output(process.stderr),
    ask: (question) => ask(question, stop.signal),
    attended: process.stdin.isTTY,
    env: process.env,
    cwd: process.cwd(),
    clock: {
      now: () => Date.now(),
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
      },
    },
    signals: { stop: stop.signal, abort: abort.signal },
    workers: 'auto',
  };
};

/** Sets the exit code; the process ends once nothing is left to do, and both streams have taken what was written. */
export const endProcess = (code: number): void => {
  process.exitCode = code;
};
