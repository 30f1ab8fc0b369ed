import type { ItemRule, LintRule } from '../../../core/lint-rule.ts';
import { listed } from '../../../core/text/phrase.ts';
import type { WatchlistValues } from '../fields.ts';
import { linesOf } from '../files.ts';
import { lineOf, printLines, readLines } from '../rows.ts';

/** The valid fields of a file. */
export type WatchlistDraft = { readonly values: Partial<WatchlistValues>; readonly invalid: readonly string[] };

type WatchlistCheck = ItemRule<WatchlistDraft>;

const most = 5;

/** What an upload takes (Microsoft Learn, limits of watchlists): bytes of a local file, and characters of a line. */
const uploadBytes = 3_800_000;
const lineCharacters = 10_240;

const watchlistLines: WatchlistCheck = {
  id: 'rule/watchlist-lines',
  scope: 'item',
  severity: 'error',
  summary: 'The lines of a watchlist are missing, do not fit its header, or are more than an upload takes.',
  why:
    'The service reads the first line as the names of the columns, and each row by them. A row with another number of ' +
    'fields shifts its values into the wrong columns; a double quote that is not closed makes the rows behind it a part of ' +
    'its value; a column without a name, or two of one name, cannot be queried. A file of more than 3.8 MB, or a line of more than 10,240 characters, is refused.',
  *check({ document, draft: { values } }) {
    const { data, rows } = values;
    if (rows === 'ignore') return;
    if (data === undefined) {
      yield {
        at: '',
        message: 'There is no file of the lines beside it.',
        hint: `Put them into ${listed(linesOf(document.path))} beside it, in exactly these letters, or into \`<alias>.csv\`, which may describe the list itself in lines \`# key: value\` at its head; or say \`rows: ignore\`.`,
      };
      return;
    }
    const { columns, rows: read, uneven, misquoted } = readLines(data);
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
    // Behind a quote that nobody closed, rows become a part of a value, and would be deleted in the workspace.
    for (const { row, in: what } of misquoted.slice(0, most))
      yield {
        at: '',
        message:
          what === 'unclosed'
            ? `Row ${row} has a value whose double quote is never closed: it takes in everything to the end of the file.`
            : `Row ${row} has a value that goes on behind its closing double quote.`,
        hint: 'Close the quote, and write a double quote inside of a value twice.',
      };
    for (const { row, fields } of uneven.slice(0, most))
      yield {
        at: '/data',
        message: `Row ${row} of the lines has ${fields} ${fields === 1 ? 'field' : 'fields'}, and the header has ${columns.length}.`,
        hint: 'Put a value with a comma in double quotes, and leave no field out.',
      };
    const bytes = Buffer.byteLength(printLines(read, columns));
    if (bytes > uploadBytes)
      yield {
        at: '',
        message: `The lines are ${(bytes / 1_000_000).toFixed(1)} MB; an upload takes 3.8 MB.`,
        hint: 'Split the list, or say `rows: ignore` and give it its rows from a storage account (SAS) in the portal: Picket does not do that.',
      };
    const long = read.flatMap((row, index) => (lineOf(row, columns).length > lineCharacters ? [index + 1] : []));
    for (const row of long.slice(0, most))
      yield {
        at: '',
        message: `Row ${row} is a line of more than 10,240 characters.`,
        hint: 'Shorten its values: the service refuses longer lines.',
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
