import type { Severity } from '../core/diagnostic.ts';
import type { ReportContext, Reporter } from '../core/report.ts';
import { wellFormed } from '../core/visible.ts';
import { bySeverity, findingsOf, type ReportedFinding } from './finding.ts';
import { rootPath } from './place.ts';
import { counted, inert } from './style.ts';

/** GitHub shows ten annotations of a level per step, and drops the others without a word. */
const shownPerLevel = 10;

/** An annotation's message is cut for display; longer ones only fill the log. */
const longest = 2000;

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** A message of a workflow command: nothing in it can end the line or begin another command. */
const data = (text: string): string => {
  const clean = inert(text);
  const short = clean.length > longest ? `${wellFormed(clean.slice(0, longest - 1))}…` : clean;
  return short.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
};

/** A property of a workflow command, which a comma or a colon would end. */
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const annotation = (
  { code, severity, message, hint, path, range }: ReportedFinding,
  context: ReportContext,
): string => {
  const properties = [
    ...(path === undefined ? [] : [`file=${property(rootPath(path, context))}`]),
    ...(range === undefined
      ? []
      : [
          `line=${range.start.line}`,
          `endLine=${range.end.line}`,
          // GitHub takes columns only where both ends are on one line.
          ...(range.start.line === range.end.line
            ? [`col=${range.start.column}`, `endColumn=${range.end.column}`]
            : []),
        ]),
    `title=${property(code)}`,
  ];
  return `::${commands[severity]} ${properties.join(',')}::${data(hint === undefined ? message : `${message}\n${hint}`)}`;
};

/**
 * Annotations for GitHub Actions, the most severe first. Of each level the ten that GitHub shows; how many more there
 * are is said in a plain line, and all of them are in the job summary.
 */
export const github: Reporter = (report, context) => {
  const findings = bySeverity(findingsOf(report));
  const levels = (['error', 'warning', 'note'] as const).map((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
  const lines = levels.flatMap((level) => level.slice(0, shownPerLevel).map((finding) => annotation(finding, context)));
  const left = levels.reduce((sum, level) => sum + Math.max(0, level.length - shownPerLevel), 0);
  const rest =
    left === 0
      ? []
      : [`${counted(left, 'more finding')}: GitHub shows ${shownPerLevel} of a level; all are in the job summary.`];
  return [...lines, ...rest].map((line) => `${line}\n`).join('');
};
