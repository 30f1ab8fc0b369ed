import { isObject, type JsonObject, type JsonValue, numberOrZero } from '../../core/json.ts';
import type { Transaction, View } from './store.ts';

/** A resource as it stands. `properties` is what the service keeps, before the defaults that a GET fills in. */
export type Live = {
  readonly name: string;
  readonly kind: string | null;
  readonly properties: JsonObject;
  /** Unknown members beside `properties`, where the settings keep them. */
  readonly envelope: JsonObject;
  readonly etag: string;
  /** ISO 8601, 100 ns digits as the service writes them. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly modifiedAt: string;
  readonly modifiedBy: string;
};

/** The place of a name in a collection: its state, its past while reads lag, and its tombstone. */
export type Slot = {
  /** Order of creation; pages continue behind it. */
  readonly sequence: number;
  readonly current: Live | null;
  /** Milliseconds since 1970, once deleted. */
  readonly deletedAt: number | null;
  /** What reads still see until `visibleAt`. */
  readonly before: Live | null;
  readonly visibleAt: number;
};

const isLive = (value: JsonValue | undefined): value is Live =>
  isObject(value) &&
  typeof value['name'] === 'string' &&
  typeof value['etag'] === 'string' &&
  isObject(value['properties']) &&
  isObject(value['envelope']);

const isSlot = (value: JsonObject | undefined): value is Slot =>
  value !== undefined &&
  typeof value['sequence'] === 'number' &&
  (value['current'] === null || isLive(value['current'])) &&
  (value['before'] === null || isLive(value['before']));

export const slotOf = (view: View, collection: string, name: string): Slot | undefined => {
  const value = view.get(collection, name.toLowerCase());
  return isSlot(value) ? value : undefined;
};

/** What a reader sees of a slot at a moment. */
export const visible = (slot: Slot | undefined, now: number): Live | undefined => {
  if (slot === undefined) return undefined;
  return (now < slot.visibleAt ? slot.before : slot.current) ?? undefined;
};

/** The resources that a reader sees, in order of creation. */
export const visibleEntries = function* (
  view: View,
  collection: string,
  now: number,
): Generator<{ readonly sequence: number; readonly live: Live }> {
  for (const [, value] of view.entries(collection)) {
    if (!isSlot(value)) continue;
    const live = visible(value, now);
    if (live !== undefined) yield { sequence: value.sequence, live };
  }
};

/** The resources as they are, without lag. */
export const currentEntries = function* (view: View, collection: string): Generator<Live> {
  for (const [, value] of view.entries(collection)) if (isSlot(value) && value.current !== null) yield value.current;
};

/** A number that no earlier write had. */
export const nextNumber = (transaction: Transaction): number => {
  const last = transaction.get('emulator', 'counter')?.['value'];
  const value = numberOrZero(last) + 1;
  transaction.set('emulator', 'counter', { value });
  return value;
};

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0').slice(-digits);

/** An etag in the service's form, quotes included. */
const etagOf = (count: number, now: number): string =>
  `"${hex(count, 8)}-0000-0000-0000-${hex(Math.max(0, Math.floor(now / 1000)), 8)}0000"`;

/** A moment as the service writes it, with seven digits of the second. */
export const timestamp = (now: number): string => `${new Date(now).toISOString().slice(0, -1)}0000Z`;

export type Content = Pick<Live, 'name' | 'kind' | 'properties' | 'envelope'>;
export type Author = { readonly caller: string; readonly now: number; readonly readLag: number };

/** Writes a resource over whatever was there, with a new etag; gives it back. */
export const putLive = (transaction: Transaction, collection: string, content: Content, by: Author): Live => {
  const key = content.name.toLowerCase();
  const old = slotOf(transaction, collection, key);
  const count = nextNumber(transaction);
  const at = timestamp(by.now);
  const previous = old?.current ?? null;
  const live: Live = {
    ...content,
    etag: etagOf(count, by.now),
    createdAt: previous?.createdAt ?? at,
    createdBy: previous?.createdBy ?? by.caller,
    modifiedAt: at,
    modifiedBy: by.caller,
  };
  const slot: Slot = {
    sequence: previous === null ? count : (old?.sequence ?? count),
    current: live,
    deletedAt: null,
    before: visible(old, by.now) ?? null,
    visibleAt: by.now + by.readLag,
  };
  if (previous === null) transaction.remove(collection, key);
  transaction.set(collection, key, slot);
  return live;
};

/** Deletes a resource and leaves its tombstone. */
export const removeLive = (transaction: Transaction, collection: string, name: string, by: Author): void => {
  const key = name.toLowerCase();
  const old = slotOf(transaction, collection, key);
  if (old === undefined) return;
  const slot: Slot = {
    sequence: old.sequence,
    current: null,
    deletedAt: by.now,
    before: visible(old, by.now) ?? null,
    visibleAt: by.now + by.readLag,
  };
  transaction.set(collection, key, slot);
};

/** Compares etags without regard to quotes and a weak mark. */
export const sameEtag = (left: string, right: string): boolean => {
  const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');
  return bare(left) === bare(right);
};

/** The members that ARM adds to every answer. */
export const systemData = (live: Pick<Live, 'createdAt' | 'createdBy' | 'modifiedAt' | 'modifiedBy'>): JsonObject => ({
  createdAt: live.createdAt,
  createdBy: live.createdBy,
  createdByType: live.createdBy.includes('@') ? 'User' : 'Application',
  lastModifiedAt: live.modifiedAt,
  lastModifiedBy: live.modifiedBy,
  lastModifiedByType: live.modifiedBy.includes('@') ? 'User' : 'Application',
});
