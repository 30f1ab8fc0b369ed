import type { Reported } from '../app/check/validate.ts';
import type { Io } from '../core/io.ts';
import { emit, type FormatChoice } from './emit.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';

/** Says a listing in every chosen format; where the content has errors, these instead. */
export const sayListing = async (
  { report, source }: Reported,
  choices: readonly FormatChoice[],
  io: Io,
): Promise<ExitCode> => {
  await emit(report, choices, io, source);
  return report.listing === undefined ? exitCodes.contentErrors : exitCodes.clean;
};
