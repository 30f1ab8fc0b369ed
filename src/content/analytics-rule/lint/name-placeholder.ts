import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';
import { placeholdersOf } from './placeholders.ts';

export const namePlaceholder: RuleCheck = {
  id: 'rule/name-placeholder',
  scope: 'item',
  severity: 'warning',
  summary: 'The name of the rule has a parameter, which only alert formats can have.',
  why:
    'Parameters are replaced in alertDisplayNameFormat and alertDescriptionFormat of alertDetailsOverride; in the name ' +
    'of the rule they stay as they are (Microsoft Learn, "Customize alert details").',
  *check(item) {
    const name = textAt(item, 'name');
    if (!hasQuery(item) || name === undefined) return;
    for (const placeholder of placeholdersOf(name.value))
      yield {
        at: name.at,
        within: placeholder.span,
        message: `The parameter ${shown(placeholder.text)} in the name of a rule is not replaced.`,
        hint: 'Give the rule a fixed name, and put the parameter into alertDetailsOverride.alertDisplayNameFormat.',
      };
  },
};
