import type { AnalyticsRuleDraft } from '../model.ts';
import type { RuleItem } from './fields.ts';

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
