import { decisions, usualDecision, type Decision, type OnboardRow, type RowState } from '../core/service/onboarding.ts';
import { inert, oneLine, styleOf, type Look } from './text/style.ts';
import { wrapped } from './text/wrap.ts';

const order: readonly RowState[] = [
  'equal',
  'equal, other id',
  'id changed',
  'differing',
  'ambiguous',
  'live only',
  'file only',
];

/** `212 equal, 30 equal under another id, …`; what did not occur is left out. */
export const onboardSummary = (rows: readonly OnboardRow[]): string => {
  const parts = order.flatMap((state) => {
    const count = rows.filter((row) => row.state === state).length;
    return count === 0 ? [] : [`${count} ${state === 'equal, other id' ? 'equal under another id' : state}`];
  });
  return parts.length === 0 ? 'nothing on either side' : parts.join(', ');
};

export type DecidedRow = OnboardRow & { readonly decision: Decision | undefined; readonly isWork: boolean };

const sayId = ({ id, fileId }: OnboardRow): string =>
  id !== undefined && fileId !== undefined && id.toLowerCase() !== fileId.toLowerCase()
    ? `${id} runs, the file says ${fileId}`
    : (id ?? fileId ?? 'no id');

const lineOf = (row: DecidedRow, style: ReturnType<typeof styleOf>): readonly string[] => [
  `  ${row.state.padEnd(15)} ${inert(oneLine(row.displayName))}  ${style.dim(inert(sayId(row)))}`,
  ...(row.files.length === 0 ? [] : [`      ${inert(row.files.join(', '))}`]),
  ...(row.fields.length === 0 ? [] : [`      differs: ${row.fields.join(', ')}`]),
  ...(row.owner === undefined ? [] : [`      managed by ${inert(row.owner)}`]),
  ...(row.note === undefined ? [] : [`      ${inert(row.note)}`]),
  `      ${row.decision === undefined ? style.yellow('to be decided') : `decision: ${row.decision}`}`,
];

/** The table for a terminal: what is settled is counted and not listed. */
export const onboardTable = (rows: readonly DecidedRow[], workspace: string, look: Look): string => {
  const style = styleOf(look);
  const listed = rows.filter((row) => row.isWork || row.decision === undefined || row.state !== 'equal');
  const lines = listed.flatMap((row) => lineOf(row, style));
  return wrapped(
    `${[...lines, `${style.bold('onboard:')} ${inert(workspace)}: ${onboardSummary(rows)}.`].join('\n')}\n`,
    look.columns,
  );
};

/** A cell that a spreadsheet takes for a text, whatever it begins with. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The columns of the CSV; `decision` is the one to fill in. */
export const onboardColumns = [
  'decision',
  'state',
  'type',
  'name',
  'id',
  'file',
  'file id',
  'differs',
  'owner',
  'note',
] as const;

/** All rows as CSV (RFC 4180), for a spreadsheet. */
export const onboardCsv = (rows: readonly DecidedRow[]): string =>
  [
    [...onboardColumns],
    ...rows.map((row) => [
      row.decision ?? '',
      row.state,
      row.type,
      row.displayName,
      row.id ?? '',
      row.files.join(' | '),
      row.fileId ?? '',
      row.fields.join(' '),
      row.owner ?? '',
      row.note ?? (usualDecision(row) === undefined ? `one of ${decisions.join(', ')}` : ''),
    ]),
  ]
    .map((record) => `${record.map(cell).join(',')}\r\n`)
    .join('');
