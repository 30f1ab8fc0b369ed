import { structuredPatch } from 'diff';
import { toldApartInABlock } from '../../core/text/visible.ts';
import { inert, type Style } from '../text/style.ts';
import { counted } from '../../core/text/phrase.ts';

export type DiffLine = { readonly kind: 'same' | 'added' | 'removed' | 'gap'; readonly text: string };

/** The lines in which two texts differ, with so many unchanged lines around; gaps stand for what is left out. Lines never print alike. */
export const lineDiff = (before: string, after: string, context = 2): DiffLine[] => {
  const [old, now] = toldApartInABlock(before, after);
  const { hunks } = structuredPatch('', '', `${old}\n`, `${now}\n`, '', '', { context });
  const lastLine = old.split('\n').length;
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

const prettyLine = ({ kind, text }: DiffLine, style: Style): string => {
  if (kind === 'added') return style.green(`        + ${inert(text)}`);
  if (kind === 'removed') return style.red(`        - ${inert(text)}`);
  return kind === 'gap' ? style.dim(`          … ${text}`) : `          ${inert(text)}`;
};

/** Two texts as a terminal shows what differs, indented below the name of a field. */
export const prettyDiff = (before: string, after: string, style: Style): string[] =>
  lineDiff(before, after).map((line) => prettyLine(line, style));

/** Characters of one diff; a query may have 10,000, and a change both of the old and the new one. */
const longestDiff = 6000;

const diffSigns = { added: '+', removed: '-', same: ' ' } as const;

/** Two texts as a code block of the language `diff` shows what differs; what is too long for a comment is counted. */
export const diffText = (before: string, after: string): string => {
  const lines = lineDiff(before, after).map(({ kind, text }) =>
    kind === 'gap' ? `@@ ${text} @@` : `${diffSigns[kind]} ${text}`,
  );
  let used = 0;
  const kept = lines.filter((line) => (used += line.length + 1) <= longestDiff);
  const left = lines.length - kept.length;
  return [...kept, ...(left === 0 ? [] : [`@@ ${counted(left, 'more line')} of this diff @@`])].join('\n');
};
