/** So many findings of a code in a file say what there is to say; the others are counted. */
const most = 20;

type Counted = { readonly code: string; readonly path?: string };

/** Findings of one code in one file of which only the first are kept, and how many there are. */
export type Cut = { readonly code: string; readonly path: string; readonly total: number };

/** The first findings of each code in each file, in their order, and what was cut. What is in no file stays whole. */
export const firstOfEach = <T extends Counted>(
  findings: readonly T[],
): { readonly kept: readonly T[]; readonly cut: readonly Cut[] } => {
  const totals = new Map<string, { code: string; path: string; total: number }>();
  const kept = findings.filter(({ code, path }) => {
    // What is in no file is one rule each time.
    if (path === undefined) return true;
    const key = `${code} ${path}`;
    const group = totals.get(key) ?? { code, path, total: 0 };
    totals.set(key, group);
    group.total += 1;
    return group.total <= most;
  });
  return { kept, cut: [...totals.values()].filter(({ total }) => total > most) };
};
