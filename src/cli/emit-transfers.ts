import type { Io } from '../core/io.ts';
import type { Report } from '../core/report.ts';
import type { TransferReport } from '../core/transfer.ts';
import { version } from '../version.ts';
import { emit, type FormatChoice } from './emit.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';

/** What was brought in, as reporters take it. */
export const transfersReport = (report: TransferReport): Report => ({
  ...report,
  version,
  files: report.transfers.length,
});

/** Says what was brought in, in every chosen format. */
export const emitTransfers = (report: TransferReport, choices: readonly FormatChoice[], io: Io): Promise<void> =>
  emit(transfersReport(report), choices, io, () => undefined);

/** What the end of such a run means for a script: partly done where a rule is in conflict or could not be written. */
export const transferExitCode = ({ transfers, diagnostics }: TransferReport): ExitCode => {
  const left = transfers.some(({ action }) => ['conflict', 'incomplete', 'refused'].includes(action));
  const errors = diagnostics.some(({ severity }) => severity === 'error');
  if (
    errors &&
    transfers.every(({ action }) => action !== 'created' && action !== 'updated' && action !== 'incomplete')
  )
    return exitCodes.contentErrors;
  return left || errors ? exitCodes.partly : exitCodes.clean;
};

/** Progress of writing files on standard error: one line that is redrawn on a terminal, else a line for each thousand. */
export const fileProgress =
  (io: Pick<Io, 'err'>): ((done: number, total: number) => void) =>
  (done, total) => {
    if (io.err.interactive) io.err.write(done === total ? '\r\u001b[2K' : `\r\u001b[2K${done}/${total} rules`);
    else if (done % 1000 === 0) io.err.write(`${done}/${total} rules\n`);
  };
