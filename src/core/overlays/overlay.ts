import type { ListPatch, Overlay, PlacedLayer } from '../config/layers.ts';
import { pointer, segmentsOf, type JsonPointer } from '../pointer.ts';
import { isSelected, type Selectable } from './select.ts';
import { merged, partAt, sourced, withPart, type Origin, type Sourced } from './sourced.ts';

/** An overlay that holds for some content, and where it stands. */
export type PlacedOverlay = { readonly overlay: Overlay; readonly at: JsonPointer; readonly layer: string };

/** The overlays of some layers that select a piece of content, in the order in which they count. */
export const overlaysFor = (layers: readonly PlacedLayer[], item: Selectable): readonly PlacedOverlay[] =>
  layers.flatMap(({ overlays, at, name }) =>
    overlays.flatMap((overlay, index) =>
      isSelected(overlay.select, item) ? [{ overlay, at: at + pointer('overlays', index), layer: name }] : [],
    ),
  );

const textIn = (node: Sourced | undefined): string | undefined =>
  node?.is === 'scalar' && node.value !== null ? String(node.value) : undefined;

/** What tells an item of a list apart: the text that it is, or its member. */
const nameOf = (item: Sourced, key: string | undefined): string | undefined =>
  key === undefined ? textIn(item) : textIn(partAt(item, [key]));

const patchedList = (list: Sourced | undefined, patch: ListPatch, origin: Origin): Sourced => {
  const removed = new Set(patch.remove.map((name) => name.toLowerCase()));
  const isRemoved = (item: Sourced): boolean => removed.has(nameOf(item, patch.key)?.toLowerCase() ?? '');
  const items = (list?.is === 'list' ? list.items : []).filter((item) => !isRemoved(item));
  for (const [index, value] of patch.put.entries()) {
    const item = sourced(value, { ...origin, at: origin.at + pointer('put', index) });
    const name = nameOf(item, patch.key)?.toLowerCase();
    const there = items.findIndex((other) => name !== undefined && nameOf(other, patch.key)?.toLowerCase() === name);
    if (there < 0) items.push(item);
    // A text that is there already stays the file's.
    else if (item.is === 'mapping') items[there] = merged(items[there], item);
  }
  return { is: 'list', origin: list?.is === 'list' ? list.origin : origin, items };
};

/** How a type is switched on and off: the keys of the file; absent where it cannot be. */
export type Switch = { readonly switch?: JsonPointer };

/** A value with one overlay laid over it: its values, then its lists, then the switch. */
export const overlaid = (base: Sourced, { overlay, at, layer }: PlacedOverlay, type: Switch): Sourced => {
  const from = (...keys: readonly string[]): Origin => ({ in: 'config', at: at + pointer(...keys), layer });
  let node = merged(base, sourced(overlay.set, from('set')));
  for (const [place, patch] of Object.entries(overlay.lists)) {
    const way = place.split('/').filter((key) => key !== '');
    node = withPart(node, way, patchedList(partAt(node, way), patch, from('lists', place)));
  }
  if (overlay.exclude.length > 0) {
    const list = partAt(node, ['exclude']);
    const items = overlay.exclude.map((value, index) => {
      const own = from('exclude');
      return sourced(value, { ...own, at: own.at + pointer(index) });
    });
    const there = list?.is === 'list' ? list.items : [];
    node = withPart(node, ['exclude'], {
      is: 'list',
      origin: list?.origin ?? from('exclude'),
      items: [...there, ...items],
    });
  }
  return overlay.enabled === undefined || type.switch === undefined
    ? node
    : withPart(node, segmentsOf(type.switch), sourced(overlay.enabled, from('enabled')));
};
