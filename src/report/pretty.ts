import type { Reporter } from '../core/report.ts';
import { diagnosticsSummary, prettyDiagnostics, repairable, shownDiagnostics } from './diagnostics.ts';
import { prettyCompared } from './compare.ts';
import { prettyDrift } from './drift.ts';
import { prettyOutcomes } from './outcomes.ts';
import { sectionOf } from './sections/section.ts';
import { prettyPlan } from './plan/plan-pretty.ts';
import { caseCodes, prettyTests } from './tests.ts';
import { wrapped } from './text/wrap.ts';

/** A report as people read it in a terminal. */
export const pretty: Reporter = (report, context) => {
  const section = sectionOf(report);
  if (section !== undefined) return wrapped(section.pretty(context), context.columns);
  const findings =
    report.tests === undefined
      ? shownDiagnostics(report)
      : shownDiagnostics(report).filter(({ code }) => !caseCodes.has(code));
  const repairs = report.command === 'validate' ? repairable(report.diagnostics) : '';
  const parts = [
    ...(findings.length === 0 ? [] : [prettyDiagnostics(findings, context)]),
    ...(report.command === 'validate' || (findings.length > 0 && report.tests === undefined)
      ? [`${diagnosticsSummary(report.files, report.diagnostics)}\n${repairs === '' ? '' : `${repairs}\n`}`]
      : []),
    ...(report.plan === undefined || report.outcomes !== undefined
      ? []
      : [prettyPlan(report.plan, report.diagnostics, context)]),
    ...(report.command === 'drift' && report.verdicts !== undefined && report.workspace !== undefined
      ? [prettyDrift(report.workspace, report.verdicts, context, report.notes)]
      : []),
    ...(report.outcomes === undefined ? [] : [prettyOutcomes(report.outcomes, context)]),
    ...(report.tests === undefined ? [] : [prettyTests(report.tests, context)]),
    ...(report.compared === undefined ? [] : [prettyCompared(report.compared, context)]),
  ];
  return wrapped(parts.join('\n'), context.columns);
};
