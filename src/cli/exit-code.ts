import type { ErrorKind } from '../core/errors.ts';
import type { Report, WorkspaceRun } from '../core/report.ts';

/** What `picket` tells a script by its exit code; documented in docs/commands.md. */
export const exitCodes = {
  clean: 0,
  contentErrors: 1,
  changesPending: 2,
  usage: 3,
  service: 4,
  refused: 5,
  partly: 6,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** True where files have errors. */
export const hasErrors = ({ diagnostics }: Pick<Report, 'diagnostics'>): boolean =>
  diagnostics.some(({ severity }) => severity === 'error');

/** The exit code of an expected failure. */
export const exitCodeOf = (kind: ErrorKind): ExitCode => {
  switch (kind) {
    case 'usage':
    case 'config':
      return exitCodes.usage;
    case 'auth':
    case 'service':
      return exitCodes.service;
    case 'refusal':
      return exitCodes.refused;
    case 'interrupted':
      return exitCodes.interrupted;
  }
};

/** True where a run wrote something, to its workspace or into files. */
const hasWritten = ({ outcomes, transfers }: Pick<Report, 'outcomes' | 'transfers'>): boolean =>
  outcomes?.some(({ status }) => status === 'written') === true ||
  transfers?.some(({ action }) => action === 'created' || action === 'updated' || action === 'incomplete') === true;

/**
 * The exit code of a run over several workspaces: 130 or 70 where one ended so; 6 where anything was written, and any
 * failed or was left; else the highest.
 */
export const exitCodeOfRuns = (runs: readonly Pick<WorkspaceRun, 'exitCode' | 'report'>[]): number => {
  // 130 and 70 are the highest there are.
  const highest = Math.max(exitCodes.clean, ...runs.map(({ exitCode }) => exitCode));
  if (highest >= exitCodes.bug) return highest;
  const isWritten = runs.some(({ report }) => report !== undefined && hasWritten(report));
  const isLeft = runs.some(({ exitCode }) => exitCode !== exitCodes.clean && exitCode !== exitCodes.changesPending);
  return isWritten && isLeft ? exitCodes.partly : highest;
};
