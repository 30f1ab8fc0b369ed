import { isArray, isObject, listOf, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';

/** A workbook taken apart: what is outside of its items, their names in order, and each of them by its name. */
export type Parts = {
  readonly layout: JsonObject;
  readonly order: readonly string[];
  readonly items: Readonly<Record<string, JsonValue>>;
};

/** How a part of a body that is an item is called, so that no name of an item is that of a property. */
const prefix = 'item ';
export const isItemName = (name: string): boolean => name.startsWith(prefix);

/** What is about the tools that opened a workbook, and not about the workbook. */
const ofTools = ['$schema', 'fallbackResourceIds'];

/** The names of items: their own, and those without one, or with one that was there before, by their place. */
const namesOf = (items: readonly JsonValue[]): readonly string[] => {
  const seen = new Set<string>();
  return items.map((item, index) => {
    const { name } = objectOf(item);
    const own = prefix + (typeof name === 'string' && name !== '' ? name : `#${index + 1}`);
    const free = seen.has(own) ? `${own} (#${index + 1})` : own;
    seen.add(free);
    return free;
  });
};

/** Takes a workbook apart. */
export const partsOf = (content: JsonObject): Parts => {
  const { items, ...rest } = content;
  const list = listOf(items);
  const order = namesOf(list);
  return {
    layout: Object.fromEntries(Object.entries(rest).filter(([name]) => !ofTools.includes(name))),
    order,
    items: Object.fromEntries(order.map((name, index) => [name, list[index] ?? null])),
  };
};

/** Puts a workbook together: items that the order does not name come last, and names without an item are passed over. */
export const contentOf = ({ layout, order, items }: Parts): JsonObject => {
  const names = [...new Set([...order, ...Object.keys(items)])];
  return { ...layout, items: names.flatMap((name) => items[name] ?? []) };
};

/** An item of a workbook with its place; items of groups are items too. */
export type PlacedItem = { readonly at: JsonPointer; readonly item: JsonObject };

/** Every item of a workbook, those in groups (type 12) behind the group. */
export function* itemsIn(content: JsonObject, at: JsonPointer = ''): Generator<PlacedItem> {
  for (const [index, item] of listOf(content['items']).entries()) {
    if (!isObject(item)) continue;
    const place = at + pointer('items', index);
    yield { at: place, item };
    const { content: inner } = item;
    if (isObject(inner) && isArray(inner['items'])) yield* itemsIn(inner, place + pointer('content'));
  }
}
