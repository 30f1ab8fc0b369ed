/** Workspaces that say the same of every row of a table. */
export type AlikeColumn = {
  readonly heading: string;
  readonly workspaces: readonly string[];
  readonly words: readonly string[];
};

/** So many workspaces have a column each, under their names; more are put together where they are alike. */
const fewWorkspaces = 6;

/** A, B, … Z, A1, B1, …: as many headings as there are columns. */
const letter = (index: number): string =>
  `${String.fromCodePoint(65 + (index % 26))}${index < 26 ? '' : Math.floor(index / 26)}`;

/**
 * A table's columns by workspace, each a word a row: those of many workspaces that are alike as one, the most of them
 * first. A heading is the name of the workspace, `all`, or a letter.
 */
export const alikeColumns = (
  workspaces: readonly string[],
  wordsOf: (workspace: string) => readonly string[],
): readonly AlikeColumn[] => {
  if (workspaces.length <= fewWorkspaces)
    return workspaces.map((workspace) => ({
      heading: workspace,
      workspaces: [workspace],
      words: wordsOf(workspace),
    }));
  const alike = new Map<string, { readonly workspaces: string[]; readonly words: readonly string[] }>();
  for (const workspace of workspaces) {
    const words = wordsOf(workspace);
    const key = words.join('\n');
    const same = alike.get(key);
    if (same === undefined) alike.set(key, { workspaces: [workspace], words });
    else same.workspaces.push(workspace);
  }
  return [...alike.values()]
    .toSorted((a, b) => b.workspaces.length - a.workspaces.length)
    .map((column, index, { length }) => ({ heading: length === 1 ? 'all' : letter(index), ...column }));
};
