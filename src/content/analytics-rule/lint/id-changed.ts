import { shown, type RepositoryCheck } from './fields.ts';
import { byPath, identityOf } from './identity.ts';

export const idChanged: RepositoryCheck = {
  id: 'repo/id-changed',
  scope: 'repository',
  severity: 'error',
  summary: 'The id of a rule differs from the one in the base.',
  why:
    'A new id is a new rule: the old one is deleted with its history, automation rules and workbooks that refer to it ' +
    'point to nothing, and its id cannot be used again for about a day. Found with `--base`.',
  *check(items, { base = [] }) {
    const ids = new Set(items.map(identityOf));
    const there = new Map(base.map((before) => [before.path, before]));
    const known = new Set(base.map(identityOf));
    for (const item of byPath(items)) {
      const before = there.get(item.document.path);
      const [was, now] = [before && identityOf(before), identityOf(item)];
      // Two files that swapped their names, or a file that took over the path of one that moved, kept their ids.
      if (was === undefined || now === undefined || was === now || ids.has(was)) continue;
      if (known.has(now)) continue;
      yield {
        path: item.document.path,
        at: '/id',
        message: `The id was ${shown(before?.draft.id ?? '')} in the base and is ${shown(item.draft.id ?? '')} now.`,
        hint: 'Put the old id back; for another rule, add a file and mark this one `status: Deprecated` first.',
      };
    }
  },
};
