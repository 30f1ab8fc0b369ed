import { shortDigest } from '../digest.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import { namedGuid } from '../digest.ts';
import type { ResourceKind, Row } from '../resource.ts';
import { counted } from '../text/phrase.ts';

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
  /** How so many rows or more are added at once, by a write of the resource itself; one by one unless given. */
  readonly bulk?: {
    readonly from: number;
    readonly bodyOf: (body: JsonObject, values: readonly JsonObject[]) => JsonObject;
  };
};

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

/** A canonical body with its rows as one field of it; without such a field where nobody manages rows. */
export const withRows = (body: JsonObject, rows: readonly Row[] | undefined): JsonObject =>
  rows === undefined ? body : { ...body, rows: rowsText(rows) };

/** What brings rows to what is wanted: those to add, and those that are too many, repeated ones among them. */
export const rowsToWrite = (
  wanted: readonly Row[],
  there: readonly Row[],
): { readonly add: readonly Row[]; readonly remove: readonly Row[] } => {
  const open = new Map(wanted.map((row) => [canonicalJson(row.value), row]));
  const remove = there.filter(({ value }) => !open.delete(canonicalJson(value)));
  return { add: [...open.values()], remove };
};
