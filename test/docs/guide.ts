import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shell } from '../cli/io.ts';
import { perform } from '../scenarios/transcript.ts';

/** A fenced block of a page: ```` ```yaml rule ```` has the language `yaml` and the kind `rule`. */
export type Block = { readonly language: string; readonly kind: string; readonly text: string; readonly line: number };

const fence = /^```(\S*)[ \t]*(.*)\n([\s\S]*?)^```[ \t]*$/gm;

/** The fenced blocks of a page, in order. */
export const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(fence)].map(({ 1: language = '', 2: kind = '', 3: text = '', index }) => ({
    language,
    kind,
    text,
    line: page.slice(0, index).split('\n').length,
  }));

/** The folder of files that a page begins with, from `<!-- scenario: NAME -->`; undefined for an empty folder. */
export const scenarioOf = (page: string): string | undefined => /<!-- scenario: (\S+) -->/.exec(page)?.[1];

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Ids that a run minted look different each time: the n-th of them that a page has not is taken for the n-th of the page that
 * the run has not.
 */
export const withIdsOf = (page: string, played: string): string => {
  const inPage = new Set(page.match(guid) ?? []);
  const inRun = new Set(played.match(guid) ?? []);
  const free = [...inPage].filter((id) => !inRun.has(id));
  const minted = [...inRun].filter((id) => !inPage.has(id));
  const names = new Map(minted.flatMap((id, index) => (free[index] === undefined ? [] : [[id, free[index]] as const])));
  return played.replaceAll(guid, (id) => names.get(id) ?? id);
};

/** Blocks of a terminal, and what a reader does not see: commands in a comment that begins with `<!-- meanwhile`. */
const steps = /^```console\n([\s\S]*?)^```[ \t]*$|^<!-- meanwhile\n([\s\S]*?)^-->$/gm;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.slice(2));

/**
 * Types every command of a page, from top to bottom, in a folder with the scenario's files. Gives the page as it would
 * be with the answers that really came.
 */
export const playGuide = async (shell: Shell, page: string, scenarios: string): Promise<string> => {
  const scenario = scenarioOf(page);
  if (scenario !== undefined) await cp(join(scenarios, scenario), shell.cwd, { recursive: true });
  const parts: string[] = [];
  let end = 0;
  for (const match of page.matchAll(steps)) {
    const [whole, shown, hidden] = match;
    const answers: string[] = [];
    for (const line of linesOf(shown ?? hidden ?? ''))
      answers.push(`$ ${line}\n${(await perform(shell, line)).replaceAll(shell.cwd, '<folder>')}`);
    parts.push(page.slice(end, match.index));
    parts.push(shown === undefined ? whole : `\`\`\`console\n${answers.join('\n')}\`\`\``);
    end = match.index + whole.length;
  }
  parts.push(page.slice(end));
  return withIdsOf(page, parts.join(''));
};
