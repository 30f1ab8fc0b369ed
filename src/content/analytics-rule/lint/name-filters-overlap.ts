import { shown, textsAt, type RuleCheck } from './fields.ts';

export const nameFiltersOverlap: RuleCheck = {
  id: 'rule/name-filters-overlap',
  scope: 'item',
  severity: 'warning',
  summary: 'An alert name is both included and excluded.',
  why:
    'A rule that creates incidents of another product takes the alerts whose name is in displayNamesFilter, and none ' +
    'whose name is in displayNamesExcludeFilter: a name in both, whatever its case, can never raise an incident.',
  *check(item) {
    if (item.draft.kind !== 'MicrosoftSecurityIncidentCreation') return;
    const included = new Set(textsAt(item, 'displayNamesFilter').map(({ value }) => value.trim().toLowerCase()));
    for (const { at, value } of textsAt(item, 'displayNamesExcludeFilter'))
      if (included.has(value.trim().toLowerCase()))
        yield {
          at,
          message: `${shown(value)} is excluded here and included in displayNamesFilter: its alerts raise no incident.`,
          hint: 'Take it out of one of the two lists.',
        };
  },
};
