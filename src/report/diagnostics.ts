import stringWidth from 'string-width';
import type { Diagnostic, Severity } from '../core/diagnostic.ts';
import type { Report, ReportContext } from '../core/report.ts';
import { lineReader, type Range } from '../core/text/span.ts';
import { folded, isRepaired, moreOf, type Folded } from './text/fold.ts';
import { inert, styleOf, type Style, fitting } from './text/style.ts';
import { counted } from '../core/text/phrase.ts';

const tab = '  ';

/** The part of a line as it is printed: tabs widened, control characters visible. */
const printed = (text: string): string => inert(text).replaceAll('\t', tab);

/** What a terminal has room for of a line: from where it is cut, and what it shows, with an ellipsis at each cut. */
const window = (line: string, start: number, room: number): { readonly from: number; readonly text: string } => {
  const whole = printed(line);
  if (stringWidth(whole) <= room) return { from: 0, text: whole };
  const from = start > room * 0.6 ? start - Math.floor(room * 0.3) : 0;
  const head = from === 0 ? '' : '…';
  const rest = printed(line.slice(from + head.length));
  const left = room - head.length;
  return { from, text: `${head}${stringWidth(rest) <= left ? rest : `${fitting(rest, left - 1)}…`}` };
};

/**
 * A line of a file, on which a range begins, with carets below what it covers; at most one line is drawn, and one that
 * is too long for the columns is cut around the place, with an ellipsis at either side.
 */
export const codeFrame = (line: string, range: Range, columns: number, style: Style): string[] => {
  const gutter = String(range.start.line);
  const room = Math.max(20, columns - gutter.length - 5);
  const start = range.start.column - 1;
  const end = range.end.line === range.start.line ? range.end.column - 1 : line.trimEnd().length;
  const shown = window(line, start, room);
  const before = stringWidth(printed(line.slice(shown.from, start)));
  const width = Math.max(1, Math.min(stringWidth(printed(line.slice(start, end))), stringWidth(shown.text) - before));
  const margin = ' '.repeat(gutter.length);
  return [
    `  ${style.dim(`${gutter} |`)} ${shown.text}`,
    `  ${style.dim(`${margin} |`)} ${' '.repeat(before)}${style.red('^'.repeat(width))}`,
  ];
};

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

/** The findings that people are shown: all that the command is about, and elsewhere only what stands in its way. */
export const shownDiagnostics = ({ command, diagnostics }: Report): readonly Diagnostic[] =>
  command === 'validate' || command === 'render'
    ? diagnostics
    : diagnostics.filter(
        ({ severity, code }) => severity === 'error' || (command === 'test' && code.startsWith('test/')),
      );
