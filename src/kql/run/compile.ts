import { correctedPlugIns } from '../builtins.ts';
import { bind, type Engine } from '../engine.ts';
import { diagnosticReader } from '../diagnostics.ts';
import { beyondLimits } from '../checks/limits.ts';
import type { QuerySchema } from '../schema/schema.ts';
import { nothingAssumed, type Scope as BinderScope, scopeBuilder } from '../scope.ts';
import { symbolFactory } from '../symbols.ts';
import {
  type Compiler,
  constantExpr,
  derived,
  fail,
  notGiven,
  type OpenKind,
  type Plan,
  refuse,
  type Run,
  type Scope,
  spanOf,
} from './compiler.ts';
import { converter } from './values/convert.ts';
import { takenCalls } from '../differences.ts';
import { callExpr } from './expressions/calls.ts';
import { compileExpr } from './expressions/index.ts';
import { compilePlan, compileStatements } from './operators/index.ts';
import { textOfValue } from './values/printed.ts';
import { type Compilation, type Program, RunError, type RunFinding, type RunInput, type RunResult } from './program.ts';
import { seededRandom } from './random.ts';
import { isArray, isBag, Sketch, typeOfName, type Column, type Row, type Value } from './values/value.ts';

/** Compiles queries for running. Binding costs 20 to 40 ms a query: compile once, run as often as needed. */
export type RunCompiler = (query: string, schema: QuerySchema) => Compilation;

/** Columns that a run found in sources that may have any: by kind and name. */
type Found = ReadonlyMap<string, readonly Column[]>;

const keyOfSource = (kind: OpenKind, name: string): string => `${kind} ${name}`;

/** A call begins where its name does, which is what the binder has for its place. */
const placeOf = (node: KustoEngine.SyntaxElement): string => String(node.TextStart);

/** A schema that knows, besides, what was found out about tables and watchlists that may have any columns. */
const withFound = (schema: QuerySchema, found: Found): QuerySchema => ({
  ...schema,
  table: (name) => {
    const table = schema.table(name);
    const more = found.get(keyOfSource('table', name));
    return table === undefined || more === undefined ? table : { ...table, columns: [...table.columns, ...more] };
  },
  watchlist: (alias) => {
    const more = found.get(keyOfSource('watchlist', alias));
    return schema.watchlist(alias) ?? (more === undefined ? undefined : { alias, columns: more });
  },
});

/** True for an error about a call that the engine takes. */
const isTaken = (code: string, text: string, at: number): boolean =>
  takenCalls.some(
    (taken) => taken.code === code && new RegExp(`\\b${taken.call}\\s*\\([^()]*$`).test(text.slice(0, at)),
  );

/** Ends the run where a value is, or holds, what has no form that may be seen. */
const refuseSketches = (value: Value): void => {
  if (value instanceof Sketch) value.unreadable();
  else if (isArray(value)) value.forEach(refuseSketches);
  else if (isBag(value)) [...value.values()].forEach(refuseSketches);
};

/** Ends a run whose sources have other columns than the query was bound for. */
class ColumnsFound extends Error {
  readonly found: Found;
  constructor(found: Found) {
    super('columns were found');
    this.found = found;
  }
}

/** Rounds of binding anew until the columns of all open sources are known: each may bring another one to light. */
const maxRounds = 20;
/** Programs that are kept for different columns of the sources that may have any. */
const maxPrograms = 50;
/** Plug-ins whose columns depend on the rows. */
const dependentPlugIns: ReadonlySet<string> = new Set(['bag_unpack', 'pivot']);
const lookStep = 20_000;
/** What a row takes besides its values, in values. */
const rowOverhead = 3;

const errorFinding = (error: unknown): RunFinding => {
  if (error instanceof RunError) return error.finding;
  if (error instanceof RangeError)
    return { code: 'kql/too-complex', message: 'The query nests too deeply to be run.', span: { start: 0, end: 0 } };
  throw error;
};

