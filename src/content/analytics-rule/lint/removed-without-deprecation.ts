import { shown, type RepositoryCheck } from './fields.ts';
import { identityOf } from './identity.ts';

export const removedWithoutDeprecation: RepositoryCheck = {
  id: 'repo/removed-without-deprecation',
  scope: 'repository',
  severity: 'warning',
  summary: 'A rule of the base is gone and was not marked as deprecated.',
  why:
    'Deleting a file deletes the detection. Marked `status: Deprecated` for one release, its users can object, and a ' +
    'file that vanished by accident (a wrong merge, a moved folder) is told apart from one that was retired. Found ' +
    'with `--base`.',
  *check(items, { base = [] }) {
    const ids = new Set(items.map(identityOf));
    const paths = new Set(items.map(({ document }) => document.path));
    for (const before of base) {
      const id = identityOf(before);
      // A file that is still there has another id (repo/id-changed) or none that can be read (the schema says so).
      if (id === undefined || ids.has(id) || paths.has(before.path)) continue;
      if (before.draft.status?.trim().toLowerCase() === 'deprecated') continue;
      yield {
        path: before.path,
        at: '',
        message: `The rule ${shown(before.draft.name ?? before.draft.id ?? '')} was removed, and the base does not call it deprecated.`,
        hint: 'Put the file back with `status: Deprecated`, and remove it with a later change.',
      };
    }
  },
};
