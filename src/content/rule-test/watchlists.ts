import { records } from '../../core/text/csv.ts';
import type { Column } from '../../kql/run/values/value.ts';
import type { WatchlistContent } from '../../core/symbols.ts';
import type { GivenRows } from './rows.ts';

/**
 * The rows that `_GetWatchlist` yields for a watchlist of the repository: its items, all of them texts, and the column
 * that they are searched by under `SearchKey`.
 */
export const watchlistRows = ({ text, delimiter, searchKey }: WatchlistContent): GivenRows => {
  const [header = [], ...items] = [...records(text.replace(/^\uFEFF/, ''), delimiter)];
  const names = header.map((name) => name.trim());
  const key = Math.max(0, names.indexOf(searchKey ?? ''));
  const kept = names.flatMap((name, index) => (name !== '' && names.indexOf(name) === index ? [{ name, index }] : []));
  const columns: readonly Column[] = [
    ...kept.map(({ name }): Column => ({ name, type: 'string' })),
    { name: 'SearchKey', type: 'string' },
  ];
  const rows = items.map((item) => [...kept.map(({ index }) => item[index] ?? ''), item[key] ?? '']);
  return { columns, rows, ingested: [] };
};
