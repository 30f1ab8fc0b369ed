import type { Problem } from './limits.ts';

/** Git writes its marks at the very beginning of a line, seven signs each. */
const marks = /^(<{7}|={7}|>{7})(?:[ \t].*)?\r?$/gm;

/**
 * The conflicts of a merge that nobody settled: from `<<<<<<<` over `=======` to `>>>>>>>`. A file with one is neither
 * side's, whether or not it happens to be YAML. A mark of either end without its other is one that was half settled; seven
 * equal signs alone may underline something in a text.
 */
export const mergeConflicts = (text: string): readonly Problem[] => {
  const found: Problem[] = [];
  let open: { readonly start: number; readonly end: number; readonly middle: boolean } | undefined;
  const left = (mark: string, span: Problem['span']): void =>
    void found.push({
      code: 'yaml/merge-conflict',
      message: `A merge left a line \`${mark}\` here, and the other marks of its conflict are gone.`,
      hint: 'Remove the line, and see that nothing of the other side is left.',
      span,
    });
  for (const match of text.matchAll(marks)) {
    const mark = match[0].charAt(0);
    const span = { start: match.index, end: match.index + match[0].trimEnd().length };
    if (mark === '<') {
      if (open !== undefined) left('<<<<<<<', { start: open.start, end: open.end });
      open = { ...span, middle: false };
    }
    if (mark === '=' && open !== undefined) open = { ...open, middle: true };
    else if (mark === '>' && open?.middle === true) {
      const lines = text.slice(open.start, match.index).split('\n').length - 1;
      found.push({
        code: 'yaml/merge-conflict',
        message: `A merge left a conflict here that nobody settled; it ends ${lines} lines below, at \`>>>>>>>\`.`,
        hint: 'Keep what is right of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`.',
        span: { start: open.start, end: open.end },
      });
      open = undefined;
    } else if (mark === '>') left('>>>>>>>', span);
  }
  if (open !== undefined) left('<<<<<<<', { start: open.start, end: open.end });
  return found;
};
