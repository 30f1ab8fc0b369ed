import { type JsonObject, present } from '../../core/json.ts';
import type { Severity } from '../../core/diagnostic.ts';
import type { Report } from '../../core/report.ts';
import type { Transfer, TransferAction, TransferCommand, TransferReport } from '../../core/transfer.ts';
import { headingOf, type Entry, type Section } from './entry.ts';
import { diagnosticJson } from '../diagnostics-json.ts';
import { sidesText } from '../plan/plan-text.ts';
import { inert, inline, oneLine, styleOf, type Look, type Style } from '../text/style.ts';
import { wrapped } from '../text/wrap.ts';

const order: readonly TransferAction[] = [
  'found',
  'created',
  'updated',
  'unchanged',
  'conflict',
  'incomplete',
  'refused',
  'left',
];

const actionWords: Readonly<Record<TransferAction, string>> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  conflict: 'in conflict',
  incomplete: 'incomplete',
  refused: 'refused',
  left: 'left alone',
  found: 'available',
};

/** `12 created, 1 in conflict`; what did not occur is left out. */
export const transferSummary = (transfers: readonly Transfer[]): string => {
  const parts = order.flatMap((action) => {
    const count = transfers.filter((entry) => entry.action === action).length;
    return count === 0 ? [] : [`${count} ${actionWords[action]}`];
  });
  return parts.length === 0 ? 'nothing to do' : parts.join(', ');
};

const paints = {
  created: 'green',
  updated: 'green',
  unchanged: 'dim',
  conflict: 'yellow',
  incomplete: 'yellow',
  refused: 'red',
  left: 'dim',
  found: 'yellow',
} as const satisfies Readonly<Record<TransferAction, keyof Style>>;

const linesOf = (entry: Transfer, style: Style, columns: number): string[] => {
  const room = Math.max(24, Math.floor(columns / 2) - 16);
  const place = entry.path ?? entry.id;
  return [
    `  ${style[paints[entry.action]](actionWords[entry.action].padEnd(11))} ${inert(place)}  ${style.dim(oneLine(entry.name))}`,
    ...(entry.fields.length === 0 ? [] : [`      ${entry.fields.join(', ')}`]),
    ...entry.conflicts.map(({ field, theirs, ours, line }) => {
      const [live, git] = sidesText({ before: theirs, after: ours }, room);
      return `      ${style.yellow(field)}${line === undefined ? '' : ` (line ${line})`}: theirs ${style.red(inline(live))}, git ${style.green(inline(git))}`;
    }),
    ...entry.notes.map((note) => `      ${inert(note)}`),
  ];
};

/** What was brought in, for a terminal. Rules that needed nothing are counted and not listed. */
export const prettyTransfers = (report: TransferReport, look: Look): string => {
  const style = styleOf(look);
  const findings = report.diagnostics.map(
    ({ path, range, severity, message, hint }) =>
      `${inert(path)}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`} ${severity}: ${inert(message)}${hint === undefined ? '' : `\n  ${inert(hint)}`}`,
  );
  const notes = (report.notes ?? []).map((note) => `${style.dim('note:')} ${inert(note)}`);
  const listed = report.transfers.filter(({ action, notes }) => action !== 'unchanged' || notes.length > 0);
  const lines = listed.flatMap((entry) => linesOf(entry, style, look.columns));
  const summary = `${style.bold(`${report.command}:`)} ${transferSummary(report.transfers)}.`;
  return wrapped(`${[...notes, ...findings, ...lines, summary].join('\n')}\n`, look.columns);
};

/** The machine format, schemas/transfer.schema.json. */
export const transferJson = (report: TransferReport): JsonObject =>
  present({
    version: 1,
    command: report.command,
    workspace: report.workspace,
    notes: report.notes === undefined || report.notes.length === 0 ? undefined : report.notes,
    rules: report.transfers.map((entry) =>
      present({
        action: entry.action,
        id: entry.id,
        name: entry.name,
        path: entry.path,
        fields: entry.fields,
        conflicts: entry.conflicts.map((conflict) => present(conflict)),
        notes: entry.notes,
      }),
    ),
    diagnostics: report.diagnostics.map(diagnosticJson),
    summary: Object.fromEntries(
      order.map((action) => [action, report.transfers.filter((entry) => entry.action === action).length]),
    ),
  });

const severities: Readonly<Record<TransferAction, Severity | undefined>> = {
  found: 'note',
  created: undefined,
  updated: undefined,
  unchanged: undefined,
  conflict: 'warning',
  incomplete: 'warning',
  refused: 'error',
  left: 'note',
};

const entryOf = (entry: Transfer): Entry => {
  const severity = severities[entry.action];
  const fields = entry.conflicts.length === 0 ? entry.fields : entry.conflicts.map(({ field }) => field);
  return {
    name: entry.name === '' ? entry.id : entry.name,
    of: entry.id,
    state: actionWords[entry.action],
    code: `transfer/${entry.action}`,
    ...(severity === undefined ? {} : { severity }),
    message: `${entry.name === '' ? entry.id : entry.name}: ${actionWords[entry.action]}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}.`,
    ...(entry.notes.length === 0 ? {} : { hint: entry.notes.join(' ') }),
    ...(entry.path === undefined ? {} : { path: entry.path }),
  };
};

const titles: Readonly<Record<TransferCommand, string>> = {
  pull: 'Pull',
  import: 'Import',
  upstream: 'Upstream',
  convert: 'Convert',
};

const isTransfer = (command: Report['command']): command is TransferCommand => Object.hasOwn(titles, command);

/** What a report says of rules on their way into files. */
export const transferSection = (report: Report): Section | undefined => {
  const { command, transfers, workspace, notes = [], diagnostics } = report;
  if (transfers === undefined || !isTransfer(command)) return undefined;
  const all: TransferReport = {
    command,
    transfers,
    diagnostics,
    notes,
    ...(workspace === undefined ? {} : { workspace }),
  };
  return {
    pretty: (context) => prettyTransfers(all, context),
    json: transferJson(all),
    title: headingOf(titles[command], workspace),
    summary: [`${transferSummary(transfers)}.`, ...notes].join(' '),
    entries: transfers.map(entryOf),
  };
};
