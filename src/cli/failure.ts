import { shownError } from '../app/shown-error.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { inert } from '../report/text/style.ts';
import { wrapped } from '../report/text/wrap.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';

/** Says on standard error why a run failed, and gives its exit code; what is no expected failure is a bug. */
export const reportFailure = (error: unknown, io: Pick<Io, 'err' | 'cwd'>): ExitCode => {
  if (error instanceof PicketError) {
    const hint = error.hint === undefined ? '' : `  ${inert(error.hint)}\n`;
    io.err.write(
      wrapped(`error: ${inert(shownError(io.cwd, error))}\n${hint}`, io.err.interactive ? io.err.columns() : Infinity),
    );
    return exitCodeOf(error.kind);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`This is a bug in Picket, not in what you gave it. Please report it with this text:\n${text}\n`);
  return exitCodes.bug;
};
