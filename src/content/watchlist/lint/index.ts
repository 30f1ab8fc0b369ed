import type { ItemRule, LintRule } from '../../../core/content-type.ts';
import type { WatchlistValues } from '../fields.ts';
import { readLines } from '../rows.ts';

/** The valid fields of a file. */
export type WatchlistDraft = { readonly values: Partial<WatchlistValues>; readonly invalid: readonly string[] };

type WatchlistCheck = ItemRule<WatchlistDraft>;

const most = 5;

const watchlistLines: WatchlistCheck = {
  id: 'rule/watchlist-lines',
  scope: 'item',
  severity: 'error',
  summary: 'The lines of a watchlist are missing, or do not fit its header.',
  why:
    'The service reads the first line as the names of the columns, and each row by them. A row with another number of ' +
    'fields shifts its values into the wrong columns; a column without a name, or two of one name, cannot be queried.',
  *check({ draft: { values } }) {
    const { data, rows } = values;
    if (rows === 'ignore') return;
    if (data === undefined) {
      yield {
        at: '',
        message: 'There is no file of the lines beside it.',
        hint: 'Put them into `data.csv` beside `watchlist.yaml`, or into `<alias>.csv`, which may describe the list itself in lines `# key: value` at its head; or say `rows: ignore`.',
      };
      return;
    }
    const { columns, rows: read, uneven } = readLines(data);
    // An emptied file is more often a mistake than a wish, and would delete every row.
    if (read.length === 0)
      yield {
        at: '',
        message: 'The file of the lines has no row.',
        hint: 'Put the rows back, say `rows: ignore`, or remove the list.',
      };
    const twice = columns.filter((name, index) => name === '' || columns.indexOf(name) !== index);
    if (twice.length > 0)
      yield {
        at: '',
        message: `The header of the lines has ${twice.map((name) => (name === '' ? 'a column without a name' : `\`${name}\` twice`)).join(', ')}.`,
        hint: 'Give each column a name of its own.',
      };
    for (const row of uneven.slice(0, most))
      yield {
        at: '',
        message: `Row ${row} has another number of fields than the header, which has ${columns.length}.`,
        hint: 'Put a value with a comma in double quotes, and leave no field out.',
      };
  },
};

const searchKey: WatchlistCheck = {
  id: 'rule/search-key',
  scope: 'item',
  severity: 'error',
  summary: 'The search key of a watchlist is none of its columns, or a row has no value in it.',
  why: 'Rows are looked up by the search key: the service refuses an upload whose key is no column, or is blank in a row.',
  *check({ draft: { values } }) {
    const { data, itemsSearchKey, rows } = values;
    if (data === undefined || itemsSearchKey === undefined || rows === 'ignore') return;
    const lines = readLines(data);
    if (!lines.columns.includes(itemsSearchKey)) {
      yield {
        at: '/itemsSearchKey',
        message: `\`${itemsSearchKey}\` is no column of the lines, which have ${lines.columns.map((name) => `\`${name}\``).join(', ')}.`,
        hint: 'Name one of the columns, spelled as in the header.',
      };
      return;
    }
    const blank = lines.rows.flatMap((row, index) => (row[itemsSearchKey] === undefined ? [index + 1] : []));
    if (blank.length > 0)
      yield {
        at: '/itemsSearchKey',
        message: `Row ${blank.slice(0, most).join(', ')} ${blank.length > most ? `and ${blank.length - most} more have` : 'has'} no \`${itemsSearchKey}\`.`,
        hint: 'Give each row a value in the search key.',
      };
  },
};

/** Every check of watchlists beyond the schema. */
export const lint: readonly LintRule<WatchlistDraft>[] = [watchlistLines, searchKey];
