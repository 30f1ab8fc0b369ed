import { hasQuery, textAt, type RuleCheck } from './fields.ts';

export const queryEmpty: RuleCheck = {
  id: 'rule/query-empty',
  scope: 'item',
  severity: 'error',
  summary: 'The query is nothing but white space.',
  why:
    'The service takes queries of 1 to 10,000 characters (Microsoft Learn, "Create a scheduled analytics rule"), counted ' +
    'without line breaks at the end, and compiles them when the rule is written: white space is no query.',
  *check(item) {
    const query = textAt(item, 'query');
    // An empty text is the finding of the schema.
    if (!hasQuery(item) || query === undefined || query.value === '' || query.value.trim() !== '') return;
    yield { at: query.at, message: 'The query is empty.', hint: 'Write the KQL query that the rule runs.' };
  },
};
