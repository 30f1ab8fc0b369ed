import type { Outcome, OutcomeStatus } from '../core/engine/change.ts';
import type { ReportContext } from '../core/report.ts';
import { cutText, fit } from './text/budget.ts';
import { codeCell, escaped, prose } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { inert, oneLine, styleOf, type Style } from './text/style.ts';
import { counted } from '../core/text/phrase.ts';

/** Every status, the good ones first. */
export const statusOrder: readonly OutcomeStatus[] = [
  'written',
  'unchanged',
  'skipped',
  'refused',
  'failed',
  'unknown',
  'not-attempted',
];

const colours = {
  written: 'green',
  unchanged: 'dim',
  skipped: 'yellow',
  'not-attempted': 'yellow',
  refused: 'red',
  failed: 'red',
  unknown: 'red',
} as const satisfies Record<OutcomeStatus, keyof Style>;

const paintOf = (status: OutcomeStatus, style: Style): ((text: string) => string) => style[colours[status]];

/** `12 written, 1 failed`; statuses that did not occur are left out. */
export const outcomeSummary = (outcomes: readonly Outcome[]): string => {
  const parts = statusOrder.flatMap((status) => {
    const count = outcomes.filter((outcome) => outcome.status === status).length;
    return count === 0 ? [] : [`${count} ${status.replace('-', ' ')}`];
  });
  return parts.length === 0 ? 'nothing to do' : parts.join(', ');
};

/** One line for an outcome, as progress and as the final list show it. */
export const outcomeLine = (outcome: Outcome, style: Style): string =>
  `  ${paintOf(outcome.status, style)(outcome.status.replace('-', ' ').padEnd(13))} ${outcome.action.padEnd(7)} ${oneLine(outcome.displayName)}${
    outcome.reason === undefined ? '' : `: ${inert(outcome.reason)}`
  }`;

/**
 * Why a run stopped before its first write, where it did: said once, since it holds for every change alike. Rules that
 * the plan left alone are no part of it.
 */
export const neverBegun = (outcomes: readonly Outcome[]): string | undefined => {
  const planned = outcomes.filter(({ status }) => status !== 'refused' && status !== 'skipped');
  const [first] = planned;
  return first !== undefined && planned.every(({ status }) => status === 'not-attempted')
    ? `Nothing was written: ${first.reason ?? 'the run stopped'} before the first of ${counted(planned.length, 'change')}.`
    : undefined;
};

/** How a deployment ended: what was not simply written, and the counts. Progress has shown the rest. */
export const prettyOutcomes = (outcomes: readonly Outcome[], context: ReportContext): string => {
  const style = styleOf(context);
  const stopped = neverBegun(outcomes);
  const told = stopped === undefined ? outcomes : outcomes.filter(({ status }) => status !== 'not-attempted');
  const lines = told
    .filter(({ status, reason }) => status !== 'written' || reason !== undefined)
    .flatMap((outcome) => [
      outcomeLine(outcome, style),
      ...(outcome.hint === undefined ? [] : [`      ${style.dim('hint:')} ${inert(outcome.hint)}`]),
    ]);
  const end = [...(stopped === undefined ? [] : [stopped]), `${style.bold('Deployed:')} ${outcomeSummary(outcomes)}.`];
  return `${[...lines, ...(lines.length === 0 ? [] : ['']), ...end].join('\n')}\n`;
};

const troubles: readonly OutcomeStatus[] = [
  'failed',
  'unknown',
  'refused',
  'not-attempted',
  'skipped',
  'written',
  'unchanged',
];

/** The same as a table for a pull request or a job summary, troubles first, in so many characters. */
export const markdownOutcomes = (outcomes: readonly Outcome[], room: number): string => {
  const stopped = neverBegun(outcomes);
  const told = stopped === undefined ? outcomes : outcomes.filter(({ status }) => status !== 'not-attempted');
  const sorted = told.toSorted((a, b) => troubles.indexOf(a.status) - troubles.indexOf(b.status));
  const pieces = sorted.map(({ status, action, displayName, reason }) => {
    const start = `| ${status.replace('-', ' ')} | ${action} | ${escaped(cut(displayName, 200))}`;
    return { full: `${start} | ${prose(cut(reason ?? '', 1000), codeCell)} |`, brief: `${start} | |` };
  });
  const fitted = fit(pieces, Math.max(0, room - 400));
  const table =
    pieces.length === 0
      ? []
      : [['| Outcome | Change | Item | Reason |', '|---|---|---|---|', ...fitted.texts].join('\n')];
  const cutting = cutText(fitted, 'changes');
  const start = [
    '### Deployment',
    `${outcomeSummary(outcomes)}.`,
    ...(stopped === undefined ? [] : [escaped(stopped)]),
  ];
  return `${[...start, ...table, ...(cutting === '' ? [] : [cutting])].join('\n\n')}\n`;
};
