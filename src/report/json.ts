import { planJson } from '../core/plan/plan-json.ts';
import type { JsonObject } from '../core/json.ts';
import type { Report, Reporter } from '../core/report.ts';
import { jsonText } from '../core/text/visible.ts';
import { diagnosticsJson, findingsJson } from './diagnostics-json.ts';
import { comparedJson } from './compare.ts';
import { driftJson } from './drift-json.ts';
import { sectionOf } from './sections/section.ts';
import { testsJson } from './tests.ts';

/** A report as a value of the machine format. */
export const machine = (report: Report): JsonObject => {
  const section = sectionOf(report);
  if (section !== undefined) return section.json;
  const findings = findingsJson(report.diagnostics);
  const { command, workspace, plan, outcomes, verdicts, tests, compared } = report;
  const owners =
    report.owners === undefined
      ? {}
      : { owners: report.owners.map(({ owner, names }) => ({ owner, names: [...names] })) };
  if (tests !== undefined) return { ...diagnosticsJson(report.files, report.diagnostics), ...testsJson(tests) };
  if (compared !== undefined)
    return { ...diagnosticsJson(report.files, report.diagnostics), ...comparedJson(compared) };
  // With errors in the content nothing was compared: no list of rules is said then, since an empty one would mean no drift.
  if (command === 'drift' && workspace !== undefined && verdicts !== undefined)
    return { ...driftJson(workspace, verdicts), ...owners, ...findings };
  if (plan !== undefined)
    return {
      ...planJson(plan),
      ...owners,
      ...findings,
      ...(outcomes === undefined
        ? {}
        : {
            outcomes: outcomes.map(({ type, id, displayName, action, status, reason, hint, failure }) => ({
              type,
              id,
              name: displayName,
              action,
              status,
              ...(reason === undefined ? {} : { reason }),
              ...(hint === undefined ? {} : { hint }),
              ...(failure === undefined ? {} : { failure }),
            })),
          }),
    };
  return diagnosticsJson(report.files, report.diagnostics);
};

/** The machine format. */
export const json: Reporter = (report) => jsonText(machine(report));
