import type { SummaryRepositoryCheck } from './draft.ts';

export const sameTable: SummaryRepositoryCheck = {
  id: 'repo/same-table',
  scope: 'repository',
  severity: 'warning',
  summary: 'Two summary rules write into one table.',
  why:
    'A table keeps every column that a rule ever wrote, with its first type: rows of two queries mix, and a column of ' +
    'another type fails the run of the second.',
  *check(items) {
    const seen = new Map<string, string>();
    for (const { document, draft } of items) {
      const table = draft.values.destinationTable;
      if (table === undefined) continue;
      const first = seen.get(table.toLowerCase());
      if (first === undefined) seen.set(table.toLowerCase(), document.path);
      else
        yield {
          path: document.path,
          at: '/destinationTable',
          message: `\`${table}\` is also the table of ${first}.`,
          hint: 'Give each rule a table of its own.',
        };
    }
  },
};
