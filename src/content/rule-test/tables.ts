import { nearest } from '../../core/text/nearest.ts';
import type { QuerySchema } from '../../kql/index.ts';
import type { Column, Type } from '../../kql/run/values/value.ts';
import { typeNamed } from './cells.ts';
import type { TestFinding } from './model.ts';

/** What rows are given for, by the key under `given`. */
export type Subject =
  | {
      readonly kind: 'table' | 'function';
      readonly name: string;
      readonly columns: readonly Column[];
      readonly open: boolean;
    }
  | { readonly kind: 'watchlist'; readonly name: string; readonly columns: readonly Column[]; readonly open: boolean }
  | { readonly kind: 'external'; readonly name: string; readonly columns: readonly Column[]; readonly open: true }
  | { readonly kind: 'geo'; readonly name: string };

const callForm = /^(watchlist|_GetWatchlist|externaldata|geo)\((.*)\)$/i;

/** Columns that a watchlist has besides those of its items. Source: Microsoft Learn, build queries with watchlists. */
const watchlistColumns: readonly Column[] = [
  { name: '_DTItemId', type: 'string' },
  { name: 'LastUpdatedTimeUTC', type: 'datetime' },
  { name: 'SearchKey', type: 'string' },
];

const typed = (columns: readonly { readonly name: string; readonly type: string }[]): readonly Column[] =>
  columns.map(({ name, type }) => ({ name, type: typeNamed(type) }));

type Problem = Pick<TestFinding, 'code' | 'message' | 'hint'>;

const watchlist = (alias: string, schema: QuerySchema): Subject => {
  const known = schema.watchlist(alias);
  const own = known === undefined ? [] : typed(known.columns);
  const names = new Set(own.map(({ name }) => name));
  return {
    kind: 'watchlist',
    name: alias,
    columns: [...own, ...watchlistColumns.filter(({ name }) => !names.has(name))],
    // Without a file in the repository the case alone says what the watchlist has.
    open: known === undefined,
  };
};

/** What a key under `given` means; a problem with the near name where nothing has that name. */
export const subjectOf = (key: string, schema: QuerySchema): Subject | { readonly problem: Problem } => {
  const call = callForm.exec(key);
  if (call !== null) {
    const [, form = '', written = ''] = call;
    const name = written.trim().replace(/^(['"])(.*)\1$/, '$2');
    switch (form.toLowerCase()) {
      case 'externaldata':
        return { kind: 'external', name, columns: [], open: true };
      case 'geo':
        return { kind: 'geo', name };
      default:
        return watchlist(name, schema);
    }
  }
  const table = schema.table(key);
  if (table !== undefined) return { kind: 'table', name: key, columns: typed(table.columns), open: table.open };
  const fn = schema.fn(key);
  if (fn?.result.kind === 'table')
    return { kind: 'function', name: key, columns: typed(fn.result.columns), open: fn.result.open };
  if (fn?.result.kind === 'body') return { kind: 'function', name: key, columns: [], open: true };
  if (fn !== undefined)
    return {
      problem: {
        code: 'test/unknown-table',
        message: `\`${key}\` is a function that gives a value and no rows.`,
        hint: 'Give rows of the tables that it reads.',
      },
    };
  const names = [...schema.tableNames(), ...schema.functionNames()];
  const [near] = nearest(key, names);
  return {
    problem: {
      code: 'test/unknown-table',
      message: `There is no table or function \`${key}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
      hint: 'A table of your own is a JSON file under `tables`; a watchlist is given as `watchlist(ALIAS)`.',
    },
  };
};

/** The type of a column by the ending that Log Analytics gives the columns of old custom logs and of AzureDiagnostics. */
const endings: readonly (readonly [ending: string, type: Type])[] = [
  ['_s', 'string'],
  ['_d', 'real'],
  ['_b', 'bool'],
  ['_t', 'datetime'],
  ['_g', 'string'],
];

/** The type that a column without a schema has by its name; undefined where the name says nothing. */
export const typeByName = (name: string): Type | undefined =>
  name === 'TimeGenerated' ? 'datetime' : endings.find(([ending]) => name.endsWith(ending))?.[1];
