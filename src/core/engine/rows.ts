import { namedGuid, shortDigest } from '../digest.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import { valueAt } from '../pointer.ts';
import type { ResourceKind, Row } from '../resource.ts';
import { counted } from '../text/phrase.ts';
import type { FieldDigests, MarkerRecord, RowsWrite } from './change.ts';

/**
 * What lies beside the body of a resource: the rows of a list, each a resource of its own below it. They are listed apart,
 * compared by one digest, and written one by one.
 */
export type Contents = {
  /** Their collection below a resource of the type. */
  readonly kind: ResourceKind;
  /** What an answered row says: equal for rows that the service treats alike. */
  readonly valueOf: (body: JsonObject) => JsonObject;
  /** The body that makes a row. */
  readonly bodyOf: (value: JsonObject) => JsonObject;
  /** What people tell the rows of a resource apart by, of its body. */
  readonly keyOf: (body: JsonObject) => (value: JsonObject) => string;
  /** How many rows a workspace lets change in a month, where it counts them; `setting` is the key of `limits`. */
  readonly monthly?: { readonly limit: number; readonly setting: string };
  /** How so many rows or more are added at once, by a write of the resource itself; one by one unless given. */
  readonly bulk?: {
    readonly from: number;
    readonly bodyOf: (body: JsonObject, values: readonly JsonObject[]) => JsonObject;
  };
};

/** The field of a body that stands for all of its rows. */
export const rowsField = '/rows';

/** The rows that a resource should have, each once, under names that the same row always gets. */
export const rowsFor = (resource: string, values: readonly JsonObject[]): readonly Row[] => {
  const byText = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byText].map(([text, value]) => ({ name: namedGuid(`row/${resource.toLowerCase()}/${text}`), value }));
};

/** Rows as they are compared and shown: how many, and a digest of what they say in whatever order. */
export const rowsText = (rows: readonly Row[]): string => {
  const texts = rows.map(({ value }) => canonicalJson(value)).toSorted();
  return `${counted(rows.length, 'row')} (${shortDigest(texts) ?? ''})`;
};

/** True for a canonical body that has its rows as one field of it, as `withRows` gives it. */
export const hasRows = (body: JsonObject): boolean => valueAt(body, rowsField) !== undefined;

/** A canonical body with its rows as one field of it; without such a field where nobody manages rows. */
export const withRows = (body: JsonObject, rows: readonly Row[] | undefined): JsonObject =>
  rows === undefined ? body : { ...body, rows: rowsText(rows) };

/**
 * A row under a name that no other row has, so that none is written over: one that was edited in its place keeps its name,
 * and texts that differ only in how Unicode composes their letters get the same one.
 */
const underFreeName = (row: Row, taken: ReadonlySet<string>): Row =>
  taken.has(row.name.toLowerCase()) ? underFreeName({ ...row, name: namedGuid(`again/${row.name}`) }, taken) : row;

/** What brings rows to what is wanted: those to add, and those that are too many, repeated ones among them. */
export const rowsToWrite = (
  wanted: readonly Row[],
  there: readonly Row[],
): { readonly add: readonly Row[]; readonly remove: readonly Row[] } => {
  const open = new Map(wanted.map((row) => [canonicalJson(row.value), row]));
  const remove = there.filter(({ value }) => !open.delete(canonicalJson(value)));
  const taken = new Set(there.map(({ name }) => name.toLowerCase()));
  const add = [...open.values()].map((row) => {
    const named = underFreeName(row, taken);
    taken.add(named.name.toLowerCase());
    return named;
  });
  return { add, remove };
};

/** A row before and after, by its key; one side is missing of those that are added or deleted. */
export type RowChange = {
  readonly key: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
};

/** Rows that are added and removed as people see them: of one that is removed while another of its key comes, a change. */
export const rowChanges = (
  { add, remove }: Pick<RowsWrite, 'add' | 'remove'>,
  keyOf: (value: JsonObject) => string,
): readonly RowChange[] => {
  const coming = new Map<string, JsonObject[]>();
  for (const { value } of add) coming.set(keyOf(value), [...(coming.get(keyOf(value)) ?? []), value]);
  const going = remove.map(({ value }): RowChange => {
    const key = keyOf(value);
    return { key, before: value, after: coming.get(key)?.shift() };
  });
  return [
    ...going,
    ...[...coming].flatMap(([key, values]) => values.map((after): RowChange => ({ key, before: undefined, after }))),
  ];
};

/**
 * True for a record of rows that were begun to be written and whose end nobody knows: the marker is written before the
 * first row, and again after the last. Whatever is there then is a part of git's change.
 */
const isOpen = ({ sent, live }: FieldDigests): boolean => sent !== undefined && live === undefined;

/** What a marker's record says of the rows; undefined where it says nothing of them by themselves. */
export const rowsRecorded = (record: MarkerRecord | undefined): 'open' | 'closed' | undefined => {
  if (record?.kind === 'whole' && record.open === true) return 'open';
  const digests = record?.kind === 'fields' ? record.fields[rowsField] : undefined;
  return digests === undefined ? undefined : isOpen(digests) ? 'open' : 'closed';
};

/** How a write of rows stands by what a read shows. */
export type RowsStand = {
  /** Whether all that was to be added is there, and nothing of what was to be removed. */
  readonly done: boolean;
  /** The rows that would be there if nobody else had written any meanwhile. */
  readonly expected: readonly Row[];
  /** Rows that this write added and somebody else has added too. */
  readonly doubled: readonly Row[];
};

/** Judges a write of rows by what was there before and what a read shows now. */
export const rowsStand = (
  { add, remove }: Pick<RowsWrite, 'add' | 'remove'>,
  there: readonly Row[],
  found: readonly Row[],
): RowsStand => {
  const textOf = ({ value }: Row): string => canonicalJson(value);
  const idOf = ({ name }: Row): string => name.toLowerCase();
  const texts = new Set(found.map(textOf));
  const byName = new Map(found.map((row) => [idOf(row), textOf(row)]));
  const missing = new Set(add.filter((row) => !texts.has(textOf(row))));
  const left = remove.filter((row) => byName.get(idOf(row)) === textOf(row));
  const removed = new Set(remove.map(idOf));
  const own = new Set(add.map(idOf));
  const others = new Set(found.filter((row) => !own.has(idOf(row))).map(textOf));
  return {
    done: missing.size === 0 && left.length === 0,
    expected: [...there.filter((row) => !removed.has(idOf(row))), ...add.filter((row) => !missing.has(row)), ...left],
    doubled: found.filter((row) => own.has(idOf(row)) && others.has(textOf(row))),
  };
};
