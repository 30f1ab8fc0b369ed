import type {
  QueryFacts,
  QueryFunction,
  QueryLookBack,
  QueryPattern,
  QueryReach,
  QueryTimespan,
  QueryWatchlist,
} from '../core/query-facts.ts';
import type { Span } from '../core/text/span.ts';
import { type Engine, spanOf } from './engine.ts';
import type { QuerySchema } from './schema/schema.ts';
import type { Scope } from './scope.ts';
import { timeReader } from './time.ts';

/** What one pass over the bound tree collects. */
export type TreeFacts = Pick<
  QueryFacts,
  'tables' | 'functions' | 'watchlists' | 'reaches' | 'patterns' | 'lookBacks' | 'timespans'
>;

/** The facts, and where the names begin that are of another workspace or cluster. */
export type Tree = { readonly facts: TreeFacts; readonly remoteNames: ReadonlySet<number> };

export type TreeReader = (code: KustoEngine.KustoCode, scope: Scope, schema: QuerySchema) => Tree;

const reaching: Readonly<Record<string, QueryReach['via']>> = {
  workspace: 'workspace',
  app: 'app',
  resource: 'resource',
  arg: 'arg',
  adx: 'adx',
  cluster: 'cluster',
  database: 'database',
};
const functionPatterns: Readonly<Record<string, QueryPattern['kind']>> = {
  arg_max: 'arg-max',
  ingestion_time: 'ingestion-time',
};
/** A union of unions has its columns' origins in a tree; deeper ones add nothing to what a person reads. */
const maxLineage = 8;

