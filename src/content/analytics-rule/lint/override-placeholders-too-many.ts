import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';
import { placeholdersOf } from './placeholders.ts';

const limit = 3;

export const overridePlaceholdersTooMany: RuleCheck = {
  id: 'rule/override-placeholders-too-many',
  scope: 'item',
  severity: 'error',
  summary: 'A format of alertDetailsOverride has more than three parameters.',
  why:
    "The service takes three parameters in each format: `You have defined 4 parameters in 'AlertDescriptionFormat'. " +
    'The maximum allowed is 3.` (Microsoft Learn, "Customize alert details"; the text was seen in the checks of ' +
    'Azure-Sentinel pull request 13772).',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const key of ['alertDisplayNameFormat', 'alertDescriptionFormat']) {
      const format = textAt(item, 'alertDetailsOverride', key);
      if (format === undefined) continue;
      const placeholders = placeholdersOf(format.value);
      const extra = placeholders[limit];
      if (extra === undefined) continue;
      yield {
        at: format.at,
        within: extra.span,
        message: `${key} has ${placeholders.length} parameters, ${shown(extra.text)} is the fourth; the service takes ${limit}.`,
        hint: 'Put the other values into customDetails, or join columns in the query.',
      };
    }
  },
};
