import type { QueryDiagnostic, QueryFacts, QueryResult, QueryToken } from '../core/query-facts.ts';
import { assumer } from './assumed.ts';
import { definiteReader } from './definite.ts';
import { diagnosticReader } from './diagnostics.ts';
import { bind, type Engine } from './engine.ts';
import { classifier, layouter } from './format.ts';
import { nothingKnown, nowhere, tooComplex, without } from './checks/given-up.ts';
import { beyondLimits } from './checks/limits.ts';
import type { QuerySchema } from './schema/schema.ts';
import { ownChecker } from './checks/own-checks.ts';
import { type Assumed, nothingAssumed, type Scope, scopeBuilder } from './scope.ts';
import { treeReader } from './walk.ts';

export type AnalyzeOptions = {
  /** Also runs the engine's own analyzers (`contains` for `has`, `join` without a kind, ...); a tenth of the time. */
  readonly analyzers: 'on' | 'off';
  /** Also classifies the tokens of the same parsed query, and lays it out, for showing it; off unless given. */
  readonly tokens?: 'on' | 'off';
};

/**
 * Facts about a query; its tokens and its layout where they were asked for: none and the query itself for one that is beyond
 * the limits.
 */
export type QueryAnalysis = {
  readonly facts: QueryFacts;
  readonly tokens: readonly QueryToken[];
  readonly layout: string;
};

export type Analyzer = (query: string, schema: QuerySchema, options: AnalyzeOptions) => QueryAnalysis;

/** Nodes that are bound for one query, whatever is tried: published rules have 2,300 at most. */
const maxNodes = 50_000;

type Attempt = {
  readonly code: KustoEngine.KustoCode;
  readonly scope: Scope;
  readonly assumed: Assumed;
  readonly diagnostics: readonly QueryDiagnostic[];
};

/**
 * The engine's analyzers that have something to say about a rule, each with what a text must hold for it to find anything:
 * each walks the whole tree, so those without a chance are not asked. Left out are those about materialized views, stored
 * functions and partitions, which rules do not have, and the one about deprecated functions, which the walk of our own finds
 * without it.
 */
const adviceAnalyzers: Readonly<Record<string, RegExp>> = {
  AvoidUsingContains: /contains/i,
  AvoidUsingNullStringComparison: /isnull|isnotnull/i,
  AvoidUsingToBoolOnNumerics: /tobool/i,
  AvoidUsingFormatDatetimeInPredicate: /format_datetime/i,
  AvoidJoinWithoutKind: /join/i,
  // Only a `let` or a parameter of one, or of the query, can be hidden by a column.
  ColumnHasSameNameAsVariable: /let|declare/i,
  AvoidUsingHasWithIPv4Strings: /has|contains/i,
  AvoidStrlenWithDynamic: /strlen/i,
};
const maxAdvice = 100;

const mayHaveAdded =
  'The shipped list of this table is not closed: vendors add columns to their tables, and yours may have it.';

/** A query with more unknown tables than these has other troubles. */
const maxAssumptions = 8;

/** What another workspace has is in no schema of this one: a name there that is not known may well exist. */
const withDoubt = (each: QueryDiagnostic, remoteNames: ReadonlySet<number>): QueryDiagnostic =>
  (each.kind === 'table' || each.kind === 'function') && remoteNames.has(each.span.start)
    ? { ...each, severity: 'warning' }
    : each;

const errorsOf = (attempt: Attempt): number => attempt.diagnostics.filter((each) => each.severity === 'error').length;

