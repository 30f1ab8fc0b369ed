import { queryText } from '../text.ts';
import { hasQuery, textAt, type RuleCheck } from './fields.ts';

const limit = 10_000;

export const queryLength: RuleCheck = {
  id: 'rule/query-length',
  scope: 'item',
  severity: 'error',
  summary: 'The query is longer than 10,000 characters, or empty.',
  why:
    'The service takes 1 to 10,000 characters (Microsoft Learn, "Create a scheduled analytics rule"). They are counted ' +
    'as they are sent: line ends as one character, none at the end.',
  *check(item) {
    const query = textAt(item, 'query');
    if (!hasQuery(item) || query === undefined) return;
    const sent = queryText(query.value);
    if (sent.trim() === '') {
      yield { at: query.at, message: 'The query is empty.', hint: 'Write the KQL query that the rule runs.' };
    } else if (sent.length > limit) {
      yield {
        at: query.at,
        within: { start: limit, end: sent.length },
        message: `The query has ${sent.length} characters; the service takes ${limit}.`,
        hint: 'Move lists into a watchlist and shared parts into a function.',
      };
    }
  },
};
