import { actionsOf, memberOf, type AutomationCheck } from './draft.ts';

export const closesUnclassified: AutomationCheck = {
  id: 'rule/closes-unclassified',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule closes incidents without saying why.',
  why:
    'A closed incident without a classification counts as undetermined in every report, and nobody can tell later what ' +
    'was noise. A comment says which decision stands behind it.',
  *check({ raw }) {
    for (const { at, value } of actionsOf(raw)) {
      const { status, classification, classificationComment } = memberOf(value, 'actionConfiguration');
      if (value['actionType'] !== 'ModifyProperties' || status !== 'Closed') continue;
      if (classification === undefined || classification === null)
        yield {
          at: `${at}/actionConfiguration`,
          message: 'The action closes the incident without a `classification`.',
          hint: 'Add `classification` (and `classificationReason`), such as BenignPositive with SuspiciousButExpected.',
        };
      else if (typeof classificationComment !== 'string' || classificationComment.trim() === '')
        yield {
          at: `${at}/actionConfiguration`,
          message: 'The action closes the incident without a `classificationComment`.',
          hint: 'Say in a sentence why such incidents may be closed unseen.',
        };
    }
  },
};