export const runCompiler = (engine: Engine): RunCompiler => {
  const build = scopeBuilder(engine);
  const make = symbolFactory(engine);
  const readDiagnostics = diagnosticReader(engine);
  const { language, list } = engine;
  const { Syntax: X, Symbols } = language;
  const kindNames = new Map(Object.entries(X.SyntaxKind).map(([name, kind]) => [kind, name]));

  const typeNamed = typeOfName;
  const columnsOf = (symbol: KustoEngine.TableSymbol): readonly Column[] =>
    list(symbol.Columns).map(({ Name, Type: type }) => ({
      name: Name,
      type: typeNamed(type.Name),
      ...(type.Name === 'unknown' ? { unsure: true } : {}),
    }));

  type Bound = { readonly code: KustoEngine.KustoCode; readonly scope: BinderScope };

  const errorsOf = ({ code, scope }: Bound): readonly RunFinding[] =>
    readDiagnostics(code, scope)
      .filter(({ severity, code: said, span }) => severity === 'error' && !isTaken(said, code.Text, span.start))
      .map(({ kind, message, span }) => ({
        code: kind === 'limit' ? 'kql/too-complex' : kind === 'syntax' ? 'kql/syntax' : 'kql/semantics',
        message,
        span,
      }));

  const compileBound = (query: string, schema: QuerySchema, { code, scope }: Bound, found: Found): Program => {
    let epoch = 0;
    let run: Run | undefined;
    // Values that are held, what they hold besides, all work so far, and at how much work the budget is asked again.
    let held = 0;
    let bulk = 0;
    let work = 0;
    let nextLook = 0;
    let makesSketches = false;
    const arbitrary = new Map<string, Program['arbitrary'][number]>();
    const reads = { tables: new Set<string>(), watchlists: new Set<string>(), addresses: new Set<string>() };
    /** The table that a row was read from, and the row as it was given. */
    const originOfRow = new WeakMap<Row, { readonly table: string; readonly given: Row }>();
    const asksForIngestion = /ingestion_time/i.test(query);
    const current = (): Run => {
      if (run === undefined) throw new TypeError('a query is read while it does not run');
      return run;
    };
    const once = <T>(compute: () => T): (() => T) => {
      let kept: { readonly epoch: number; readonly value: T } | undefined;
      return () => {
        if (kept?.epoch === epoch) return kept.value;
        const value = compute();
        kept = { epoch, value };
        return value;
      };
    };
    const tooMuch = (): RunError =>
      new RunError({
        code: 'kql/too-complex',
        message: 'The query takes more time or memory than it may; it was stopped.',
        span: { start: 0, end: query.length },
      });
    const cx: Compiler = {
      engine,
      globals: scope.globals,
      schema,
      text: query,
      expr: (node, inner) => compileExpr(cx, node, inner),
      plan: (node, inner) => compilePlan(cx, node, inner),
      call: (node, name, args, inner) => callExpr(cx, node, name, args, inner),
      statements: (nodes, inner) => compileStatements(cx, nodes, inner),
      cast: (expr, type) => {
        if (expr.type === type) return expr;
        const convert = converter(expr.type, type);
        if (expr.constant !== undefined) return constantExpr(type, convert(expr.constant.value));
        return derived(cx, type, [expr], (row) => convert(expr.read(row)));
      },
      isTabular: (node) => node instanceof X.Expression && node.ResultType instanceof Symbols.TableSymbol,
      resultColumns: (node) => (node.ResultType instanceof Symbols.TableSymbol ? columnsOf(node.ResultType) : []),
      typeOf: (node) => typeNamed(node.ResultType?.Name ?? ''),
      typeOfSymbol: (symbol) => typeNamed(symbol?.Name ?? ''),
      typeNamed,
      columnsOf,
      kindOf: (node) => kindNames.get(node.Kind) ?? 'this',
      textOf: (node) => node.ToString().trim(),
      databaseTables: () => list(scope.globals.Database?.Members),
      once,
      run: current,
      window: { rows: [], index: 0, pass: 0 },
      context: {
        now: () => current().input.now,
        random: () => current().random(),
        geo: (address) => current().input.geo?.(address) ?? notGiven(`geo(${address})`, code.Syntax),
        unsupported: (feature) => refuse(feature, code.Syntax),
        fail: (message) => fail(message, code.Syntax),
      },
      spend: (cells) => {
        held += cells;
        work += cells;
        if (work + bulk < nextLook) return;
        nextLook = work + bulk + lookStep;
        const { budget } = current().input;
        if (budget === undefined) return;
        if (budget.isUsedUp() || (budget.maxCells !== undefined && held + bulk > budget.maxCells)) throw tooMuch();
      },
      keep: (cells) => {
        bulk += cells;
        cx.spend(0);
      },
      making: (width, make) => {
        const before = held;
        const rows = make();
        cx.spend(rows.length * (width + rowOverhead));
        held = before + rows.length * (width + rowOverhead);
        return rows;
      },
      noteArbitrary: (name, node) => {
        const span = spanOf(node);
        arbitrary.set(`${name} ${span.start}`, { name, span });
      },
      noteSketch: () => {
        makesSketches = true;
      },
      noteMissing: () => undefined,
      aliases: new Map(),
      extraColumns: (kind, name) => found.get(keyOfSource(kind, name)) ?? [],
      foundColumns: (kind, name, columns) => {
        throw new ColumnsFound(new Map([...found, [keyOfSource(kind, name), columns]]));
      },
      isFound: (kind, name) => found.has(keyOfSource(kind, name)),
      placeOf,
      textOfValue,
      noteRows: (table, rows, given) => {
        if (!asksForIngestion || current().input.ingestionTime === undefined) return;
        for (const [index, row] of rows.entries()) originOfRow.set(row, { table, given: given[index] ?? row });
      },
      noteMade: (row, from) => {
        const origin = asksForIngestion ? originOfRow.get(from) : undefined;
        if (origin !== undefined) originOfRow.set(row, origin);
      },
      ingestionTime: (row): Value => {
        const origin = originOfRow.get(row);
        return origin === undefined ? null : (current().input.ingestionTime?.(origin.table, origin.given) ?? null);
      },
      noteRead: (kind, name) => void reads[kind].add(name),
    };

    const block = code.Syntax;
    if (!(block instanceof X.QueryBlock)) return refuse('this text', block);
    const statements = list(block.Statements).map((each) => each.Element$1);
    const last = statements.at(-1);
    const several = statements.find((each) => each instanceof X.ExpressionStatement && each !== last);
    if (several !== undefined) return refuse('a query of several results', several);
    if (!(last instanceof X.ExpressionStatement))
      throw new RunError({
        code: 'kql/semantics',
        message: 'The query has no result.',
        span: { start: 0, end: query.length },
      });
    const top: Scope = compileStatements(cx, statements, { names: new Map() });
    const result = last.Expression;
    const isTable = cx.isTabular(result) || result instanceof X.PipeExpression;
    const plan: Plan = isTable ? cx.plan(result, top) : scalarPlan(cx, result, top);
    return {
      columns: plan.columns,
      reads: { tables: [...reads.tables], watchlists: [...reads.watchlists], addresses: [...reads.addresses] },
      arbitrary: [...arbitrary.values()],
      run: (input) => {
        epoch += 1;
        held = 0;
        bulk = 0;
        work = 0;
        nextLook = 0;
        Object.assign(cx.window, { rows: [], index: 0, pass: 0 });
        run = { input, random: seededRandom(input.seed ?? 1) };
        const { within } = input.budget ?? {};
        try {
          const done = within === undefined ? { value: plan.rows() } : within(plan.rows);
          if (done === undefined) throw tooMuch();
          if (makesSketches) for (const row of done.value) row.forEach(refuseSketches);
          return { columns: plan.columns, rows: done.value, ordered: plan.ordered === true };
        } catch (error) {
          // Too long a text or list, or too deep a nesting, for this machine.
          throw error instanceof RangeError ? tooMuch() : error;
        } finally {
          run = undefined;
        }
      },
    };
  };

  const nodes = { count: 0 };
  /** Plug-ins give the columns that an earlier run found. */
  const plugInsFor = (found: Found): readonly KustoEngine.FunctionSymbol[] =>
    correctedPlugIns(engine).map((plugIn) => {
      const [signature] = list(plugIn.Signatures);
      const usual = signature?.CustomReturnType;
      if (signature === undefined || usual === undefined || usual === null || !dependentPlugIns.has(plugIn.Name))
        return plugIn;
      const result = (context: KustoEngine.ReturnContext): KustoEngine.TypeSymbol => {
        const place = context.Location === null ? '' : placeOf(context.Location);
        const columns = found.get(keyOfSource('plugin', place));
        return columns === undefined ? usual(context) : make.table('', columns, false);
      };
      return new Symbols.FunctionSymbol.ctor(
        plugIn.Name,
        result,
        Symbols.Tabularity.Tabular,
        list(signature.Parameters),
      );
    });

  const bound = (query: string, schema: QuerySchema, found: Found): Bound => {
    const scope = build(query, schema, nothingAssumed, 'expanded');
    const globals = found.size === 0 ? scope.globals : scope.globals.WithPlugIns(plugInsFor(found));
    nodes.count = 0;
    return { scope: { ...scope, globals }, code: bind(engine, query, globals, () => (nodes.count += 1) > maxNodes) };
  };

  /** Compiles, and compiles anew with the columns that a run finds in sources that may have any. */
  const compileWith = (query: string, schema: QuerySchema, found: Found): Compilation => {
    const known = found.size === 0 ? schema : withFound(schema, found);
    const settled = bound(query, known, found);
    const errors = errorsOf(settled);
    if (errors.length > 0) return { ok: false, errors };
    try {
      const program = compileBound(query, known, settled, found);
      return { ok: true, program };
    } catch (error) {
      return { ok: false, errors: [errorFinding(error)] };
    }
  };

  return (query, schema) => {
    const excess = beyondLimits(query, schema);
    if (excess !== undefined)
      return { ok: false, errors: [{ code: 'kql/too-complex', message: excess.message, span: excess.span }] };
    const first = compileWith(query, schema, new Map());
    if (!first.ok) return first;
    const { program } = first;
    // Each run begins with what the query says by itself: what one run finds must not change what the next one gives.
    const programs = new Map<string, Program>();
    const programFor = (found: Found): Program => {
      const key = JSON.stringify([...found]);
      const known = programs.get(key);
      if (known !== undefined) return known;
      const next = compileWith(query, schema, found);
      if (!next.ok)
        throw new RunError(
          next.errors[0] ?? { code: 'kql/failed', message: 'The query cannot be bound.', span: { start: 0, end: 0 } },
        );
      if (programs.size >= maxPrograms) programs.clear();
      programs.set(key, next.program);
      return next.program;
    };
    const run = (input: RunInput): RunResult => {
      let current = program;
      for (let round = 0; ; round += 1) {
        try {
          return current.run(input);
        } catch (error) {
          if (!(error instanceof ColumnsFound) || round >= maxRounds) throw error;
          current = programFor(error.found);
        }
      }
    };
    return { ok: true, program: { ...program, run } };
  };
};

/** More nodes than these are not bound. */
const maxNodes = 2_000_000;

/** A query that is one value: a table of one row. */
const scalarPlan = (cx: Compiler, node: KustoEngine.Expression, scope: Scope): Plan => {
  const expr = cx.expr(node, scope);
  return { columns: [{ name: 'result', type: expr.type }], rows: () => [[expr.read([])]], fixed: true };
};
