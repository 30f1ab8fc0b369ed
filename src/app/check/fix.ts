import { resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { applyFixes } from '../../core/text/fix.ts';
import type { Io } from '../../core/io.ts';
import { readText, writeAtomically } from '../../files/disk.ts';
import type { Content, RuleItem } from '../content/content.ts';

/** A repair may show the next one (a renamed key has a value at last); no file needs many rounds. */
const mostRounds = 10;

/** The content after its repairs, and the findings that they answered, in the order in which they were made. */
export type FixedContent = { readonly content: Content; readonly fixed: readonly Diagnostic[] };

const fixRound = async (io: Io, content: Content, items: readonly RuleItem[]): Promise<readonly Diagnostic[]> => {
  const fixed: Diagnostic[] = [];
  for (const { document } of items) {
    if (io.signals.stop.aborted) break;
    const about = content.diagnostics.filter(({ path, fix }) => path === document.path && fix !== undefined);
    if (about.length === 0) continue;
    const result = applyFixes(document, about);
    const path = resolve(io.cwd, document.path);
    // Offsets count in the text that was checked: a file that somebody saved since is left to the next run.
    if (result.text === document.text || (await readText(path)) !== document.text) continue;
    await writeAtomically(path, result.text);
    fixed.push(...result.fixed);
  }
  return fixed;
};

/**
 * Writes the repairs that findings bring along into the files, and checks the content again until no more can be made.
 * @param load checks the content as it is on disk now
 * @param concerned the files that may be changed
 */
export const fixContent = async (
  io: Io,
  load: () => Promise<Content>,
  concerned: (item: RuleItem) => boolean,
): Promise<FixedContent> => {
  const fixed: Diagnostic[] = [];
  let content = await load();
  for (let rounds = 0; rounds < mostRounds && !io.signals.stop.aborted; rounds += 1) {
    const made = await fixRound(io, content, content.items.filter(concerned));
    if (made.length === 0) break;
    fixed.push(...made);
    content = await load();
  }
  return { content, fixed };
};
