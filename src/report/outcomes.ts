import type { Outcome, OutcomeStatus } from '../core/change.ts';
import type { ReportContext } from '../core/report.ts';
import { escaped } from './markdown-text.ts';
import { inert, styleOf, type Style } from './style.ts';

const order: readonly OutcomeStatus[] = ['written', 'unchanged', 'skipped', 'refused', 'failed', 'not-attempted'];

const paintOf = (status: OutcomeStatus, style: Style): ((text: string) => string) => {
  switch (status) {
    case 'written':
      return style.green;
    case 'unchanged':
      return style.dim;
    case 'skipped':
    case 'not-attempted':
      return style.yellow;
    case 'refused':
    case 'failed':
      return style.red;
  }
};

/** `12 written, 1 failed`; statuses that did not occur are left out. */
export const outcomeSummary = (outcomes: readonly Outcome[]): string => {
  const parts = order.flatMap((status) => {
    const count = outcomes.filter((outcome) => outcome.status === status).length;
    return count === 0 ? [] : [`${count} ${status.replace('-', ' ')}`];
  });
  return parts.length === 0 ? 'nothing to do' : parts.join(', ');
};

/** One line for an outcome, as progress and as the final list show it. */
export const outcomeLine = (outcome: Outcome, style: Style): string =>
  `  ${paintOf(outcome.status, style)(outcome.status.replace('-', ' ').padEnd(13))} ${outcome.action.padEnd(7)} ${inert(outcome.displayName)}${
    outcome.reason === undefined ? '' : `: ${inert(outcome.reason)}`
  }`;

/** How a deployment ended: what was not simply written, and the counts. Progress has shown the rest. */
export const prettyOutcomes = (outcomes: readonly Outcome[], context: ReportContext): string => {
  const style = styleOf(context);
  const lines = outcomes
    .filter(({ status, reason }) => status !== 'written' || reason !== undefined)
    .map((outcome) => outcomeLine(outcome, style));
  return `${[...lines, ...(lines.length === 0 ? [] : ['']), `${style.bold('Deployed:')} ${outcomeSummary(outcomes)}.`].join('\n')}\n`;
};

/** The same as a table for a pull request or a job summary. */
export const markdownOutcomes = (outcomes: readonly Outcome[]): string => {
  const rows = outcomes.map(
    ({ status, action, displayName, reason }) =>
      `| ${status.replace('-', ' ')} | ${action} | ${escaped(displayName)} | ${escaped(reason ?? '')} |`,
  );
  const table =
    rows.length === 0 ? [] : [['| Outcome | Change | Rule | Reason |', '|---|---|---|---|', ...rows].join('\n')];
  return `${['### Deployment', `${outcomeSummary(outcomes)}.`, ...table].join('\n\n')}\n`;
};
