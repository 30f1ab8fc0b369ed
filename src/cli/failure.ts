import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { inert } from '../report/inert.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';

/** Says on standard error why a run failed, and gives its exit code; what is no expected failure is a bug. */
export const reportFailure = (error: unknown, io: Pick<Io, 'err'>): ExitCode => {
  if (error instanceof PicketError) {
    io.err.write(`error: ${inert(error.message)}\n`);
    if (error.hint !== undefined) io.err.write(`  ${inert(error.hint)}\n`);
    return exitCodeOf(error.kind);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`This is a bug in Picket, not in what you gave it. Please report it with this text:\n${text}\n`);
  return exitCodes.bug;
};
