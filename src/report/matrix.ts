import { alikeColumns, type AlikeColumn } from '../core/fleet/alike.ts';
import { driftPlace } from '../core/engine/drift.ts';
import type { JsonObject } from '../core/json.ts';
import type { Report, WorkspaceRun } from '../core/report.ts';
import { counted } from '../core/text/phrase.ts';
import { codeCell, escaped } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';
import { inColumns } from './text/rows.ts';
import { clipped, oneLine, styleOf, type Look } from './text/style.ts';

/** What became of one item in one workspace, in a word. */
type Cell = { readonly type: string; readonly id: string; readonly name: string; readonly word: string };

/** One item, and its word by workspace; workspaces that have nothing to say of it are left out. */
export type MatrixRow = Omit<Cell, 'word'> & { readonly cells: ReadonlyMap<string, string> };

const quiet = new Set(['unchanged', 'left', 'found']);

const cellsOf = ({ outcomes, plan, verdicts, transfers, health, diagnostics }: Report): readonly Cell[] => {
  if (outcomes !== undefined)
    return outcomes.map(({ type, id, displayName, status }) => ({ type, id, name: displayName, word: status }));
  if (plan !== undefined)
    return [
      ...plan.changes.map(({ type, id, displayName, action }) => ({ type, id, name: displayName, word: action })),
      ...plan.refusals.flatMap(({ type = '', id, displayName }) =>
        id === undefined ? [] : [{ type, id, name: displayName ?? id, word: 'refused' }],
      ),
    ];
  if (verdicts !== undefined)
    return verdicts.flatMap((verdict) => {
      const { type, id, displayName, state } = verdict;
      const place = driftPlace(verdict);
      if (place === 'inSync' || state === 'orphan' || state === 'invalid') return [];
      return [{ type, id, name: displayName, word: place ?? state }];
    });
  if (transfers !== undefined)
    return transfers.flatMap(({ id, name, action }) =>
      quiet.has(action) ? [] : [{ type: '', id, name, word: action }],
    );
  if (health !== undefined) return health.findings.map(({ id, name, kind }) => ({ type: '', id, name, word: kind }));
  const worst = new Map<string, string>();
  for (const { path, severity } of diagnostics)
    if (severity === 'error' || (severity === 'warning' && !worst.has(path))) worst.set(path, severity);
  return [...worst].map(([path, word]) => ({ type: '', id: path, name: path, word }));
};

/** How a workspace ended, and whether anything is said of its items. */
type End = Pick<WorkspaceRun, 'workspace' | 'exitCode'> & { readonly isReported: boolean };

/** What became of each item in each workspace. */
export type Matrix = {
  /** Items by name; those that no workspace has anything to say of are left out. */
  readonly rows: readonly MatrixRow[];
  readonly ends: readonly End[];
};

/** A matrix that takes the runs as they come, and keeps nothing of them but their words. */
export type GrowingMatrix = {
  readonly add: (run: Pick<WorkspaceRun, 'workspace' | 'exitCode' | 'report'>) => void;
  readonly grown: () => Matrix;
};

/** A matrix without runs. */
export const growingMatrix = (): GrowingMatrix => {
  const rows = new Map<string, Omit<Cell, 'word'> & { readonly cells: Map<string, string> }>();
  const ends: End[] = [];
  return {
    add: ({ workspace, exitCode, report }) => {
      ends.push({ workspace, exitCode, isReported: report !== undefined });
      for (const { word, ...item } of report === undefined ? [] : cellsOf(report)) {
        const key = `${item.type}/${item.id.toLowerCase()}`;
        const row = rows.get(key) ?? { ...item, cells: new Map<string, string>() };
        row.cells.set(workspace, word);
        rows.set(key, row);
      }
    },
    grown: () => ({
      rows: [...rows.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id, 'en')),
      ends,
    }),
  };
};

/** The matrix in the machine format. */
export const matrixJson = ({ rows }: Matrix): readonly JsonObject[] =>
  rows.map(({ type, id, name, cells }) => ({
    ...(type === '' ? {} : { type }),
    id,
    name,
    workspaces: Object.fromEntries(cells),
  }));

const mostColumns = 8;
const mostRows = 100;
const mostNames = 10;

const nothing = '·';

const columnsOf = (rows: readonly MatrixRow[], workspaces: readonly string[]): readonly AlikeColumn[] =>
  alikeColumns(workspaces, (workspace) => rows.map(({ cells }) => cells.get(workspace) ?? nothing));

