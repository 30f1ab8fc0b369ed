import { hasQuery, shown, textAt, type RuleCheck, textsAt, type RepositoryCheck } from './fields.ts';
import { placeholdersOf } from './placeholders.ts';
import { replaceText } from '../../../core/schema/repair.ts';
import { identityOf, repeats } from './identity.ts';

export const duplicateName: RepositoryCheck = {
  id: 'repo/duplicate-name',
  scope: 'repository',
  severity: 'warning',
  summary: 'Two rules have the same name.',
  why:
    'Incidents, automation conditions and the rule list show the name, so nobody can tell the two rules apart; often ' +
    'it is one detection deployed twice, which doubles every alert (Microsoft Learn wants unique names; the API takes ' +
    'equal ones).',
  *check(items, { noun = 'rule' }) {
    for (const { first, again } of repeats(items, ({ draft }) => draft.name?.trim().toLowerCase())) {
      // A copied file has the same id too, which is the worse problem and has its own finding.
      if (identityOf(first) !== undefined && identityOf(first) === identityOf(again)) continue;
      yield {
        path: again.document.path,
        at: '/name',
        message: `The name ${shown(again.draft.name ?? '')} is also the name of the ${noun} in ${first.document.path}.`,
        hint: 'Say in the name what tells the two apart, or keep one of them.',
        related: [{ message: 'The same name is here.', path: first.document.path, at: '/name' }],
      };
    }
  },
};

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

export const nameSurroundingSpace: RuleCheck = {
  id: 'rule/name-surrounding-space',
  scope: 'item',
  severity: 'warning',
  summary: 'The name of the rule begins or ends with white space.',
  why:
    'Nobody sees the space, but names are compared with it: searches, automation conditions and incident titles miss ' +
    'the rule. A block scalar (`name: |`) ends with a line break, too.',
  *check(item) {
    const name = textAt(item, 'name');
    if (name === undefined || name.value === name.value.trim() || name.value.trim() === '') return;
    const fix = replaceText(item.document, name.at, name.value.trim());
    yield {
      at: name.at,
      message: `The name ${shown(name.value.trim())} has white space around it.`,
      hint: 'Take the white space away.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
};

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
