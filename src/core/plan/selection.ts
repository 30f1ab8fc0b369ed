import type { Selection } from '../config/config.ts';
import { glob } from '../text/glob.ts';

/** What a selection looks at. */
export type Selectable = {
  /** The name of its type; absent for what has none. */
  readonly type?: string;
  readonly path: string;
  readonly id: string | undefined;
  readonly tags: readonly string[];
};

/** True if any of the selection's paths (glob patterns), ids (without case) or tags (without case) fits. */
export const selects = (selection: Selection): ((item: Selectable) => boolean) => {
  const patterns = (selection.paths ?? []).map(glob);
  const ids = new Set((selection.ids ?? []).map((id) => id.toLowerCase()));
  const tags = new Set((selection.tags ?? []).map((tag) => tag.toLowerCase()));
  return (item) =>
    patterns.some((fits) => fits(item.path)) ||
    (item.id !== undefined && [item.id, `${item.type ?? ''}/${item.id}`].some((id) => ids.has(id.toLowerCase()))) ||
    item.tags.some((tag) => tags.has(tag.toLowerCase()));
};
