import { readFileSync } from 'node:fs';
import { updateExpected } from '../../expected.ts';

const quoted = (query: string): string => query.replaceAll(/^/gm, '> ');

/** What a file keeps of queries: of each its lines, below the query behind `> `. Written anew where that is asked for. */
export const keptOf = (
  file: string | URL,
  queries: readonly string[],
  linesOf: (query: string) => readonly string[],
): ((query: string) => readonly string[] | undefined) => {
  updateExpected(file, () => `${queries.map((query) => [quoted(query), ...linesOf(query)].join('\n')).join('\n\n')}\n`);
  const kept = new Map(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n\n')
      .map((section) => {
        const lines = section.split('\n');
        const first = lines.findIndex((line) => !line.startsWith('> '));
        return [lines.slice(0, first).join('\n'), lines.slice(first)] as const;
      }),
  );
  return (query) => kept.get(quoted(query));
};
