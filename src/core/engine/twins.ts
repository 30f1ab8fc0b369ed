import type { Verdict } from './change.ts';
import type { TypeOf } from './managed-type.ts';

/** A rule file as it is looked for: its id and the name that it shows. */
export type Named = { readonly type: string; readonly id: string; readonly displayName: string };

const same = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();

/**
 * The files that may be of a live rule which no file has the id of: those with its display name, or whose id is the
 * template that it was made from. A file whose own id runs already is that rule's.
 */
export const twinsOf = <T extends Named>(
  verdict: Verdict,
  files: readonly T[],
  running: ReadonlySet<string>,
  typeOf: TypeOf,
): readonly T[] => {
  if (verdict.live === undefined || verdict.desired !== undefined) return [];
  const template = typeOf(verdict.type).risk?.templateOf(verdict.live.body);
  return files.filter(
    ({ type, id, displayName }) =>
      type === verdict.type &&
      !running.has(id.toLowerCase()) &&
      (same(displayName, verdict.displayName) || (template !== undefined && same(id, template))),
  );
};
