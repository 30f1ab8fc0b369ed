import { watchContent } from '../app/check/watch.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { inert } from '../report/text/style.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';
import { reportFailure } from './failure.ts';

/**
 * Runs a check now and whenever a file that it reads changes, until Ctrl-C; what a command's `--watch` does.
 * @returns 130, since only an interrupt ends it
 */
export const watching = async (
  io: Io,
  request: Parameters<typeof watchContent>[1],
  check: () => Promise<unknown>,
): Promise<ExitCode> => {
  const once = async (): Promise<void> => {
    try {
      await check();
    } catch (error) {
      // A mistake in picket.yaml is mended while it is watched; a bug is none that goes away.
      if (!(error instanceof PicketError)) throw error;
      if (!io.signals.stop.aborted) reportFailure(error, io);
    }
    if (!io.signals.stop.aborted) io.err.write('Watching for changes; Ctrl-C ends.\n');
  };
  await watchContent(io, request, once, { tell: (path) => io.err.write(`\n${inert(path)} changed.\n`) });
  return exitCodes.interrupted;
};
