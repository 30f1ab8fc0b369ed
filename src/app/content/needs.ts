import type { RunContext } from '../../core/lint-rule.ts';
import type { QueryFacts } from '../../core/query-facts.ts';
import { sameRef, type Ref } from '../../core/ref.ts';
import type { Content } from './content.ts';
import { queriesIn } from './effective.ts';

/** Names of a workspace that a query calls or reads. */
const namesUsed = (facts: QueryFacts | undefined): readonly string[] => [
  ...(facts?.tables ?? []).map(({ name }) => name),
  ...(facts?.functions ?? []).flatMap(({ name, origin }) => (origin === 'declared' ? [name] : [])),
  ...(facts?.watchlists ?? []).map(({ alias }) => alias),
];

/** Other content that a rule names, by itself and in its queries. */
export const needsOf = (
  { factsOf, givenBy }: Content,
  { rule, item }: Content['rules'][number],
  context: RunContext,
): readonly Ref[] => {
  const own = { type: item.type.name, id: rule.id };
  const named = queriesIn(item).flatMap((query) => namesUsed(factsOf(query)).flatMap(givenBy));
  return [...rule.references(context), ...named].filter((ref) => !sameRef(ref, own));
};
