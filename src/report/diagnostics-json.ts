import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { countSeverities } from './diagnostics.ts';
import { firstOfEach } from './first-of-each.ts';

/** A finding as machines read it; lines and columns count from 1. */
export const diagnosticJson = ({ code, severity, message, hint, path, range }: Diagnostic): JsonObject => ({
  code,
  severity,
  message,
  ...(hint === undefined ? {} : { hint }),
  path,
  ...(range === undefined
    ? {}
    : {
        range: {
          start: { line: range.start.line, column: range.start.column },
          end: { line: range.end.line, column: range.end.column },
        },
      }),
});

/** The machine format of `validate --format json`, schemas/report/diagnostics.schema.json. */
export const diagnosticsJson = (files: number, diagnostics: readonly Diagnostic[]): JsonObject => ({
  version: 1,
  ...findingsJson(diagnostics),
  summary: { files, ...countSeverities(diagnostics) },
});

/** The first findings of each code in each file, and how many there are where some are left out. */
export const findingsJson = (diagnostics: readonly Diagnostic[]): JsonObject => {
  const { kept, cut } = firstOfEach(diagnostics);
  return { diagnostics: kept.map(diagnosticJson), ...(cut.length === 0 ? {} : { totals: [...cut] }) };
};
