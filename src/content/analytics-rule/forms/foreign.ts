import { isArray } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import type { ForeignForm } from '../../../core/schema/dialect.ts';

/** What an analytics rule says and a hunting query does not. */
const ofRules = ['kind', 'severity', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];

/** A hunting query among rules: it has their keys, without a schedule and a trigger. */
export const foreign: ForeignForm = (value, names) => {
  // Where files of hunting queries are described, some of the keys of rules are known too.
  const isRuleLike =
    [...ofRules, 'alertRuleTemplateName'].every((key) => names.has(key)) && typeof value['query'] === 'string';
  const isDocumented = ['tactics', 'relevantTechniques', 'requiredDataConnectors'].some((key) => isArray(value[key]));
  if (!isRuleLike || !isDocumented || ofRules.some((key) => (value[key] ?? null) !== null)) return undefined;
  return {
    name: 'hunting query',
    message: 'The file has neither a schedule nor a trigger: it looks like a hunting query, not an analytics rule.',
    hint: 'Hunting queries are deployed from a folder called `hunting-queries`: move it there; to make it a rule, add `kind`, `severity`, the schedule and the trigger.',
    at: pointer('query'),
  };
};
