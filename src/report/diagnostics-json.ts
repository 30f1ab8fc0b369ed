import type { Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { countSeverities } from './diagnostics.ts';

/** So many findings of a code in a file say what there is to say; the others are counted. */
const most = 20;

type Counted = { readonly code: string; readonly path?: string };

/** Findings of one code in one file of which only the first are kept, and how many there are. */
type Cut = { readonly code: string; readonly path: string; readonly total: number };

/** The first findings of each code in each file, in their order, and what was cut. What is in no file stays whole. */
export const firstOfEach = <T extends Counted>(
  findings: readonly T[],
): { readonly kept: readonly T[]; readonly cut: readonly Cut[] } => {
  const totals = new Map<string, { code: string; path: string; total: number }>();
  const kept = findings.filter(({ code, path }) => {
    // What is in no file is one rule each time.
    if (path === undefined) return true;
    const key = `${code} ${path}`;
    const group = totals.get(key) ?? { code, path, total: 0 };
    totals.set(key, group);
    group.total += 1;
    return group.total <= most;
  });
  return { kept, cut: [...totals.values()].filter(({ total }) => total > most) };
};

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
