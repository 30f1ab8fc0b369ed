import type { Verdict } from './change.ts';
import { valueAt } from './pointer.ts';

/** A rule file as it is looked for: its id and the name that it shows. */
export type Named = { readonly id: string; readonly displayName: string };

const same = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();

/**
 * The files that may be of a live rule which no file has the id of: those with its display name, or whose id is the
 * template that it was made from. A file whose own id runs already is that rule's.
 */
export const twinsOf = <T extends Named>(
  verdict: Verdict,
  files: readonly T[],
  running: ReadonlySet<string>,
): readonly T[] => {
  if (verdict.live === undefined || verdict.desired !== undefined) return [];
  const template = valueAt(verdict.live.body, '/properties/alertRuleTemplateName');
  return files.filter(
    ({ id, displayName }) =>
      !running.has(id.toLowerCase()) &&
      (same(displayName, verdict.displayName) || (typeof template === 'string' && same(id, template))),
  );
};
