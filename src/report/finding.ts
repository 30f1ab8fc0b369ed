import { fieldName } from '../core/engine/diff.ts';
import type { ComparedChange, ComparedRule } from '../core/compared.ts';
import type { Outcome, Plan, Verdict } from '../core/engine/change.ts';
import type { Diagnostic, Related, Severity } from '../core/diagnostic.ts';
import { refKey } from '../core/ref.ts';
import type { Report, ReportContext } from '../core/report.ts';
import type { TestsRun } from '../core/tests.ts';
import type { Range, TextEdit } from '../core/text/span.ts';
import { shownDiagnostics } from './diagnostics.ts';
import { driftTitle, isDrift, isSwitchDue, switchDueTitle, isUnclear } from './drift.ts';
import { sectionOf } from './sections/section.ts';
import { inSeries } from '../core/text/phrase.ts';
import { wellFormed } from '../core/text/visible.ts';

/** A path as its readers count it: from the repository's root, with forward slashes and without `.` and `..`. */
export const rootPath = (path: string, context: Pick<ReportContext, 'folder'>): string => {
  const parts: string[] = [];
  for (const part of `${context.folder ?? ''}/${path}`.split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};

/** A relative path as a URI reference; lone surrogates, which no URI can hold, become U+FFFD. */
export const pathUri = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(wellFormed(part)))
    .join('/');

/** One thing that a report says to somebody, whatever command it comes from; formats made of findings are fed by it. */
export type ReportedFinding = {
  /** A diagnostic's code, or `plan/…`, `deploy/…` or `drift/…`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  /** Absent for what concerns no file: a rule that is only in the workspace, or the run as a whole. */
  readonly path?: string;
  readonly range?: Range;
  readonly related?: readonly Related[];
  readonly fix?: readonly TextEdit[];
};

const at = (path: string | undefined): { readonly path?: string } => (path === undefined ? {} : { path });