export const treeReader = (engine: Engine): TreeReader => {
  const { list, language } = engine;
  const X = language.Syntax;
  const kinds = X.SyntaxKind;
  const time = timeReader(engine);

  return (code, scope, schema) => {
    const tables = new Map<string, { readonly span: Span; readonly columns: Set<string>; here: boolean }>();
    const remoteNames = new Set<number>();
    const functions: QueryFunction[] = [];
    const watchlists: QueryWatchlist[] = [];
    const reaches: QueryReach[] = [];
    const patterns: QueryPattern[] = [];
    const lookBacks: QueryLookBack[] = [];
    const timespans: QueryTimespan[] = [];
    const lets = new Map<string, KustoEngine.Expression>();

    const sawTable = (name: string, node: KustoEngine.SyntaxElement): void => {
      const seen = tables.get(name) ?? { span: spanOf(node), columns: new Set(), here: false };
      seen.here ||= !isRemote(node);
      tables.set(name, seen);
    };
    /** True for what stands behind `workspace("x").`, or behind another function that gives a database. */
    const isRemote = (node: KustoEngine.SyntaxElement): boolean =>
      node.Parent instanceof X.PathExpression &&
      node.Parent.Expression.End <= node.TextStart &&
      node.Parent.Expression.ResultType instanceof language.Symbols.DatabaseSymbol;
    const sawColumn = (column: KustoEngine.ColumnSymbol, depth: number): void => {
      const owner = scope.ownerOf(column);
      if (owner !== undefined) tables.get(owner)?.columns.add(column.Name);
      else if (depth < maxLineage)
        for (const original of list(column.OriginalColumns)) if (original !== column) sawColumn(original, depth + 1);
    };
    const originOf = (symbol: KustoEngine.FunctionSymbol): QueryFunction['origin'] => {
      if (scope.functions.has(symbol.Name)) return 'declared';
      if (scope.globals.IsAggregateFunction(symbol)) return 'aggregate';
      return scope.globals.IsBuiltInFunction(symbol) ? 'built-in' : 'plugin';
    };
    const firstText = (call: KustoEngine.FunctionCall): string | undefined => {
      const value = list(call.ArgumentList.Expressions)[0]?.Element$1.ConstantValue;
      return typeof value === 'string' ? value : undefined;
    };

    const onCall = (call: KustoEngine.FunctionCall): void => {
      const name = call.Name.SimpleName;
      const span = spanOf(call.Name);
      const text = firstText(call);
      const via = Object.hasOwn(reaching, name) ? reaching[name] : undefined;
      if (via !== undefined) reaches.push({ via, span, ...(text === undefined ? {} : { name: text }) });
      if (name === '_GetWatchlist' && text !== undefined)
        watchlists.push({ alias: text, span, known: schema.watchlist(text) !== undefined });
      if (name === 'table' && text !== undefined) sawTable(text, call);
      const pattern = Object.hasOwn(functionPatterns, name) ? functionPatterns[name] : undefined;
      if (pattern !== undefined) patterns.push({ kind: pattern, span });
      const symbol = call.ReferencedSymbol;
      if (!(symbol instanceof language.Symbols.FunctionSymbol)) return;
      const insteadUse = symbol.IsObsolete ? { insteadUse: symbol.Alternative ?? '' } : {};
      functions.push({ name, span, origin: originOf(symbol), ...insteadUse });
    };
    const onName = (node: KustoEngine.NamedNode): void => {
      if (isRemote(node)) remoteNames.add(node.TextStart);
      const symbol = node.ReferencedSymbol;
      if (symbol === null) return;
      if (scope.tables.has(symbol.Name) && symbol instanceof language.Symbols.TableSymbol) sawTable(symbol.Name, node);
      else if (symbol instanceof language.Symbols.ColumnSymbol) sawColumn(symbol, 0);
      else if (scope.functions.has(symbol.Name) && !(node.Parent instanceof X.FunctionCallExpression))
        functions.push({ name: symbol.Name, span: spanOf(node), origin: 'declared' });
    };
    const onLet = (statement: KustoEngine.LetStatement): void => {
      const name = statement.Name.SimpleName;
      lets.set(name, statement.Expression);
      const milliseconds = time.lengthOf(statement.Expression, lets);
      if (milliseconds !== undefined) timespans.push({ name, milliseconds, span: spanOf(statement.Name) });
    };
    /** True for `union *` and `search *`: a star where tables or terms are named. */
    const hasBareStar = (node: KustoEngine.SyntaxElement): boolean => {
      const text = (element: KustoEngine.SyntaxElement): string =>
        element.Kind === kinds['WildcardedName'] || element.Kind === kinds['StarExpression']
          ? queryText.slice(element.TextStart, element.End)
          : '';
      for (let index = 0; index < node.ChildCount; index += 1) {
        const child = node.GetChild(index);
        if (child === null || child.Kind === kinds['PipeExpression']) continue;
        if (text(child) === '*' || (isListLike(child) && hasBareStar(child))) return true;
      }
      return false;
    };
    const isListLike = (node: KustoEngine.SyntaxElement): boolean =>
      node.Kind === kinds['List'] ||
      node.Kind === kinds['SeparatedElement'] ||
      node.Kind === kinds['NameReference'] ||
      node.Kind === kinds['FindInClause'];

    const onOperator = (node: KustoEngine.SyntaxElement): void => {
      const at = (kind: QueryPattern['kind']): void => {
        const text = /^\w+/.exec(queryText.slice(node.TextStart, node.End))?.[0] ?? '';
        patterns.push({ kind, span: { start: node.TextStart, end: node.TextStart + text.length } });
      };
      switch (node.Kind) {
        case kinds['UnionOperator']:
          at(hasBareStar(node) ? 'union-all' : 'union');
          return;
        case kinds['SearchOperator']:
          if (hasBareStar(node) || !hasChild(node, kinds['FindInClause'])) at('search-all');
          return;
        case kinds['JoinOperator']:
        case kinds['LookupOperator']:
          at('join');
          return;
        case kinds['ExternalDataExpression']:
          at('external-data');
          return;
        default:
      }
    };

    const queryText = code.Text;
    const visit = (node: KustoEngine.SyntaxElement): void => {
      if (node instanceof X.LetStatement) onLet(node);
      if (node instanceof X.FunctionCallExpression) onCall(node);
      else if (node instanceof X.NameReference) onName(node);
      else onOperator(node);
      const lookBack = time.lookBackOf(node, lets);
      if (lookBack !== undefined) lookBacks.push(lookBack);
      for (let index = 0; index < node.ChildCount; index += 1) {
        const child = node.GetChild(index);
        if (child !== null && child.ChildCount > 0) visit(child);
      }
    };
    visit(code.Syntax);

    const facts: TreeFacts = {
      tables: [...tables].map(([name, { span, columns, here }]) => {
        const table = scope.tables.get(name);
        const plan = table?.plan === undefined || !here ? {} : { plan: table.plan };
        const place = here ? {} : { elsewhere: true as const };
        return { name, span, known: table !== undefined, ...plan, columns: [...columns].toSorted(), ...place };
      }),
      functions,
      watchlists,
      reaches,
      patterns,
      lookBacks: lookBacks.toSorted((left, right) => right.milliseconds - left.milliseconds),
      timespans,
    };
    return { facts, remoteNames };
  };
};

const hasChild = (node: KustoEngine.SyntaxElement, kind: number | undefined): boolean => {
  for (let index = 0; index < node.ChildCount; index += 1) if (node.GetChild(index)?.Kind === kind) return true;
  return false;
};
