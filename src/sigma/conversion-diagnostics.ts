import type { Diagnostic } from '../core/diagnostic.ts';
import type { Conversion } from './convert.ts';
import { codeOfCause, type ParsedSigma } from './parse.ts';

/**
 * What a conversion has to say about its file: the refusal as an error at its line, and warnings. Errors that reading
 * the file has found already are in the file's own diagnostics and not repeated.
 */
export const conversionDiagnostics = (file: ParsedSigma, conversion: Conversion): readonly Diagnostic[] => {
  const { path } = file;
  if ('error' in conversion) {
    const { cause, message, at = 0 } = conversion.error;
    if (file.diagnostics.some((diagnostic) => diagnostic.message === message)) return [];
    return [{ code: codeOfCause(cause), severity: 'error', message, path, range: file.rangeAt(at) }];
  }
  return conversion.warnings.map((message) => ({
    code: 'sigma/query',
    severity: 'warning',
    message,
    path,
    range: file.rangeAt(0),
  }));
};
