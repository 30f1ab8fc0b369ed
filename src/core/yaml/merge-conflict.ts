import type { Problem } from './limits.ts';

/** Git writes its marks at the very beginning of a line, seven signs each. */
const marks = /^(<{7}|={7}|>{7})(?:[ \t].*)?\r?$/gm;

/**
 * The conflicts of a merge that nobody settled: from `<<<<<<<` over `=======` to `>>>>>>>`. A file with one is neither
 * side's, whether or not it happens to be YAML.
 */
export const mergeConflicts = (text: string): readonly Problem[] => {
  const found: Problem[] = [];
  let open: { readonly start: number; readonly end: number; readonly middle: boolean } | undefined;
  for (const match of text.matchAll(marks)) {
    const [mark] = match[1] ?? '';
    if (mark === '<') open = { start: match.index, end: match.index + match[0].trimEnd().length, middle: false };
    else if (mark === '=' && open !== undefined) open = { ...open, middle: true };
    else if (mark === '>' && open?.middle === true) {
      const lines = text.slice(open.start, match.index).split('\n').length - 1;
      found.push({
        code: 'yaml/merge-conflict',
        message: `A merge left a conflict here that nobody settled; it ends ${lines} lines below, at \`>>>>>>>\`.`,
        hint: 'Keep what is right of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`.',
        span: { start: open.start, end: open.end },
      });
      open = undefined;
    }
  }
  return found;
};
