import type { ErrorKind } from '../core/errors.ts';
import type { Report } from '../core/report.ts';

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
