import type { ConvertedQuery } from '../convert.ts';
import type { TableView } from './table-pipeline.ts';

/** A view's table, connectors and notes in one line. */
export const tableNotes = (view: TableView): string => {
  const connectors = view.connectors.map(({ connectorId }) => connectorId).join(', ');
  return `${view.source}. ${view.notes}${connectors === '' ? '' : ` Connectors: ${connectors}.`}`;
};

/** The tables that queries need, as a Markdown table. */
export const tableList = (queries: readonly ConvertedQuery[]): string => {
  const rows = new Map<string, string>();
  for (const query of queries)
    for (const table of query.tables) {
      const view = query.views.find(({ source }) => source === table);
      const notes = view === undefined ? '' : tableNotes(view).slice(view.source.length + 2);
      rows.set(table, rows.get(table) ?? notes);
    }
  const lines = [...rows].map(([table, notes]) => `| ${table} | ${notes.replaceAll('|', '\\|')} |`);
  return ['| Sentinel Table | Notes |', '| --- | --- |', ...lines, ''].join('\n');
};
