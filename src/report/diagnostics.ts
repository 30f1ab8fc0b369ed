import type { Diagnostic, Severity } from '../core/diagnostic.ts';
import type { Report, ReportContext } from '../core/report.ts';
import { lineReader } from '../core/text/span.ts';
import { folded, isRepaired, moreOf, type Folded } from './text/fold.ts';
import { codeFrame } from './text/frame.ts';
import { counted, inert, styleOf, type Style } from './text/style.ts';

export type SeverityCounts = { readonly errors: number; readonly warnings: number; readonly notes: number };

/** How many findings of each severity there are. */
export const countSeverities = (diagnostics: readonly Diagnostic[]): SeverityCounts => {
  const count = (severity: Severity): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note') };
};

const colours = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<Severity, keyof Style>;

const paint = (severity: Severity, style: Style): ((text: string) => string) => style[colours[severity]];

const place = ({ path, range }: Pick<Diagnostic, 'path' | 'range'>): string =>
  inert(range === undefined ? path : `${path}:${range.start.line}:${range.start.column}`);

const diagnosticLines = (
  entry: Folded<Diagnostic>,
  { columns, lineOf }: Pick<ReportContext, 'columns'> & { readonly lineOf: ReturnType<typeof lineReader> },
  style: Style,
): string[] => {
  const { finding: diagnostic } = entry;
  const { severity, code, message, hint, path, range } = diagnostic;
  const more = moreOf(entry);
  const line = range === undefined ? undefined : lineOf(path, range.start.line);
  return [
    `${style.bold(place(diagnostic))} ${paint(severity, style)(severity)} ${inert(message)} ${style.dim(code)}`,
    ...(line === undefined || range === undefined ? [] : codeFrame(line, range, columns, style)),
    ...(hint === undefined ? [] : [`  ${style.dim('hint:')} ${inert(hint)}`]),
    ...(diagnostic.related ?? []).map(
      (related) => `  ${style.dim('see:')}  ${place(related)} ${inert(related.message)}`,
    ),
    ...(isRepaired(entry) ? [`  ${style.dim('fix:')}  picket validate --fix`] : []),
    ...(more === '' ? [] : [`  ${style.dim('and:')}  ${more}`]),
  ];
};

/** Findings with their place, the line concerned, carets, and what to do; one for each code and file, but every error. */
export const prettyDiagnostics = (diagnostics: readonly Diagnostic[], context: ReportContext): string => {
  const style = styleOf(context);
  const shown = { columns: context.columns, lineOf: lineReader(context.source) };
  return folded(diagnostics)
    .map((entry) => `${diagnosticLines(entry, shown, style).join('\n')}\n`)
    .join('\n');
};

/** `23 files: no errors, 1 warning`. */
export const diagnosticsSummary = (files: number, diagnostics: readonly Diagnostic[]): string => {
  const { errors, warnings, notes } = countSeverities(diagnostics);
  const parts = [
    errors === 0 ? 'no errors' : counted(errors, 'error'),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
    ...(notes === 0 ? [] : [counted(notes, 'note')]),
  ];
  return `${counted(files, 'file')}: ${parts.join(', ')}`;
};

/** How many of the findings bring their repair along, in a sentence; empty where none does. */
export const repairable = (diagnostics: readonly Diagnostic[]): string => {
  const count = diagnostics.filter(({ fix }) => fix !== undefined && fix.length > 0).length;
  return count === 0 ? '' : `${count} of them ${count === 1 ? 'is' : 'are'} repaired by picket validate --fix.`;
};

/** The findings that people are shown: all where the command is about them, elsewhere only what stands in its way. */
export const shownDiagnostics = (report: Report): readonly Diagnostic[] =>
  report.command === 'validate' || report.command === 'render'
    ? report.diagnostics
    : report.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
