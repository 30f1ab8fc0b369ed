import { asKql } from '../../core/content-type.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Io } from '../../core/io.ts';
import { pointer } from '../../core/pointer.ts';
import type { QueryFacts } from '../../core/query-facts.ts';
import { namesOf } from '../../core/symbols.ts';
import { placeOf } from '../../core/text/source.ts';
import type { Project } from '../project.ts';
import { symbolsOf } from './declared.ts';
import type { EffectiveItem } from './effective.ts';

/** Names that files give to queries, in small letters, with the path of the file. */
export const namesGiven = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  items: readonly EffectiveItem[],
): ReadonlyMap<string, string> =>
  new Map(
    items.flatMap((item) =>
      symbolsOf(project, io, item, item.type.symbols).flatMap(({ symbols }) =>
        namesOf(symbols).map((name) => [name.toLowerCase(), item.document.path] as const),
      ),
    ),
  );

/** What a query names of what files may give it. */
const namedIn = ({ functions, tables, watchlists }: QueryFacts) => [
  ...functions.filter(({ origin }) => origin === 'declared'),
  ...tables.filter(({ elsewhere }) => elsewhere !== true),
  ...watchlists.map(({ alias, span }) => ({ name: alias, span })),
];

/**
 * Queries that a workspace gets and that name what it does not get, since a stage or an opt-out keeps the file away; in git
 * the name is known, so that nothing else finds it.
 */
export const absentNames = (
  { away, there }: Readonly<Record<'away' | 'there', ReadonlyMap<string, string>>>,
  items: readonly EffectiveItem[],
  factsOf: (query: string) => QueryFacts | undefined,
): readonly Diagnostic[] =>
  items.flatMap(({ type, raw, document }) =>
    type.queries.flatMap(({ key }) => {
      const text = raw[key];
      const facts = typeof text === 'string' ? factsOf(asKql(type, text)) : undefined;
      const seen = new Set<string>();
      return (facts === undefined ? [] : namedIn(facts)).flatMap(({ name, span }): readonly Diagnostic[] => {
        const known = name.toLowerCase();
        const path = there.has(known) ? undefined : away.get(known);
        if (path === undefined || seen.has(known)) return [];
        seen.add(known);
        return [
          {
            code: 'rule/absent-name',
            severity: 'warning',
            message: `The query names \`${name}\` of ${path}, which is kept from the workspace.`,
            hint: 'A stage or an opt-out does so: keep this away too, or give the workspace what the query names.',
            path: document.path,
            ...placeOf(document, { at: pointer(key), within: span }),
          },
        ];
      });
    }),
  );
