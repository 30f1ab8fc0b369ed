import { isObject } from '../../../core/json.ts';
import type { RuleCheck } from '../lint/fields.ts';
import { analysedQuery, diagnosticsOf, sentence } from './facts.ts';

export const advice: RuleCheck = {
  id: 'kql/advice',
  scope: 'item',
  severity: 'note',
  summary: "The engine's own advice: a slower operator, a join without its kind, a comparison that is never true.",
  why:
    'The analyzers that come with the KQL engine point at what works but costs or surprises: `contains` where `has` ' +
    'would use the index, `join` without `kind` (which drops rows as innerunique does), a column that hides a variable. ' +
    'It is advice: switch it off in picket.yaml with `kql/advice: off`. None is given about queries that `import sigma` made.',
  *check(item, context) {
    // What a Sigma rule means by `contains` is what its query says; `has` would be another rule.
    const { metadata } = item.raw;
    if (isObject(metadata) && isObject(metadata['sigma'])) return;
    const query = analysedQuery(item, context);
    for (const { code, message, span } of diagnosticsOf(query, 'analyzer'))
      yield { at: '/query', within: span, message: `${sentence(message.split('\n')[0] ?? message)} (${code})` };
  },
};
