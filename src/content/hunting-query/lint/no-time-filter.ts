import { analysedQuery } from '../../analytics-rule/kql/facts.ts';
import { hasTimes } from '../times.ts';
import type { HuntingCheck } from './draft.ts';

export const noTimeFilter: HuntingCheck = {
  id: 'kql/no-time-filter',
  scope: 'item',
  severity: 'note',
  summary: 'The query does not say how far back it looks.',
  why:
    'The hunting page runs a query over the interval that the analyst chose, other places over all that there is. A query ' +
    'that is meant for an interval says so, or uses {{StartTimeISO}} and {{EndTimeISO}}.',
  *check(item, context) {
    const query = analysedQuery(item, context);
    if (query === undefined || hasTimes(query.text) || query.facts.lookBacks.length > 0) return;
    if (query.facts.tables.length === 0 || query.facts.diagnostics.some(({ kind }) => kind === 'syntax')) return;
    if (/\b(?:TimeGenerated|Timestamp|ago|between)\b/.test(query.text.replaceAll(/\/\/[^\n]*/g, ''))) return;
    yield {
      at: query.at,
      message: 'The query reads whatever interval the page is set to.',
      hint: 'Filter by time, such as `| where TimeGenerated > ago(14d)`.',
    };
  },
};
