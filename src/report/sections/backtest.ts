import type { JsonObject } from '../../core/json.ts';
import type { Report } from '../../core/report.ts';
import { counted } from '../../core/text/phrase.ts';
import {
  alertsADay,
  isTooNoisy,
  type BacktestReport,
  type BacktestSide,
  type Counted,
} from '../../core/service/backtest.ts';
import { headingOf, type Section } from './entry.ts';
import { oneLine, styleOf, type Look } from '../text/style.ts';
import { wrapped } from '../text/wrap.ts';

/** Entities that are listed. */
const mostShown = 10;

const rounded = (number: number): string => String(Math.round(number * 10) / 10);

const busiest = ({ days }: BacktestSide): string => {
  const [first] = days.toSorted((left, right) => right.alerts - left.alerts);
  return first === undefined || first.alerts === 0 ? '' : `, at most ${first.alerts} (${first.day})`;
};

const sideLine = (label: string, side: BacktestSide): string =>
  `  ${label}  ${alertsADay(side.alertsPerDay)}${busiest(side)}; ${counted(side.alerts, 'alert')}, ${counted(side.incidents, 'incident')}`;

const entityLines = (title: string, list: readonly Counted[]): readonly string[] => {
  if (list.length === 0) return [];
  const more = list.length - mostShown;
  return [
    title,
    ...list.slice(0, mostShown).map(({ label, alerts }) => `  ${oneLine(label)}: ${counted(alerts, 'alert')}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
};

/** What a rule would have raised, for a terminal. */
const prettyBacktest = (report: BacktestReport, look: Look): string => {
  const style = styleOf(look);
  const { now, before, limit, runs } = report;
  const lines = [
    `${style.bold(oneLine(report.rule))} ${style.dim(report.path)}`,
    sideLine('now', now),
    ...(before === undefined ? [] : [sideLine(`at ${oneLine(before.ref)}`, before)]),
    ...entityLines(before === undefined ? 'Entities' : 'New entities', report.fresh),
    ...entityLines('Entities that are gone', report.gone),
    ...report.notes.map((note) => `note: ${note}`),
    ...(limit !== undefined && isTooNoisy(report)
      ? [style.red(`More than the ${counted(limit, 'alert')} a day that \`noise\` allows.`)]
      : []),
    `${style.bold(`Backtest in ${report.workspace}:`)} ${counted(report.span, 'day')}, ${counted(runs.made, 'run')}.`,
    '',
  ];
  return wrapped(lines.join('\n'), look.columns);
};

/** The machine format, schemas/backtest.schema.json. */
const backtestJson = (report: BacktestReport): JsonObject => {
  const { before, limit, ...rest } = report;
  return {
    version: 1,
    command: 'backtest',
    ...rest,
    ...(before === undefined ? {} : { before }),
    ...(limit === undefined ? {} : { limit }),
    tooNoisy: isTooNoisy(report),
  };
};

/** What a report says of a rule over the past of a workspace. */
export const backtestSection = ({ backtest, workspace }: Report): Section | undefined => {
  if (backtest === undefined) return undefined;
  const { rule, path, now, before, limit, runs, span, notes } = backtest;
  const had = before === undefined ? '' : `, and ${rounded(before.alertsPerDay)} at ${before.ref}`;
  const noisy = isTooNoisy(backtest);
  const allowed = limit === undefined ? '' : `; ${limit} are allowed`;
  return {
    pretty: (context) => prettyBacktest(backtest, context),
    json: backtestJson(backtest),
    title: headingOf('Backtest', workspace),
    summary: `${counted(span, 'day')}, ${counted(runs.made, 'run')}. ${notes.join(' ')}`.trim(),
    entries: [
      {
        name: rule,
        of: path,
        state: noisy ? 'too noisy' : 'counted',
        code: 'backtest/noise',
        ...(noisy ? { severity: 'error' } : {}),
        message: `${rule}: ${alertsADay(now.alertsPerDay)}${had}${allowed}.`,
        path,
      },
      ...backtest.gone.map(({ label, alerts }): Section['entries'][number] => ({
        name: label,
        of: path,
        state: 'gone',
        code: 'backtest/gone',
        severity: 'note',
        message: `${label}: no longer in an alert, ${counted(alerts, 'alert')} before.`,
        path,
      })),
    ],
  };
};
