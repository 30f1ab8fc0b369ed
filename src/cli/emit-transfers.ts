import { resolve } from 'node:path';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { TransferReport } from '../core/transfer.ts';
import { writeReport } from '../app/write-report.ts';
import { prettyTransfers, transferJson } from '../report/transfers.ts';
import { lookOf, readFormats, standardOutputFirst, type FormatChoice } from './emit.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';

/** How the commands that bring rules in can report. */
export const transferFormats = ['pretty', 'json'];

/** Reads `--format` for these commands. Throws a usage error for a format that they do not have. */
export const readTransferFormats = (values: readonly string[] | undefined): readonly FormatChoice[] => {
  const choices = readFormats(values);
  const other = choices.find(({ format }) => !transferFormats.includes(format));
  if (other === undefined) return choices;
  throw new PicketError('usage', `This command cannot report as \`${other.format}\`.`, {
    code: 'unknown-format',
    hint: `It can as ${transferFormats.join(' or ')}.`,
  });
};

/** Says what was brought in, in every chosen format: to standard output, and then to files, since a file can fail. */
export const emitTransfers = async (
  report: TransferReport,
  choices: readonly FormatChoice[],
  io: Io,
): Promise<void> => {
  for (const { format, file } of standardOutputFirst(choices)) {
    const look = lookOf(io, file);
    const text =
      format === 'json' ? `${JSON.stringify(transferJson(report), null, 2)}\n` : prettyTransfers(report, look);
    if (file === undefined) io.out.write(text);
    else await writeReport(resolve(io.cwd, file), text);
  }
};

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