export const analyzer = (engine: Engine): Analyzer => {
  const { language, list } = engine;
  const scopeFor = scopeBuilder(engine);
  const assume = assumer(engine);
  const readDiagnostics = diagnosticReader(engine);
  const definite = definiteReader(engine);
  const check = ownChecker(engine);
  const readTree = treeReader(engine);
  const classify = classifier(engine);
  const layOut = layouter(engine);

  let nodes = 0;
  const isTooMuch = (): boolean => {
    nodes += 1;
    return nodes > maxNodes;
  };

  const attempt = (query: string, schema: QuerySchema, assumed: Assumed): Attempt => {
    const scope = scopeFor(query, schema, assumed);
    const code = bind(engine, query, scope.globals, isTooMuch);
    return { code, scope, assumed, diagnostics: readDiagnostics(code, scope) };
  };

  /**
   * A table or function that no schema knows would drag every column after it along as unknown. It is reported once
   * and then taken for a table of any columns, the first one first, provided that this explains the query better.
   */
  const settle = (query: string, schema: QuerySchema): Attempt => {
    let current = attempt(query, schema, nothingAssumed);
    let assumed = nothingAssumed;
    const tried = new Set<string>();
    const reported: QueryDiagnostic[] = [];
    for (let round = 0; round < maxAssumptions; round += 1) {
      const unknown = current.diagnostics
        .filter(({ kind, name }) => (kind === 'table' || kind === 'function') && name !== undefined && !tried.has(name))
        .toSorted((left, right) => left.span.start - right.span.start);
      const [first] = unknown;
      if (first?.name === undefined) break;
      tried.add(first.name);
      const kind = first.kind === 'table' ? 'table' : 'function';
      const assuming = assume(assumed, kind, first.name, current.code);
      const next = attempt(query, schema, assuming);
      if (errorsOf(next) >= errorsOf(current) && first.severity === 'error') continue;
      reported.push(...unknown.filter(({ name }) => name === first.name));
      assumed = assuming;
      current = next;
    }
    const isNew = (each: QueryDiagnostic): boolean =>
      !reported.some((other) => other.code === each.code && other.span.start === each.span.start);
    return { ...current, diagnostics: [...reported, ...current.diagnostics.filter(isNew)] };
  };

  /**
   * The same with any columns in tables whose owners add some: what is wrong then only by the columns that are known is
   * a warning, and what comes out may be more.
   */
  const extend = (query: string, schema: QuerySchema, settled: Attempt): Attempt & { readonly extensible: boolean } => {
    const isClosed = ![...settled.scope.tables.values()].some((table) => table.extensible === true);
    if (isClosed || settled.diagnostics.some(({ kind }) => kind === 'syntax' || kind === 'limit'))
      return { ...settled, extensible: false };
    const extended = attempt(query, schema, { ...settled.assumed, extended: true });
    const left = new Set(extended.diagnostics.map(({ code, span }) => `${code}@${span.start}`));
    const diagnostics = settled.diagnostics.map((each): QueryDiagnostic => {
      const isLeft = each.severity !== 'error' || each.kind === 'table' || left.has(`${each.code}@${each.span.start}`);
      return isLeft || definite.isDefiniteAt(extended.code, each.span.start)
        ? each
        : { ...each, severity: 'warning', doubt: mayHaveAdded };
    });
    const type = extended.code.ResultType;
    const extensible =
      type instanceof language.Symbols.TableSymbol && type.IsOpen && !definite.yieldsDefinite(extended.code);
    return { ...settled, diagnostics, extensible };
  };

  const resultOf = ({ code, scope }: Attempt, query: string): QueryResult | undefined => {
    const type = code.ResultType;
    if (!(type instanceof language.Symbols.TableSymbol)) return undefined;
    const hidden = new Set([...scope.tables.values()].flatMap((table) => table.hidden));
    const columns = list(type.Columns)
      .map((column) => ({ name: column.Name, type: column.Type.Name }))
      .filter((column) => !hidden.has(column.name) || query.includes(column.name));
    return { columns, complete: !type.IsOpen || definite.yieldsDefinite(code) };
  };

  const analyzers = Object.entries(adviceAnalyzers).flatMap(([name, needed]) => {
    const found = language.Editor.KustoAnalyzers[name];
    return found === undefined ? [] : [{ analyzer: found, needed }];
  });
  const analyzerDiagnostics = ({ code }: Attempt): readonly QueryDiagnostic[] => {
    const found: KustoEngine.Diagnostic[] = [];
    const into = { add: (diagnostic: KustoEngine.Diagnostic) => void found.push(diagnostic) };
    for (const { analyzer: each, needed } of analyzers)
      if (needed.test(code.Text)) each.Analyze(code, into, language.Utils.CancellationToken.None);
    return found.slice(0, maxAdvice).map((each) => ({
      kind: 'analyzer',
      code: each.Code,
      severity: each.Severity === 'Warning' ? 'warning' : 'note',
      message: each.Message,
      span: { start: each.Start, end: each.Start + each.Length },
    }));
  };

  const analyze: Analyzer = (query, schema, options) => {
    const settled = extend(query, schema, settle(query, schema));
    if (settled.diagnostics.some((each) => each.kind === 'limit'))
      return { facts: { ...nothingKnown, diagnostics: settled.diagnostics }, tokens: [], layout: query };
    const { facts: tree, remoteNames } = readTree(settled.code, settled.scope, schema);
    const result = resultOf(settled, query);
    const sprawling = tree.patterns.some((each) => each.kind === 'search-all' || each.kind === 'union-all');
    const advice = options.analyzers === 'on' ? analyzerDiagnostics(settled) : [];
    return {
      facts: {
        ...tree,
        diagnostics: [
          ...settled.diagnostics.map((each) => withDoubt(each, remoteNames)),
          ...check(settled.code),
          ...advice,
        ],
        result: result && {
          ...result,
          ...(sprawling ? { complete: false } : {}),
          ...(settled.extensible && result.complete ? { extensible: true } : {}),
        },
      },
      tokens: options.tokens === 'on' ? classify(settled.code, query.length) : [],
      layout: options.tokens === 'on' ? layOut(settled.code, query) : query,
    };
  };
  return (query, schema, options) => {
    const excess = beyondLimits(query, schema);
    if (excess !== undefined) return without(query, excess, 'error');
    nodes = 0;
    try {
      return analyze(query, schema, options);
    } catch (error) {
      if (nodes > maxNodes)
        return tooComplex(
          query,
          `The query asks for more than ${maxNodes} steps to be worked out; it is not analysed.`,
        );
      // Whatever the engine stumbles over, the other checks of the file go on, and the person learns what went unchecked.
      const reason = error instanceof Error ? error.message : String(error);
      const message = `The KQL engine gave up on this query (${reason}); it went unchecked.`;
      return without(query, { kind: 'limit', message, span: nowhere }, 'warning');
    }
  };
};
