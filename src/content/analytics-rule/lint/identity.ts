import type { AnalyticsRuleDraft } from '../model.ts';
import { type RuleItem, shown, textAt, type RuleCheck, type RepositoryCheck } from './fields.ts';

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

export const duplicateId: RepositoryCheck = {
  id: 'repo/duplicate-id',
  scope: 'repository',
  severity: 'error',
  summary: 'Two files have the same id.',
  why:
    'The id is the name of the resource in Azure, compared without case: two files with one id would overwrite each ' +
    'other at every deployment. It mostly happens when a file is copied to start a new rule.',
  *check(items, { noun = 'rule' }) {
    for (const { first, again } of repeats(items, identityOf))
      yield {
        path: again.document.path,
        at: '/id',
        message: `The id ${shown(again.draft.id ?? '')} is also the id of ${first.document.path}; an id belongs to one ${noun}.`,
        hint: 'Give the newer of the two a GUID of its own.',
        related: [{ message: 'The same id is here.', path: first.document.path, at: '/id' }],
      };
  },
};

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const builtIn = ['Fusion', 'MLBehaviorAnalytics', 'ThreatIntelligence'];

export const idNotGuid: RuleCheck = {
  id: 'rule/id-not-guid',
  scope: 'item',
  severity: 'warning',
  summary: 'The id of the rule is no GUID.',
  why:
    'The id becomes the name of the resource. The service takes other names, and some live rules have them; but the ' +
    "portal, Content Hub and Microsoft's tools make GUIDs, and two teams seldom mint the same one.",
  *check(item) {
    const id = textAt(item, 'id');
    // Built-in rules have names that the service gives, such as BuiltInFusion.
    if (id === undefined || id.value === '' || guid.test(id.value) || builtIn.includes(item.draft.kind)) return;
    yield {
      at: id.at,
      message: `The id ${shown(id.value)} is no GUID.`,
      hint: 'For a new rule mint a GUID; keep the id of a rule that is deployed, a new id is another rule.',
    };
  },
};

/** The id as the service compares it: without case. Undefined where the file has none that is valid. */
export const identityOf = ({ draft }: { readonly draft: AnalyticsRuleDraft }): string | undefined =>
  draft.id?.toLowerCase();

/** Items by the order of their paths, so that findings do not depend on the order of reading. */
export const byPath = (items: readonly RuleItem[]): readonly RuleItem[] =>
  items.toSorted((left, right) =>
    left.document.path < right.document.path ? -1 : left.document.path > right.document.path ? 1 : 0,
  );

/** The pairs of items that have the same key, each later one with the first. */
export const repeats = function* (
  items: readonly RuleItem[],
  keyOf: (item: RuleItem) => string | undefined,
): Iterable<{ readonly first: RuleItem; readonly again: RuleItem }> {
  const seen = new Map<string, RuleItem>();
  for (const item of byPath(items)) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, item);
    else yield { first, again: item };
  }
};
