import type { QueryDiagnostic, QueryFacts, QueryPattern } from '../../core/query-facts.ts';
import { emptySchema, factsKey, loadKql, type Kql, type QuerySchema } from '../../kql/index.ts';
import { badRequest, invalidModel, type Reply } from '../reply.ts';
import type { EmulatorSettings } from '../settings/settings.ts';
import type { WorkspaceSchema } from '../service/workspace-schema.ts';

/** What every workspace of Log Analytics has; undefined where nobody gave it, so that nothing is known to be missing. */
export type Shipped = (() => Promise<QuerySchema>) | undefined;

/** A query after its compilation in a workspace, and which of the names that are not known may exist all the same. */
export type Compiled = {
  readonly facts: QueryFacts;
  readonly mayExist: (unknown: Pick<QueryDiagnostic, 'kind' | 'name'>) => boolean;
};

/** Compiles a query in a workspace as it stands. */
export type Compiler = (query: string, workspace: WorkspaceSchema) => Compiled;

const keptResults = 5000;

/** A map that forgets everything rather than grow without bound. */
const remembered = <Value>(): ((key: string, make: () => Value) => Value) => {
  const known = new Map<string, Value>();
  return (key, make) => {
    const found = known.get(key) ?? make();
    if (known.size >= keptResults) known.clear();
    known.set(key, found);
    return found;
  };
};

/** What was found out with one schema, by text: thousands of writes of one text need no look at what it depends on. */
const byText = new WeakMap<QuerySchema, ReturnType<typeof remembered<QueryFacts>>>();

/** What was found out in this process, by what it depends on, as `validate` keeps it. */
const byKey = remembered<QueryFacts>();

const factsOf = (kql: Kql, query: string, schema: QuerySchema): QueryFacts => {
  const known = byText.get(schema) ?? remembered<QueryFacts>();
  byText.set(schema, known);
  return known(query, () => byKey(factsKey(query, schema), () => kql.analyze(query, schema, { analyzers: 'off' })));
};

const mayExist =
  (listed: ReadonlySet<string>, unknownTables: EmulatorSettings['unknownTables'], shipped: Shipped) =>
  ({ kind, name = '' }: Pick<QueryDiagnostic, 'kind' | 'name'>): boolean => {
    if (kind === 'column') return unknownTables !== 'refused' && name.endsWith('_CF');
    if (kind !== 'table' && kind !== 'function') return false;
    if (listed.has(name.toLowerCase())) return true;
    switch (unknownTables) {
      case 'refused':
        return false;
      case 'allowed':
        return true;
      case 'custom':
        return shipped === undefined || /_CL$/i.test(name);
    }
  };

/** A compiler, and the schema that every workspace has. */
export type ReadyCompiler = { readonly compiler: Compiler; readonly base: QuerySchema };

let engine: Kql | undefined;

/**
 * The compiler of an emulator, with the shipped schema that it needs. Once the engine is loaded and no schema is to be
 * waited for, it is there at once, so that a write is not overtaken by what was asked later.
 */
export const compilerOf = ({ unknownTables }: EmulatorSettings, shipped: Shipped) => {
  let base = shipped === undefined ? emptySchema : undefined;
  const compiler =
    (kql: Kql): Compiler =>
    (query, { schema, listed }) => ({
      facts: factsOf(kql, query, schema),
      mayExist: mayExist(listed, unknownTables, shipped),
    });
  const ready = (): ReadyCompiler | undefined =>
    engine === undefined || base === undefined ? undefined : { compiler: compiler(engine), base };
  const load = async (): Promise<ReadyCompiler> => {
    engine = await loadKql();
    base ??= (await shipped?.()) ?? emptySchema;
    return { compiler: compiler(engine), base };
  };
  return { ready, load };
};

/** Line and position as the query service counts them, from 1 and 0. */
const placeOf = (query: string, offset: number): string => {
  const before = query.slice(0, offset).split(/\r?\n/);
  return `${before.length}:${before.at(-1)?.length ?? 0}`;
};

const syntaxError = (query: string, offset: number): Reply =>
  badRequest(
    'Request is invalid and cannot be processed: Syntax error: SYN0001: I could not parse that, sorry. ' +
      `[line:position=${placeOf(query, offset)}].`,
  );

/** The form of 2020 in which a field report has a semantic error; the inner text is the query service's own. */
const semanticError = (code: string | undefined, message: string): Reply => {
  const innermost = code === undefined ? {} : { innererror: { code, message } };
  const error = {
    message: 'The request had some invalid properties',
    code: 'BadArgumentError',
    innererror: {
      code: 'SemanticError',
      message: code === undefined ? message : 'A semantic error occurred.',
      ...innermost,
    },
  };
  return badRequest(`FailedToResolveScalarExpression; Message: ${JSON.stringify({ error })}`);
};

const missingTable = badRequest('Failed to run the analytics rule query. One of the tables does not exist.');

const refusalOf = (query: string, { kind, name = '', span, message }: QueryDiagnostic): Reply => {
  switch (kind) {
    case 'syntax':
      return syntaxError(query, span.start);
    case 'table':
      return missingTable;
    case 'function':
      return semanticError('SEM0260', `Unknown function: '${name}'.`);
    case 'column':
      return semanticError('SEM0100', `Failed to resolve column or scalar expression named '${name}'`);
    case 'regex':
      return semanticError('SEM0420', message);
    case 'semantic':
    case 'literal':
    case 'never-true':
    case 'always-true':
    case 'analyzer':
    case 'limit':
    case 'complexity':
      return semanticError(undefined, message);
  }
};

/** Whether a construct is `search *` or `union *`, which a rule must not have (Microsoft Learn, create analytics rules). */
const readsEverything = (query: string, { kind, span }: QueryPattern): boolean => {
  if (kind === 'union-all') return true;
  const text = query.slice(span.start).replaceAll(/\/\/[^\n]*/g, ' ');
  return kind === 'search-all' && /^search\s*(?:\w+\s*=\s*\w+\b\s*)*\*/.test(text);
};

/** What the service refuses about a compiled query, in its words as far as they are known. */
export const checkCompiled = (query: string, { facts, mayExist }: Compiled): Reply | undefined => {
  const { diagnostics, patterns, result, tables, functions } = facts;
  // What is beyond the limits went uncompiled; the service's own limits are not known.
  if (diagnostics.some(({ kind }) => kind === 'limit' || kind === 'complexity')) return undefined;
  const errors = diagnostics
    .filter((each) => each.severity === 'error' && !mayExist(each))
    .toSorted((left, right) => Number(right.kind === 'syntax') - Number(left.kind === 'syntax'));
  const sprawling = patterns.some((each) => readsEverything(query, each));
  if (sprawling) return invalidModel(`The query should not contain 'search *' or 'union *'.`);
  const [first] = errors;
  if (first !== undefined) return refusalOf(query, first);
  return result === undefined && tables.length === 0 && functions.length === 0 ? syntaxError(query, 0) : undefined;
};
