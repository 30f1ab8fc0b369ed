import { hasQuery, shown, textAt, type RuleCheck } from './fields.ts';
import { placeholdersOf, strayBraces } from './placeholders.ts';

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

const column = /^[A-Za-z_]\w*$/;

export const overridePlaceholderMalformed: RuleCheck = {
  id: 'rule/override-placeholder-malformed',
  scope: 'item',
  severity: 'warning',
  summary: 'A parameter of an alert format is empty, damaged or no column name.',
  why:
    'A parameter is the name of a column of the query in two pairs of braces: `{{SourceIp}}`. Anything else is either ' +
    'shown to the analyst as it stands, braces included, or makes the alert fall back to the name of the rule ' +
    '(Microsoft Learn, "Customize alert details").',
  *check(item) {
    if (!hasQuery(item)) return;
    for (const key of ['alertDisplayNameFormat', 'alertDescriptionFormat']) {
      const format = textAt(item, 'alertDetailsOverride', key);
      if (format === undefined) continue;
      for (const placeholder of placeholdersOf(format.value)) {
        if (column.test(placeholder.column)) continue;
        yield {
          at: format.at,
          within: placeholder.span,
          message:
            placeholder.column === ''
              ? `The parameter ${shown(placeholder.text)} in ${key} names no column.`
              : `${shown(placeholder.column)} in ${key} is no column name: letters, digits and underscores, not beginning with a digit.`,
          hint: 'Name a column of the query: extend the query with one that holds the value.',
        };
      }
      for (const span of strayBraces(format.value))
        yield {
          at: format.at,
          within: span,
          message: `${shown(format.value.slice(span.start, span.end))} in ${key} is only half of a parameter.`,
          hint: 'Write `{{ColumnName}}`, with two braces on either side.',
        };
    }
  },
};
