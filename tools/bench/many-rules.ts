import { isObject } from '../../src/core/json.ts';
import { readDocument } from '../../src/core/text/read-document.ts';
import type { Shell } from '../../test/cli/io.ts';

const config = `\
project:
  name: bench
  id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47
content:
  - rules
`;

/** A rule file with an id and a query that can be told apart in its text. */
export type Original = { readonly text: string; readonly id: string; readonly query: string };

/** The text as an original; none where it has no id or no query that could be made another's. */
export const originalsOf = (text: string): readonly Original[] => {
  const { value } = readDocument('rule.yaml', text).document;
  if (!isObject(value)) return [];
  const { id, query } = value;
  return typeof id === 'string' && typeof query === 'string' && text.includes(query.split('\n')[0] ?? '')
    ? [{ text, id, query }]
    : [];
};

/** A file of a rule and its query. */
export type Numbered = { readonly text: string; readonly query: string };

/** The id of such a rule. */
export const idOf = (index: number): string => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;

/** A rule of its own out of one that may come twice: another id, and another query so that no result serves both. */
export const numbered = ({ text, id, query }: Original, index: number): Numbered => {
  const [first = ''] = query.split('\n');
  const change = (from: string): string => from.replace(first, () => `${first} // ${index}`);
  return { text: change(text).replace(id, idOf(index)), query: change(query) };
};

/** So many rules, the originals repeated until there are enough. */
export const repeated = (originals: readonly Original[], count: number): readonly Numbered[] =>
  Array.from({ length: count }, (_, index) => originals[index % originals.length]).flatMap((rule, index) =>
    rule === undefined ? [] : [numbered(rule, index)],
  );

/** The name of a rule's file in such a repository. */
export const nameOf = (index: number): string => `rules/${index.toString().padStart(4, '0')}.yaml`;

/** Lays out a repository of these rules. */
export const writeRepository = async (shell: Shell, rules: readonly Numbered[]): Promise<void> => {
  await shell.write('picket.yaml', config);
  for (const [index, { text }] of rules.entries()) await shell.write(nameOf(index), text);
};
