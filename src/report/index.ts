import type { JsonObject } from '../core/json.ts';
import { planJson } from '../core/plan.ts';
import type { Report, Reporter } from '../core/report.ts';
import { diagnosticJson, diagnosticsJson } from './diagnostics-json.ts';
import { diagnosticsSummary, prettyDiagnostics } from './diagnostics.ts';
import { driftJson, markdownDrift, prettyDrift } from './drift.ts';
import { codeSpan, escaped } from './markdown-text.ts';
import { markdownOutcomes, prettyOutcomes } from './outcomes.ts';
import { markdownPlan } from './plan-markdown.ts';
import { prettyPlan } from './plan-pretty.ts';

const errorsOnly = (report: Report): Report['diagnostics'] =>
  report.command === 'validate' || report.command === 'render'
    ? report.diagnostics
    : report.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');

const pretty: Reporter = (report, context) => {
  const findings = errorsOnly(report);
  const parts = [
    ...(findings.length === 0 ? [] : [prettyDiagnostics(findings, context)]),
    ...(report.command === 'validate' || findings.length > 0
      ? [`${diagnosticsSummary(report.files, report.diagnostics)}\n`]
      : []),
    ...(report.plan === undefined || report.outcomes !== undefined ? [] : [prettyPlan(report.plan, context)]),
    ...(report.command === 'drift' && report.verdicts !== undefined && report.workspace !== undefined
      ? [prettyDrift(report.workspace, report.verdicts, context)]
      : []),
    ...(report.outcomes === undefined ? [] : [prettyOutcomes(report.outcomes, context)]),
  ];
  return parts.join('\n');
};

const machine = (report: Report): JsonObject => {
  const findings = report.diagnostics.map(diagnosticJson);
  if (report.command === 'drift' && report.workspace !== undefined)
    return { ...driftJson(report.workspace, report.verdicts ?? []), diagnostics: findings };
  if (report.plan !== undefined)
    return {
      ...planJson(report.plan),
      diagnostics: findings,
      ...(report.outcomes === undefined
        ? {}
        : {
            outcomes: report.outcomes.map(({ id, displayName, action, status, reason, failure }) => ({
              id,
              name: displayName,
              action,
              status,
              ...(reason === undefined ? {} : { reason }),
              ...(failure === undefined ? {} : { failure }),
            })),
          }),
    };
  return diagnosticsJson(report.files, report.diagnostics);
};

const json: Reporter = (report) => `${JSON.stringify(machine(report), null, 2)}\n`;

const markdown: Reporter = (report) => {
  const rows = errorsOnly(report).map(
    ({ severity, path, range, message, code }) =>
      `| ${severity} | ${codeSpan(range === undefined ? path : `${path}:${range.start.line}`)} | ${escaped(message)} | ${codeSpan(code)} |`,
  );
  const parts = [
    ...(rows.length === 0 ? [] : [['| | Place | Finding | Code |', '|---|---|---|---|', ...rows].join('\n')]),
    ...(report.command === 'validate' || rows.length > 0
      ? [`${diagnosticsSummary(report.files, report.diagnostics)}.\n`]
      : []),
    ...(report.plan === undefined || report.outcomes !== undefined ? [] : [markdownPlan(report.plan)]),
    ...(report.command === 'drift' && report.verdicts !== undefined && report.workspace !== undefined
      ? [markdownDrift(report.workspace, report.verdicts)]
      : []),
    ...(report.outcomes === undefined ? [] : [markdownOutcomes(report.outcomes)]),
  ];
  return parts.join('\n\n');
};

/** Every way to say a report; a new reporter is one line here. */
export const reporters = { pretty, json, markdown } as const satisfies Record<string, Reporter>;
export type Format = keyof typeof reporters;
export const formats = Object.keys(reporters);
