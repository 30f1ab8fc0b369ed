import type { JsonObject } from '../../core/json.ts';

/** Reads of one consistent state. Collections and names are case-sensitive here: callers lower-case ARM ids. */
export type View = {
  readonly get: (collection: string, name: string) => JsonObject | undefined;
  /** In the order of their creation. */
  readonly entries: (collection: string) => Iterable<readonly [name: string, value: JsonObject]>;
  readonly size: (collection: string) => number;
};

export type Transaction = View & {
  readonly set: (collection: string, name: string, value: JsonObject) => void;
  readonly remove: (collection: string, name: string) => void;
};

/**
 * The emulator's state. `transact` runs alone, even among processes, and is written as a whole or, when the work
 * throws, not at all. Both reject with what the work throws, and a file store with errors of the file system.
 */
export type Store = {
  readonly read: <T>(work: (view: View) => T) => Promise<T>;
  readonly transact: <T>(work: (transaction: Transaction) => T) => Promise<T>;
};

const refuse = (): never => {
  throw new Error('A read of the store tried to write.');
};

/** A view where a transaction is asked for; its writes throw. */
export const readOnly = (view: View): Transaction => ({ ...view, set: refuse, remove: refuse });

/** One write; a null value removes. */
export type StoreChange = readonly [collection: string, name: string, value: JsonObject | null];

/** The state in memory, with writes that can be taken back. Shared by both stores. */
export type StateTable = {
  readonly view: View;
  readonly apply: (change: StoreChange) => void;
  readonly clear: () => void;
  /** Every entry, as changes that rebuild the table. */
  readonly snapshot: () => Iterable<StoreChange>;
  /** How many entries there are. */
  readonly count: () => number;
  /** Runs the work; gives its result and what it wrote, or takes the writes back and rethrows. */
  readonly run: <T>(work: (transaction: Transaction) => T) => { readonly result: T; readonly changes: StoreChange[] };
  /** Takes changes of a run back, the last one first. */
  readonly undo: (before: readonly StoreChange[]) => void;
  /** What was there before the changes of the last run. */
  readonly lastBefore: () => readonly StoreChange[];
};

/** An empty table. */
export const stateTable = (): StateTable => {
  const collections = new Map<string, Map<string, JsonObject>>();
  let before: StoreChange[] = [];

  const view: View = {
    get: (collection, name) => collections.get(collection)?.get(name),
    entries: (collection) => collections.get(collection)?.entries() ?? [],
    size: (collection) => collections.get(collection)?.size ?? 0,
  };
  const apply = ([collection, name, value]: StoreChange): void => {
    const members = collections.get(collection) ?? new Map<string, JsonObject>();
    if (value === null) members.delete(name);
    else members.set(name, value);
    if (members.size === 0) collections.delete(collection);
    else collections.set(collection, members);
  };
  const undo = (changes: readonly StoreChange[]): void => {
    for (const change of changes.toReversed()) apply(change);
  };

  return {
    view,
    apply,
    clear: () => collections.clear(),
    count: () => [...collections.values()].reduce((sum, members) => sum + members.size, 0),
    *snapshot() {
      for (const [collection, members] of collections)
        for (const [name, value] of members) yield [collection, name, value];
    },
    run: (work) => {
      const changes: StoreChange[] = [];
      before = [];
      const write = (change: StoreChange): void => {
        before.push([change[0], change[1], view.get(change[0], change[1]) ?? null]);
        changes.push(change);
        apply(change);
      };
      try {
        const result = work({
          ...view,
          set: (collection, name, value) => write([collection, name, value]),
          remove: (collection, name) => write([collection, name, null]),
        });
        return { result, changes };
      } catch (error) {
        undo(before);
        throw error;
      }
    },
    undo,
    lastBefore: () => before,
  };
};

/** A store that lives as long as its process. */
export const memoryStore = (): Store => {
  const table = stateTable();
  return {
    read: (work) => Promise.resolve().then(() => work(table.view)),
    transact: (work) => Promise.resolve().then(() => table.run(work).result),
  };
};