const named = (workspaces: readonly string[]): string => {
  const more = workspaces.length - mostNames;
  return `${workspaces.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** How many ended how, the worst first. */
const endings = (ends: readonly End[]): readonly string[] => {
  const byCode = new Map<number, string[]>();
  for (const { workspace, exitCode } of ends) byCode.set(exitCode, [...(byCode.get(exitCode) ?? []), workspace]);
  return [...byCode]
    .toSorted(([a], [b]) => b - a)
    .map(([code, workspaces], _, { length }) => {
      const names = length === 1 ? '' : ` (${named(workspaces)})`;
      return `exit ${code}: ${counted(workspaces.length, 'workspace')}${names}`;
    });
};

type Drawn = {
  readonly columns: readonly AlikeColumn[];
  readonly rows: readonly MatrixRow[];
  /** What could not be drawn, in sentences. */
  readonly left: readonly string[];
  readonly legend: readonly string[];
};

const drawnOf = ({ rows: all, ends }: Matrix): Drawn => {
  const namesWhere = (reported: boolean): readonly string[] =>
    ends.flatMap(({ workspace, isReported }) => (isReported === reported ? [workspace] : []));
  const silent = namesWhere(false);
  // Where one has nothing to say, the others are not all.
  const columns = columnsOf(all, namesWhere(true)).map((column) =>
    column.heading === 'all' && silent.length > 0 ? { ...column, heading: 'A' } : column,
  );
  const [rows, shown] = [all.slice(0, mostRows), columns.slice(0, mostColumns)];
  const hidden = columns.slice(mostColumns).flatMap(({ workspaces }) => workspaces);
  return {
    columns: shown,
    rows,
    left: [
      ...(all.length > rows.length ? [`${all.length - rows.length} more items are in the JSON report.`] : []),
      ...(hidden.length > 0 ? [`${counted(hidden.length, 'workspace')} of other columns: ${named(hidden)}.`] : []),
      ...(silent.length > 0 ? [`${counted(silent.length, 'workspace')} without a report: ${named(silent)}.`] : []),
    ],
    legend: shown.flatMap(({ heading, workspaces }) =>
      heading === 'all' || (workspaces.length === 1 && workspaces[0] === heading)
        ? []
        : [`${heading}: ${counted(workspaces.length, 'workspace')} (${named(workspaces)})`],
    ),
  };
};

const longestName = 48;

/** The names of rows, each cut; with their ids where nobody could tell them apart otherwise. */
const namesOf = (rows: readonly MatrixRow[], cutName: (name: string) => string): readonly string[] => {
  const countsOf = (texts: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
  };
  const names = rows.map(({ name }) => cutName(name));
  const [alike, ids] = [countsOf(names), countsOf(rows.map(({ id }) => id))];
  return rows.map(({ type, id }, at) => {
    const name = names[at] ?? '';
    const isAlone = alike.get(name) === 1;
    return isAlone ? name : `${name} (${ids.get(id) === 1 || type === '' ? id : `${type}/${id}`})`;
  });
};

/** The matrix for a terminal, and how the workspaces ended; empty for one workspace. */
export const prettyMatrix = (matrix: Matrix, look: Look): string => {
  if (matrix.ends.length < 2) return '';
  const style = styleOf(look);
  const { columns, rows, left, legend } = drawnOf(matrix);
  const names = namesOf(rows, (name) => clipped(name, longestName));
  const lines = [
    ['', ...columns.map(({ heading }) => oneLine(heading))],
    ...rows.map((_, at) => [oneLine(names[at] ?? ''), ...columns.map(({ words }) => words[at] ?? nothing)]),
  ];
  const table = rows.length === 0 ? [] : [...inColumns(lines), ''];
  const notes = rows.length === 0 ? [] : [...legend, ...left].map(oneLine);
  return [
    style.bold('── all ──'),
    '',
    ...table,
    ...(notes.length === 0 ? [] : [...notes, '']),
    ...endings(matrix.ends).map(oneLine),
    '',
  ].join('\n');
};

/** The matrix as GitHub Markdown; empty for one workspace, and where there is nothing to tell apart. */
export const markdownMatrix = (matrix: Matrix): string => {
  const { columns, rows, left, legend } = drawnOf(matrix);
  if (matrix.ends.length < 2 || rows.length === 0) return '';
  const names = namesOf(rows, (name) => cut(name, 100));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '### Items by workspace',
    '',
    line(['', ...columns.map(({ heading }) => codeCell(heading))]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map((_, at) => line([escaped(names[at] ?? ''), ...columns.map(({ words }) => words[at] ?? nothing)])),
    ...[...legend, ...left].flatMap((text) => ['', escaped(text)]),
  ].join('\n');
};
