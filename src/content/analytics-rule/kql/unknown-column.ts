import { defenderHint } from '../facts/defender-columns.ts';
import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, nameFinding } from './facts.ts';
import { habitAt, lineBefore } from './habits.ts';

export const unknownColumn: RuleCheck = {
  id: 'kql/unknown-column',
  scope: 'item',
  severity: 'error',
  summary: 'The query names a column that does not exist at that place.',
  why:
    'The service refuses a query that names a column which no table, `extend` or `project` before that place provides ' +
    '("Failed to resolve scalar expression"). Column names are case-sensitive, and after `summarize` and `project` only ' +
    'the columns named there are left. Tables whose columns are not known do not give this finding.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined) return;
    for (const diagnostic of diagnosticsOf(query, 'column'))
      yield nameFinding(item, query, diagnostic, {
        message: `There is no column, variable or table \`${diagnostic.name ?? ''}\` at this place of the query.`,
        hint:
          defenderHint(
            diagnostic.name ?? '',
            query.facts.tables.map(({ name }) => name),
          ) ??
          habitAt(lineBefore(query.text, diagnostic.span.start), '') ??
          'Check the spelling, and that no `project` or `summarize` before has dropped it; a column of your own is ' +
            'declared in a schema file.',
        severity: diagnostic.severity,
      });
  },
};
