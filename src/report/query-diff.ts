import { structuredPatch } from 'diff';

export type DiffLine = { readonly kind: 'same' | 'added' | 'removed' | 'gap'; readonly text: string };

/** The lines in which two texts differ, with so many unchanged lines around; gaps stand for what is left out. */
export const lineDiff = (before: string, after: string, context = 2): DiffLine[] => {
  const { hunks } = structuredPatch('', '', `${before}\n`, `${after}\n`, '', '', { context });
  const lastLine = before.split('\n').length;
  const lines: DiffLine[] = [];
  let next = 1;
  for (const hunk of hunks) {
    if (hunk.oldStart > next) lines.push({ kind: 'gap', text: `${hunk.oldStart - next} unchanged` });
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'added', text });
      else if (line.startsWith('-')) lines.push({ kind: 'removed', text });
      else if (line.startsWith(' ')) lines.push({ kind: 'same', text });
    }
    next = hunk.oldStart + hunk.oldLines;
  }
  if (lines.length > 0 && next <= lastLine) lines.push({ kind: 'gap', text: `${lastLine - next + 1} unchanged` });
  return lines;
};
