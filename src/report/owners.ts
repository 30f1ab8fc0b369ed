import type { OwnedContent } from '../core/report.ts';
import { codeSpan, escaped } from './text/markdown-text.ts';
import { cut } from '../core/text/cut.ts';

/** A name of GitHub as an owner is told; any other is no mention. */
export const ownerWords = (owner: string): string =>
  /^@[\w-]{1,100}(?:\/[\w.-]{1,100})?$/.test(owner) ? owner : codeSpan(cut(owner, 100));

const mostOwners = 20;
const mostNames = 5;

const namesText = (names: readonly string[]): string => {
  const shown = names.slice(0, mostNames).map((name) => escaped(cut(name, 80)));
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

/**
 * Who answers for the content of reports, a line each; of several reports once. `mention` tells people, which suits what
 * waits for them, and not what they are asked about anyway.
 */
export const markdownOwners = (owned: readonly OwnedContent[], how: 'mention' | 'name'): string => {
  const all = new Map<string, Set<string>>();
  for (const { owner, names } of owned) all.set(owner, new Set([...(all.get(owner) ?? []), ...names]));
  const shown = [...all].slice(0, mostOwners);
  const rest = all.size - shown.length;
  return [
    '**Owners**',
    '',
    ...shown.map(
      ([owner, names]) =>
        `- ${how === 'mention' ? ownerWords(owner) : codeSpan(cut(owner, 100))}: ${namesText([...names])}`,
    ),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ].join('\n');
};
