import type { Engine } from '../engine.ts';

const lazy = new WeakSet<object>();

/**
 * Lets the engine make the grammar of queries only where something reads a rule of it. It makes all of it (twice) for the
 * first query of a process, which takes longer than everything else of that, and keeps it for completion in an editor:
 * queries are parsed by another parser, which asks for rules where a query is nested very deep.
 */
export const makeGrammarLater = ({ language }: Engine): void => {
  const { QueryGrammar } = language.Parsing;
  if (lazy.has(QueryGrammar)) return;
  lazy.add(QueryGrammar);
  const make = QueryGrammar.From;
  QueryGrammar.From = (globals) => {
    let made: KustoEngine.QueryGrammar | undefined;
    return new Proxy(
      { QueryBlock: null },
      {
        get: (_, rule) => {
          if (rule === 'QueryBlock') return null;
          made ??= make(globals);
          return Reflect.get(made, rule);
        },
      },
    );
  };
};
