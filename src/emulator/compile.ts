import type { JsonValue } from '../core/json.ts';
import type { Cache } from '../core/ports.ts';
import type { QueryDiagnostic, QueryFacts, QueryPattern } from '../core/query-facts.ts';
import { analyzeAll, emptySchema, type QuerySchema } from '../kql/index.ts';
import { badRequest, invalidModel, type Reply } from './reply.ts';
import type { EmulatorSettings } from './settings.ts';
import type { WorkspaceSchema } from './workspace-schema.ts';

/** What every workspace of Log Analytics has; undefined where nobody gave it, so that nothing is known to be missing. */
export type Shipped = (() => Promise<QuerySchema>) | undefined;

/** A query after its compilation in a workspace, and which of the names that are not known may exist all the same. */
export type Compiled = {
  readonly facts: QueryFacts;
  readonly mayExist: (unknown: Pick<QueryDiagnostic, 'kind' | 'name'>) => boolean;
};

const keptResults = 5000;

/** Compiled queries of this process by what their facts depend on; the oldest make room. */
const memory = (): Cache => {
  const results = new Map<string, JsonValue>();
  return {
    read: (key) => Promise.resolve(results.get(key)),
    write: (key, value) => {
      const [oldest] = results.keys();
      if (results.size >= keptResults && oldest !== undefined) results.delete(oldest);
      results.set(key, value);
      return Promise.resolve();
    },
  };
};

const remembered = memory();

/** What was found out with one schema, by text: thousands of writes of one text need no look at what it depends on. */
const byText = new WeakMap<QuerySchema, Map<string, QueryFacts>>();

const factsOf = async (query: string, schema: QuerySchema): Promise<QueryFacts | undefined> => {
  const known = byText.get(schema) ?? new Map<string, QueryFacts>();
  byText.set(schema, known);
  const facts = known.get(query) ?? (await analyzeAll([query], schema, remembered))(query);
  if (known.size >= keptResults) known.clear();
  if (facts !== undefined) known.set(query, facts);
  return facts;
};

/** The shipped schema, or none. */
export const loadShipped = async (shipped: Shipped): Promise<QuerySchema> => (await shipped?.()) ?? emptySchema;

/** Compiles one query with the engine, within the limits and with the keys that `validate` has too. */
export const compile = async (
  query: string,
  { schema, listed }: WorkspaceSchema,
  settings: Pick<EmulatorSettings, 'unknownTables'>,
  shipped: Shipped,
): Promise<Compiled | undefined> => {
  const facts = await factsOf(query, schema);
  if (facts === undefined) return undefined;
  const mayExist: Compiled['mayExist'] = ({ kind, name = '' }) => {
    if (kind === 'column') return settings.unknownTables !== 'refused' && name.endsWith('_CF');
    if (kind !== 'table' && kind !== 'function') return false;
    if (listed.has(name.toLowerCase())) return true;
    switch (settings.unknownTables) {
      case 'refused':
        return false;
      case 'allowed':
        return true;
      case 'custom':
        return shipped === undefined || /_CL$/i.test(name);
    }
  };
  return { facts, mayExist };
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
    case 'semantic':
    case 'analyzer':
    case 'limit':
      return semanticError(undefined, message);
  }
};

/** Whether a construct is `search *` or `union *`, which a rule must not have (Microsoft Learn, create analytics rules). */
const readsEverything = (query: string, { kind, span }: QueryPattern): boolean => {
  if (kind === 'union-all') return true;
  const text = query.slice(span.start).replaceAll(/\/\/[^\n]*/g, ' ');
  return kind === 'search-all' && /^search\s*(?:\w+\s*=\s*\w+\s*)*\*/.test(text);
};

/** What the service refuses about a compiled query, in its words as far as they are known. */
export const checkCompiled = (query: string, { facts, mayExist }: Compiled): Reply | undefined => {
  const { diagnostics, patterns, result, tables, functions } = facts;
  // What is beyond the limits went uncompiled; the service's own limits are not known.
  if (diagnostics.some(({ kind }) => kind === 'limit')) return undefined;
  const errors = diagnostics
    .filter((each) => each.severity === 'error' && !mayExist(each))
    .toSorted((left, right) => Number(right.kind === 'syntax') - Number(left.kind === 'syntax'));
  const sprawling = patterns.some((each) => readsEverything(query, each));
  if (sprawling) return invalidModel(`The query should not contain 'search *' or 'union *'.`);
  const [first] = errors;
  if (first !== undefined) return refusalOf(query, first);
  return result === undefined && tables.length === 0 && functions.length === 0 ? syntaxError(query, 0) : undefined;
};
