import {
  decisions,
  usualDecision,
  type DecidedRow,
  type OnboardRow,
  type RowState,
} from '../../core/service/onboarding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Report } from '../../core/report.ts';
import { headingOf, type Entry, type Section } from './entry.ts';
import { csvText } from '../../core/text/csv.ts';
import { inert, oneLine, styleOf, type Look } from '../text/style.ts';
import { wrapped } from '../text/wrap.ts';

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
  csvText([
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
  ]);

const present = (row: DecidedRow): JsonObject => ({
  type: row.type,
  state: row.state,
  name: row.displayName,
  ...(row.id === undefined ? {} : { id: row.id }),
  files: row.files,
  ...(row.fileId === undefined ? {} : { fileId: row.fileId }),
  fields: row.fields,
  ...(row.owner === undefined ? {} : { owner: row.owner }),
  ...(row.note === undefined ? {} : { note: row.note }),
  ...(row.decision === undefined ? {} : { decision: row.decision }),
});

const entryOf = (row: DecidedRow): Entry => {
  const [path] = row.files;
  return {
    name: row.displayName,
    of: row.id ?? row.fileId ?? row.displayName,
    state: row.state,
    code: 'onboard/undecided',
    ...(row.decision === undefined ? { severity: 'warning' as const } : {}),
    message: [
      `${row.displayName}: ${row.state}`,
      ...(row.fields.length === 0 ? [] : [`differs in ${row.fields.join(', ')}`]),
      ...(row.owner === undefined ? [] : [`managed by ${row.owner}`]),
      row.decision === undefined ? 'to be decided' : `decision: ${row.decision}`,
    ].join('; '),
    ...(row.note === undefined ? {} : { hint: row.note }),
    ...(path === undefined ? {} : { path }),
  };
};

/** What a report says of files and a workspace that were brought together. */
export const onboardingSection = ({ rows, notes = [], workspace = '', outcomes }: Report): Section | undefined =>
  rows === undefined
    ? undefined
    : {
        pretty: (context) => onboardTable(rows, workspace, context),
        // schemas/report/onboard.schema.json
        json: {
          version: 1,
          command: 'onboard',
          workspace,
          rows: rows.map(present),
          notes,
          ...(outcomes === undefined
            ? {}
            : { markers: outcomes.map(({ type, id, status }) => ({ type, id, status })) }),
        },
        title: headingOf('Onboarding', workspace),
        summary: `${onboardSummary(rows)}.`,
        entries: rows.map(entryOf),
      };
