import type { Diagnostic } from '../core/diagnostic.ts';
import type { Report, ReportContext, Reporter } from '../core/report.ts';
import { cutText, fit, type Piece } from './text/budget.ts';
import { shownDiagnostics, diagnosticsSummary } from './diagnostics.ts';
import { markdownCompared } from './compare.ts';
import { markdownDrift } from './drift.ts';
import { bySeverity } from './finding.ts';
import { codeCell, codeSpan, prose } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { markdownOutcomes } from './outcomes.ts';
import { markdownSection, sectionOf } from './sections/section.ts';
import { markdownPlans } from './plan/plan-markdown.ts';
import { markdownOwners } from './owners.ts';
import { markdownTests } from './tests.ts';

/**
 * Characters of a report unless the context says otherwise: GitHub takes 65,536 in a comment or an issue, and a
 * heading and a footer come along.
 */
export const commentRoom = 60_000;

/** Characters that the longest list of owners takes. */
const ownersRoom = 12_000;

const row = ({ severity, path, range, message, code, hint }: Diagnostic): Piece => {
  const start = `| ${severity} | ${codeCell(range === undefined ? path : `${path}:${range.start.line}`)} | `;
  const text = (length: number, more: string): string =>
    `${start}${prose(cut(message, length), codeCell)}${more} | ${codeCell(code)} |`;
  return { full: text(1000, hint === undefined ? '' : `<br>${prose(cut(hint, 500), codeCell)}`), brief: text(100, '') };
};

const findingsTable = (diagnostics: readonly Diagnostic[], room: number): string => {
  const fitted = fit(bySeverity(diagnostics).map(row), room);
  const cutting = cutText(fitted, 'findings');
  return [
    ['| | Place | Finding | Code |', '|---|---|---|---|', ...fitted.texts].join('\n'),
    ...(cutting === '' ? [] : [cutting]),
  ].join('\n\n');
};

/** A report as GitHub Markdown, in at most `limit` characters (60,000 unless given), with what was cut said. */
export const markdown: Reporter = (report, context) => {
  let left = (context.limit ?? commentRoom) - 500;
  const parts: string[] = [];
  const add = (text: string): void => {
    left -= text.length + 2;
    parts.push(text);
  };
  // A plan shows them itself, after its verdict.
  const { plan } = report.outcomes === undefined ? report : { plan: undefined };
  const findings = plan === undefined ? shownDiagnostics(report) : [];
  if (report.command === 'plan' && report.plan === undefined)
    add(`### Plan for ${codeSpan(report.workspace ?? '')}\n\n**🛑 Nothing is planned: the content has errors.**`);
  if (findings.length > 0) add(findingsTable(findings, left * 0.6));
  if (report.tests !== undefined) add(markdownTests(report.tests, left));
  else if (report.command === 'validate' || findings.length > 0)
    add(`${diagnosticsSummary(report.files, report.diagnostics)}.\n`);
  if (plan !== undefined) add(markdownPlans([{ plan, findings: report.diagnostics }], left));
  if (report.command === 'drift' && report.verdicts !== undefined && report.workspace !== undefined)
    add(markdownDrift(report.workspace, report.verdicts, left, report.notes));
  if (report.compared !== undefined) add(markdownCompared(report.compared, left));
  if (report.owners !== undefined && left > ownersRoom)
    add(markdownOwners(report.owners, report.command === 'drift' ? 'mention' : 'name'));
  const section = sectionOf(report);
  if (section !== undefined) add(markdownSection(section, left));
  else if (report.outcomes !== undefined) add(markdownOutcomes(report.outcomes, left));
  const text = parts.join('\n\n');
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
};

/**
 * Several reports as one text in at most `limit` characters: plans of several workspaces are one text, in which what they
 * have in common is said once; of the others each is a section, and equal ones are one.
 */
export const markdownTogether = (reports: readonly Report[], context: ReportContext): string => {
  const limit = context.limit ?? commentRoom;
  const plans = reports.flatMap(({ command, plan, diagnostics }) =>
    command === 'plan' && plan !== undefined ? [{ plan, findings: diagnostics }] : [],
  );
  const owners = reports.flatMap(({ command, owners: own = [] }) => (command === 'plan' ? own : []));
  const hasOwners = owners.length > 0 && limit > 2 * ownersRoom;
  const others = reports.filter(({ command, plan }) => command !== 'plan' || plan === undefined);
  const share = limit / (others.length + Math.min(plans.length, 1));
  const sections = others.map((report) => markdown(report, { ...context, limit: Math.floor(share) }));
  return [
    ...new Set(sections),
    ...(plans.length === 0
      ? []
      : [markdownPlans(plans, limit - Math.floor(share) * others.length - 500 - (hasOwners ? ownersRoom : 0))]),
    ...(hasOwners ? [markdownOwners(owners, 'name')] : []),
  ].join('\n\n');
};
