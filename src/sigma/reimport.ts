import { shortDigest } from '../core/digest.ts';
import { equalJson, isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { pointer, type JsonPointer } from '../core/pointer.ts';
import { readDocument } from '../core/text/read-document.ts';
import { rewrite } from '../core/text/rewrite.ts';
import type { SourceDocument } from '../core/text/source.ts';

/** A key that was changed by hand and by the new Sigma version, in different ways; the hand-made value stays. */
export type ReimportConflict = {
  readonly at: JsonPointer;
  readonly ours: JsonValue | undefined;
  readonly theirs: JsonValue | undefined;
};

export type Reimport = {
  /** The file with the new version's changes; comments and everything changed by hand are as they were. */
  readonly text: string;
  readonly updated: readonly JsonPointer[];
  /** Keys with hand-made changes that the new version leaves alone. */
  readonly kept: readonly JsonPointer[];
  readonly conflicts: readonly ReimportConflict[];
};

/** What a key was when the rule was generated: its value, or the digest that the file itself carries. */
type Base = { readonly is: (key: string, value: JsonValue | undefined) => boolean };

const recordKey = 'generated';

/** The key under which a rule keeps where it comes from; written anew with every version. */
const ownKey = 'metadata';

const sigmaOf = (value: JsonValue | undefined): JsonObject | undefined => {
  const metadata = isObject(value) ? value[ownKey] : undefined;
  const sigma = isObject(metadata) ? metadata['sigma'] : undefined;
  return isObject(sigma) ? sigma : undefined;
};

/** Short digests of the generated keys, as one text: so that a later version needs no copy of this one. */
export const recordOf = (value: JsonObject): string =>
  Object.entries(value)
    .filter(([key]) => key !== ownKey)
    .map(([key, member]) => `${key}:${shortDigest(member) ?? ''}`)
    .join(' ');

const recordedBase = (value: JsonValue | undefined): Base | undefined => {
  const record = sigmaOf(value)?.[recordKey];
  if (typeof record !== 'string') return undefined;
  const digests = new Map(
    record.split(' ').map((entry) => {
      const colon = entry.lastIndexOf(':');
      return [entry.slice(0, colon), entry.slice(colon + 1)] as const;
    }),
  );
  return { is: (key, member) => digests.get(key) === shortDigest(member) };
};

const textBase = (text: string): Base => {
  const { value } = readDocument('', text).document;
  return { is: (key, member) => equalJson(isObject(value) ? value[key] : undefined, member) };
};

const merge = (base: Base, current: SourceDocument, next: JsonObject): Reimport => {
  const file = rewrite(current);
  const ours = isObject(current.value) ? current.value : {};
  const updated: JsonPointer[] = [];
  const kept: JsonPointer[] = [];
  const conflicts: ReimportConflict[] = [];
  let before: string | undefined;
  for (const key of new Set([...Object.keys(next), ...Object.keys(ours)])) {
    const at = pointer(key);
    const mine = ours[key];
    const theirs = next[key];
    const follows = before;
    if (mine !== undefined || theirs !== undefined) before = key;
    if (key === ownKey || equalJson(mine, theirs)) continue;
    if (base.is(key, theirs)) kept.push(at);
    else if (base.is(key, mine)) {
      const done = theirs === undefined ? file.remove(at) : file.set(at, theirs, follows);
      if (done) updated.push(at);
      else conflicts.push({ at, ours: mine, theirs });
    } else conflicts.push({ at, ours: mine, theirs });
  }
  const sigma = sigmaOf(next);
  // With a conflict open the record stays that of the old version, so that the next run finds it again.
  if (sigma !== undefined && conflicts.length === 0) {
    const at = pointer(ownKey, 'sigma');
    if (!equalJson(file.at(at), sigma) && file.set(at, sigma)) updated.push(at);
  }
  return { text: file.document().text, updated, kept, conflicts };
};

/**
 * Brings a generated rule up to a newer version of its Sigma rule, key by key in three ways: a key that nobody changed
 * by hand takes the new value, one that only a hand changed stays, one that both changed is a conflict and stays.
 *
 * @param generated the text as it was generated; without it the record in the file's own metadata is used.
 * @returns undefined when the file does not say, and nobody else does, what it was generated from.
 */
export const reimport = (current: SourceDocument, next: string, generated?: string): Reimport | undefined => {
  const { value } = readDocument(current.path, next).document;
  const base = generated === undefined ? recordedBase(current.value) : textBase(generated);
  return base === undefined || !isObject(value) ? undefined : merge(base, current, value);
};