const planFindings = ({ changes, refusals, workspace }: Plan): ReportedFinding[] => {
  const paths = new Map(changes.map((change) => [refKey(change), change.path]));
  return [
    ...refusals.map(({ scope, code, message, hint, type = '', id, displayName }): ReportedFinding => ({
      code: `plan/${code}`,
      severity: scope === 'run' ? 'error' : 'warning',
      message: displayName === undefined ? message : `${displayName}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
      ...at(id === undefined ? undefined : paths.get(refKey({ type, id }))),
    })),
    ...changes.flatMap(({ displayName, path, losses, warnings }): ReportedFinding[] => [
      ...losses.map((loss): ReportedFinding => ({
        code: `plan/${loss.loss}`,
        severity: loss.approvedBy === undefined ? 'warning' : 'note',
        message: `Coverage is lost in ${workspace}: ${displayName}: ${loss.message}${loss.approvedBy === undefined ? '' : ` (approved: ${loss.approvedBy})`}`,
        ...at(path),
      })),
      ...warnings.map((warning): ReportedFinding => ({
        code: 'plan/warning',
        severity: 'note',
        message: `${displayName}: ${warning}`,
        ...at(path),
      })),
    ]),
  ];
};

/** How much an outcome weighs; undefined for one that went as planned. */
export const outcomeSeverity = ({ status }: Pick<Outcome, 'status'>): Severity | undefined => outcomeWeights[status];

const outcomeWeights: Readonly<Record<Outcome['status'], Severity | undefined>> = {
  written: undefined,
  unchanged: undefined,
  skipped: 'warning',
  'not-attempted': 'warning',
  refused: 'error',
  failed: 'error',
  unknown: 'error',
};

const outcomeFindings = (outcomes: readonly Outcome[], plan: Plan | undefined): ReportedFinding[] => {
  const paths = new Map(plan?.changes.map((change) => [refKey(change), change.path]));
  return outcomes.flatMap((outcome): ReportedFinding[] => {
    const severity = outcomeSeverity(outcome);
    if (severity === undefined) return [];
    const { status, action, displayName, reason, hint } = outcome;
    return [
      {
        code: `deploy/${status}`,
        severity,
        message: `${action} of ${displayName} ${status.replace('-', ' ')}${reason === undefined ? '.' : `: ${reason}`}`,
        ...(hint === undefined ? {} : { hint }),
        ...at(paths.get(refKey(outcome))),
      },
    ];
  });
};

/** What a verdict says to a person; undefined for a rule that is in sync, or somebody else's. */
export const verdictFinding = (verdict: Verdict, workspace: string): ReportedFinding | undefined => {
  const unmanaged = verdict.state === 'unmanaged';
  if (!isDrift(verdict) && !isUnclear(verdict) && !unmanaged) return undefined;
  const fields = verdict.fields.filter(({ cosmetic }) => !cosmetic).map((field) => fieldName(field.at));
  return {
    code:
      verdict.autoDisabled !== undefined
        ? 'drift/auto-disabled'
        : `drift/${isSwitchDue(verdict) ? 'override' : verdict.state}`,
    severity: unmanaged ? 'note' : 'warning',
    message: `${verdict.displayName} (${verdict.id}) in ${workspace}: ${
      verdict.autoDisabled ?? (isSwitchDue(verdict) ? switchDueTitle : driftTitle(verdict.state))
    }${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`,
    ...at(verdict.path),
  };
};

const weights: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The same findings with errors first; within a severity the order stays. */
export const bySeverity = <T extends { readonly severity: Severity }>(findings: readonly T[]): T[] =>
  findings.toSorted((left, right) => weights[left.severity] - weights[right.severity]);

const fromDiagnostic = ({ code, severity, message, hint, path, range, related, fix }: Diagnostic): ReportedFinding => ({
  code,
  severity,
  message,
  path,
  ...(hint === undefined ? {} : { hint }),
  ...(range === undefined ? {} : { range }),
  ...(related === undefined ? {} : { related }),
  ...(fix === undefined ? {} : { fix }),
});

/** What a section says that somebody should look at. */
const sectionFindings = (report: Report): ReportedFinding[] =>
  (sectionOf(report)?.entries ?? []).flatMap(({ severity, code, message, hint, path, range }) =>
    severity === undefined
      ? []
      : [
          {
            code,
            severity,
            message,
            ...(hint === undefined ? {} : { hint }),
            ...at(path),
            ...(range === undefined ? {} : { range }),
          },
        ],
  );

/** What a run of tests found besides cases that fail: what rules lack, and the changes of them that nobody notices. */
const testFindings = ({ untested = [], mutants = [] }: TestsRun): ReportedFinding[] => [
  ...untested.map(({ rule, path, lacks }): ReportedFinding => ({
    code: 'test/lacking',
    severity: 'note',
    message: `${rule} lacks ${inSeries(lacks)}.`,
    path,
  })),
  ...mutants.flatMap(({ rule, path, survivors }) =>
    survivors.map(({ change, range }): ReportedFinding => ({
      code: 'test/unnoticed',
      severity: 'note',
      message: `No case of ${rule} notices: ${change}`,
      path,
      ...(range === undefined ? {} : { range }),
    })),
  ),
];

const comparedSeverities: Readonly<Record<ComparedChange['kind'], Severity>> = {
  lost: 'warning',
  gained: 'note',
  renamed: 'note',
};

const comparedFindings = (rules: readonly ComparedRule[]): ReportedFinding[] =>
  rules.flatMap(({ rule, path, changes }) =>
    changes.map(({ kind, words }) => ({
      code: `compare/${kind}`,
      severity: comparedSeverities[kind],
      message: `${rule}: ${words}`,
      path,
    })),
  );

/**
 * Every finding of a report: its diagnostics, what a plan refuses or loses, what a deployment left, what drifted, what
 * tests lack, what a change loses, and what else the command found.
 */
export const findingsOf = (report: Report): ReportedFinding[] => [
  ...sectionFindings(report),
  ...shownDiagnostics(report).map(fromDiagnostic),
  ...(report.plan === undefined ? [] : planFindings(report.plan)),
  ...(report.outcomes === undefined ? [] : outcomeFindings(report.outcomes, report.plan)),
  ...(report.tests === undefined ? [] : testFindings(report.tests)),
  ...(report.compared === undefined ? [] : comparedFindings(report.compared)),
  ...(report.command === 'drift'
    ? (report.verdicts ?? []).flatMap((verdict) => verdictFinding(verdict, report.workspace ?? '') ?? [])
    : []),
];
