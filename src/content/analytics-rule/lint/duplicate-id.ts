import { shown, type RepositoryCheck } from './fields.ts';
import { identityOf, repeats } from './identity.ts';

export const duplicateId: RepositoryCheck = {
  id: 'repo/duplicate-id',
  scope: 'repository',
  severity: 'error',
  summary: 'Two files have the same id.',
  why:
    'The id is the name of the resource in Azure, compared without case: two files with one id would overwrite each ' +
    'other at every deployment. It mostly happens when a file is copied to start a new rule.',
  *check(items) {
    for (const { first, again } of repeats(items, identityOf))
      yield {
        path: again.document.path,
        at: '/id',
        message: `The id ${shown(again.draft.id ?? '')} is also the id of ${first.document.path}; an id belongs to one rule.`,
        hint: 'Give the newer of the two rules a GUID of its own.',
        related: [{ message: 'The same id is here.', path: first.document.path, at: '/id' }],
      };
  },
};
