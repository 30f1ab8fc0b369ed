import type { JsonObject } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { Row } from '../resource.ts';
import { listed } from '../text/phrase.ts';
import type { FieldChange, RowsWrite, Verdict } from './change.ts';
import { rowChanges, rowsField, rowsToWrite, type Contents } from './rows.ts';

/** So many rows are shown one by one; of the others their number is said. */
const mostRows = 20;

/** What a write of rows changes, the first of them as changes of fields below the rows; `left` is how many are not among them. */
export const shownRows = (
  write: Pick<RowsWrite, 'add' | 'remove'>,
  keyOf: (value: JsonObject) => string,
): { readonly fields: readonly FieldChange[]; readonly left: number } => {
  const all = rowChanges(write, keyOf);
  return {
    fields: all.slice(0, mostRows).map(({ key, before, after }) => ({ at: rowsField + pointer(key), before, after })),
    left: Math.max(0, all.length - mostRows),
  };
};

/**
 * A verdict whose rows differ with the first of these as fields below the rows, for people to read: by the digests alone
 * nobody knows what to do. Any other verdict stays as it is.
 */
export const withRowFields = (verdict: Verdict, contents: Contents | undefined): Verdict => {
  const whole = verdict.fields.find(({ at }) => at === rowsField);
  const { desired, live } = verdict;
  const wanted = desired?.resource.rows;
  if (contents === undefined || whole === undefined || wanted === undefined || live?.rows === undefined) return verdict;
  const { fields, left } = shownRows(rowsToWrite(wanted, live.rows), contents.keyOf(desired?.resource.body ?? {}));
  return {
    ...verdict,
    fields: [...verdict.fields, ...fields.map((field) => ({ ...field, side: whole.side, cosmetic: false }))],
    ...(left === 0 ? {} : { rowsLeft: left }),
  };
};

/** A list of which more than this share goes and comes back otherwise is written anew: nobody changed each row by itself. */
const rewriteShare = 0.5;

/** How many rows a write takes out of a list for good, and how many it puts others of their key in the place of. */
export type RowsLost = { readonly deleted: number; readonly replaced: number };

/**
 * The rows that count as lost by a write to a list of `total` rows. One that another of its key replaces is a change, and
 * none of them, until most rows of the list are: then what was there is deleted, and more than a few people's edits.
 */
export const rowsLost = ({ deletes, remove }: Pick<RowsWrite, 'deletes' | 'remove'>, total: number): RowsLost => ({
  deleted: deletes,
  replaced: remove.length > total * rewriteShare ? remove.length - deletes : 0,
});

const columnsOf = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ value }) => Object.keys(value)));

/** Columns that one side has a value in and the other has none, as the reason why so many rows differ. */
const columnsText = ({ add, remove }: Pick<RowsWrite, 'add' | 'remove'>): string => {
  const [coming, going] = [columnsOf(add), columnsOf(remove)];
  const fresh = [...coming].filter((name) => !going.has(name));
  const gone = [...going].filter((name) => !coming.has(name));
  const parts = [
    ...(fresh.length === 0 ? [] : [`${listed(fresh)} in git only`]),
    ...(gone.length === 0 ? [] : [`${listed(gone)} in the workspace only`]),
  ];
  return parts.length === 0 ? '' : ` The rows have other columns: ${parts.join(', ')}.`;
};

/** Says of a write that replaces most rows of a list what it is and why; nothing of any other. */
export const rewriteText = (write: RowsWrite, there: readonly Row[]): readonly string[] => {
  const { replaced } = rowsLost(write, there.length);
  if (replaced === 0) return [];
  const words = `The list is written anew: ${replaced} of its ${there.length} rows are replaced, and each of them is deleted by a request of its own.`;
  return [`${words}${columnsText(write)}`];
};
