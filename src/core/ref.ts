/** What identifies one piece of content: the name of its type, and its id within that type. */
export type Ref = { readonly type: string; readonly id: string };

/** A key for maps: ids are compared without case, and only within their type. */
export const refKey = ({ type, id }: Ref): string => `${type}/${id.toLowerCase()}`;

/** True where two refs mean the same. */
export const sameRef = (one: Ref, other: Ref): boolean => refKey(one) === refKey(other);

/** True where a text means a ref: as `type/ID`, or as the bare id; without case. */
export const means = (text: string, ref: Ref): boolean => {
  const wanted = text.trim().toLowerCase();
  return wanted === refKey(ref).toLowerCase() || wanted === ref.id.toLowerCase();
};

/** Entries of picket.yaml that name a rule, and what is to be said of those whose bare id several types have. */
export type SettledEntries<E> = { readonly entries: readonly E[]; readonly notes: readonly string[] };

/** Leaves out entries whose `rule` is a bare id of several types: nobody can tell which of them it means. */
export const settledEntries = <E extends { readonly rule: string }>(
  key: string,
  entries: readonly E[],
  known: readonly Ref[],
): SettledEntries<E> => {
  if (entries.length === 0) return { entries, notes: [] };
  const meaning = meaningOf(known);
  const open = entries.filter(({ rule }) => meaning(rule).ambiguous.length > 0);
  return {
    entries: entries.filter((entry) => !open.includes(entry)),
    notes: [...new Set(open.map(({ rule }) => rule))].map((rule) => {
      const refs = meaning(rule).ambiguous.map(({ type, id }) => `${type}/${id}`);
      return `${key} in picket.yaml names ${rule}, which may be ${refs.join(' or ')}: it holds for none until it is written so.`;
    }),
  };
};

/**
 * Which of some refs a text means: `type/ID`, or a bare id while only one type has it. Empty for a bare id that several
 * types have: `ambiguous` says so.
 */
export type Meaning<T extends Ref> = { readonly refs: readonly T[]; readonly ambiguous: readonly T[] };

/** Looks texts up among refs that are known. */
export const meaningOf = <T extends Ref>(known: readonly T[]): ((text: string) => Meaning<T>) => {
  const byText = new Map<string, T[]>();
  const add = (text: string, ref: T): void => {
    const there = byText.get(text) ?? [];
    if (!there.some((other) => sameRef(other, ref))) there.push(ref);
    byText.set(text, there);
  };
  for (const ref of known) {
    add(refKey(ref).toLowerCase(), ref);
    add(ref.id.toLowerCase(), ref);
  }
  return (text) => {
    const refs = byText.get(text.trim().toLowerCase()) ?? [];
    return refs.length > 1 ? { refs: [], ambiguous: refs } : { refs, ambiguous: [] };
  };
};

/** The ids that several types have, in small letters: alone they name nothing. */
export const sharedIds = (refs: readonly Ref[]): ReadonlySet<string> => {
  const types = new Map<string, string>();
  const shared = new Set<string>();
  for (const { type, id } of refs) {
    const key = id.toLowerCase();
    if ((types.get(key) ?? type) === type) types.set(key, type);
    else shared.add(key);
  }
  return shared;
};

/** The shortest text that means a ref where these ids are shared between types: its id, or `type/ID`. */
export const exactRef = ({ type, id }: Ref, shared: ReadonlySet<string> = new Set()): string =>
  shared.has(id.toLowerCase()) ? `${type}/${id}` : id;
