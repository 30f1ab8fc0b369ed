import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery } from './facts.ts';

export const noRows: RuleCheck = {
  id: 'kql/no-rows',
  scope: 'item',
  severity: 'error',
  summary: 'The query yields no table.',
  why:
    'A rule counts the rows of its query. A query that ends in a scalar or in several tables (`fork`), or that is a ' +
    'management command, gives it none to count, and the service refuses it.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined || query.facts.result !== undefined || query.text.trim() === '') return;
    if (query.facts.diagnostics.some(({ severity }) => severity === 'error')) return;
    if (query.facts.diagnostics.some(({ kind }) => kind === 'limit' || kind === 'complexity')) return;
    yield {
      at: query.at,
      message: 'The query yields no table whose rows a rule could count.',
      hint: 'End the query with a table expression: `print`, a table or a `let` that holds one, and operators behind pipes.',
    };
  },
};
