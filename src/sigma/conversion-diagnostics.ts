import type { Diagnostic } from '../core/diagnostic.ts';
import type { Conversion } from './convert.ts';
import type { Problem } from './read/model.ts';
import { codeOfCause, type ParsedSigma } from './read/parse.ts';

/**
 * What a conversion has to say about its file: the refusal as an error at its line, and warnings. Errors that reading
 * the file has found already are in the file's own diagnostics and not repeated.
 */
export const conversionDiagnostics = (file: ParsedSigma, conversion: Conversion): readonly Diagnostic[] => {
  const { path } = file;
  const refused = (problems: readonly Problem[]): readonly Diagnostic[] =>
    problems
      .filter(({ message }) => !file.diagnostics.some((diagnostic) => diagnostic.message === message))
      .map(({ cause, message, at = 0 }) => ({
        code: codeOfCause(cause),
        severity: 'error',
        message,
        path,
        range: file.rangeAt(at),
      }));
  if ('error' in conversion) return refused([conversion.error]);
  return [
    ...refused(conversion.refused),
    ...conversion.warnings.map((message): Diagnostic => ({
      code: 'sigma/query',
      severity: 'warning',
      message,
      path,
      range: file.rangeAt(0),
    })),
  ];
};
