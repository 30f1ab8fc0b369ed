import type { Severity } from '../core/diagnostic.ts';
import type { ReportContext, Reporter, RunsReporter, WorkspaceRun } from '../core/report.ts';
import { wellFormed } from '../core/text/visible.ts';
import { folded, isRepaired, moreOf, type Folded } from './text/fold.ts';
import { bySeverity, findingsOf, type ReportedFinding, rootPath } from './finding.ts';
import { inert } from './text/style.ts';
import { counted } from '../core/text/phrase.ts';

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

const annotation = (entry: Folded<ReportedFinding>, context: ReportContext): string => {
  const { code, severity, message, hint, path, range } = entry.finding;
  const more = moreOf(entry);
  const text = [
    message,
    ...(hint === undefined ? [] : [hint]),
    ...(isRepaired(entry) ? ['picket validate --fix repairs it.'] : []),
    ...(more === '' ? [] : [`And ${more}.`]),
  ].join('\n');
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
  return `::${commands[severity]} ${properties.join(',')}::${data(text)}`;
};

/** How many annotations of each level GitHub still shows. */
type Room = Record<Severity, number>;

const wholeRoom = (): Room => ({ error: shownPerLevel, warning: shownPerLevel, note: shownPerLevel });

/** Annotations as far as there is room, which they use up, the most severe first; and how many are left. */
const annotations = (
  found: readonly ReportedFinding[],
  context: ReportContext,
  room: Room,
): { readonly lines: readonly string[]; readonly left: number } => {
  const entries = folded(bySeverity(found));
  const shown = entries.filter(({ finding: { severity } }) => {
    room[severity] -= 1;
    return room[severity] >= 0;
  });
  return { lines: shown.map((entry) => annotation(entry, context)), left: entries.length - shown.length };
};

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const rest = (left: number): readonly string[] =>
  left === 0
    ? []
    : [`${counted(left, 'more finding')}: GitHub shows ${shownPerLevel} of a level; all are in the job summary.`];

/**
 * Annotations for GitHub Actions, the most severe first; one for each code and file, but every error. Of each level the ten that GitHub shows; how many more there
 * are is said in a plain line, and all of them are in the job summary.
 */
export const github: Reporter = (report, context) => {
  const { lines, left } = annotations(findingsOf(report), context, wholeRoom());
  return text([...lines, ...rest(left)]);
};

const findingsOfRun = ({ report, failure, workspace }: WorkspaceRun): readonly ReportedFinding[] => {
  if (report !== undefined) return findingsOf(report);
  if (failure === undefined) return [];
  const { code, message, hint } = failure;
  return [
    {
      code: `run/${code}`,
      severity: 'error',
      message: `${workspace}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    },
  ];
};

/** Annotations of several workspaces, a group of the log each; GitHub shows ten of a level for all of them together. */
export const githubRuns: RunsReporter = (context) => {
  const room = wholeRoom();
  let left = 0;
  return {
    run: (run) => {
      const part = annotations(findingsOfRun(run), { ...context, source: run.source }, room);
      left += part.left;
      return text([`::group::${data(run.workspace)}`, ...part.lines, '::endgroup::']);
    },
    end: () => text(rest(left)),
  };
};
