import { shown, type RepositoryCheck } from './fields.ts';
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
  *check(items) {
    for (const { first, again } of repeats(items, ({ draft }) => draft.name?.trim().toLowerCase())) {
      // A copied file has the same id too, which is the worse problem and has its own finding.
      if (identityOf(first) !== undefined && identityOf(first) === identityOf(again)) continue;
      yield {
        path: again.document.path,
        at: '/name',
        message: `The name ${shown(again.draft.name ?? '')} is also the name of the rule in ${first.document.path}.`,
        hint: 'Say in the name what tells the two apart, or keep one of them.',
        related: [{ message: 'The same name is here.', path: first.document.path, at: '/name' }],
      };
    }
  },
};
