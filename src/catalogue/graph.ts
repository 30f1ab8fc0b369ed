import { byText, type JsonObject } from '../core/json.ts';
import type { CatalogueRule } from './model.ts';

type GraphRule = Pick<
  CatalogueRule,
  'id' | 'name' | 'path' | 'enabled' | 'severity' | 'connectors' | 'query' | 'names'
>;

/**
 * What a rule can need, and what several of it are called. `parser`: a function that is no part of the language; `content`:
 * what it names by itself and not in a query; `remote`: something outside the workspace.
 */
export const needTitles = {
  table: 'Tables',
  parser: 'Parsers and functions',
  watchlist: 'Watchlists',
  content: 'Other content',
  connector: 'Data connectors',
  remote: 'Outside the workspace',
} as const;
export type NeedKind = keyof typeof needTitles;
export const needKinds: readonly NeedKind[] = ['table', 'parser', 'watchlist', 'content', 'connector', 'remote'];

export type Need<Rule extends GraphRule> = {
  readonly kind: NeedKind;
  readonly name: string;
  /** The rules that break when it goes, in the order of the catalogue. */
  readonly rules: readonly Rule[];
  /** Columns that the rules name, for tables. */
  readonly columns: readonly string[];
  /** False where no schema has it. */
  readonly known: boolean;
};

export type Graph<Rule extends GraphRule> = {
  /** By kind, then the most used first, then by name. */
  readonly needs: readonly Need<Rule>[];
  readonly rules: readonly Rule[];
};

type Use = {
  readonly kind: NeedKind;
  readonly name: string;
  readonly columns?: readonly string[];
  readonly known: boolean;
};

const usesOf = ({ connectors, query, names }: GraphRule): readonly Use[] => {
  const facts = query?.facts;
  return [
    ...(facts?.tables ?? [])
      .filter(({ elsewhere }) => elsewhere !== true)
      .map(({ name, columns, known }) => ({ kind: 'table' as const, name, columns, known })),
    ...(facts?.functions ?? [])
      .filter(({ origin }) => origin === 'declared')
      .map(({ name }) => ({ kind: 'parser' as const, name, known: true })),
    ...(facts?.watchlists ?? []).map(({ alias, known }) => ({ kind: 'watchlist' as const, name: alias, known })),
    ...names.map(({ name, known }) => ({ kind: 'content' as const, name, known })),
    ...connectors.map(({ id }) => ({ kind: 'connector' as const, name: id, known: true })),
    ...(facts?.reaches ?? []).map(({ via, name }) => ({
      kind: 'remote' as const,
      name: `${via}(${name === undefined ? '…' : `"${name}"`})`,
      known: true,
    })),
  ];
};

/** Which rules need which tables, parsers, watchlists, connectors and remote workspaces. */
export const graphOf = <Rule extends GraphRule>(rules: readonly Rule[]): Graph<Rule> => {
  type Draft = { kind: NeedKind; name: string; rules: Set<Rule>; columns: Set<string>; known: boolean };
  const found = new Map<string, Draft>();
  for (const rule of rules)
    for (const { kind, name, columns, known } of usesOf(rule)) {
      // Watchlists are found by their alias without case; so are connectors in what people write.
      const key = `${kind}/${kind === 'watchlist' || kind === 'connector' ? name.toLowerCase() : name}`;
      const draft = found.get(key) ?? { kind, name, rules: new Set(), columns: new Set(), known };
      draft.rules.add(rule);
      for (const column of columns ?? []) draft.columns.add(column);
      found.set(key, draft);
    }
  const needs = [...found.values()]
    .map((draft) => ({ ...draft, rules: [...draft.rules], columns: [...draft.columns].toSorted(byText) }))
    .toSorted(
      (left, right) =>
        needKinds.indexOf(left.kind) - needKinds.indexOf(right.kind) ||
        right.rules.length - left.rules.length ||
        byText(left.name, right.name),
    );
  return { needs, rules };
};

/** The graph for machines, schemas/graph.schema.json; `rules` names each rule once, `needs` refers to them by id. */
export const graphJson = ({ needs, rules }: Graph<GraphRule>): JsonObject => ({
  version: 1,
  rules: rules.map(({ id, name, path, enabled, severity }) => ({
    id,
    name,
    path,
    enabled,
    ...(severity === undefined ? {} : { severity }),
  })),
  needs: needs.map(({ kind, name, known, columns, rules }) => ({
    kind,
    name,
    known,
    ...(kind === 'table' ? { columns } : {}),
    rules: rules.map(({ id }) => id),
  })),
});
