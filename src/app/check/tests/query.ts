import { resolve } from 'node:path';
import { watchlistRows } from '../../../content/rule-test/index.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { lineTable, type Position } from '../../../core/text/span.ts';
import { readText } from '../../../files/disk.ts';
import { shown } from '../../../files/discover.ts';
import {
  loadRunCompiler,
  readInstant,
  resultAsCells,
  resultAsCsv,
  resultAsJson,
  RunError,
  type RunFinding,
  type RunInput,
  type Whole,
} from '../../../kql/index.ts';
import { type ConfigChoice, openProject } from '../../project.ts';
import { readQueryData } from './query-data.ts';
import { querySchema } from '../../query-schema.ts';
import { budgetOf } from './test-case.ts';
import { escapedJson } from '../../../core/text/visible.ts';

export const queryFormats = ['table', 'json', 'csv'] as const;

export type QueryRequest = {
  readonly config: ConfigChoice;
  /** The query's text, or the file that it stands in. */
  readonly query: { readonly text: string } | { readonly file: string };
  /** Files and folders of rows. */
  readonly data: readonly string[];
  /** What `now()` gives, in ISO 8601; the clock's time where it is undefined. */
  readonly now: string | undefined;
  readonly format: (typeof queryFormats)[number];
  /** Milliseconds that it may run. */
  readonly timeout: number;
};

/** What is wrong with a query, where a person finds it. */
export type QueryError = {
  readonly code: string;
  readonly message: string;
  readonly name?: string;
  readonly start: Position;
  readonly end: Position;
};

export type QueryAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cells'; readonly columns: readonly string[]; readonly cells: readonly (readonly string[])[] }
  | { readonly kind: 'errors'; readonly errors: readonly QueryError[] };

const momentOf = (text: string): Whole => {
  const moment = readInstant(text);
  if (moment !== null) return moment;
  throw new PicketError('usage', `--now takes a moment in ISO 8601, not \`${text}\`.`, {
    code: 'not-a-moment',
    hint: 'Write it like 2026-03-01T12:00:00Z.',
  });
};

const textOf = async (io: Io, query: QueryRequest['query']): Promise<string> => {
  if ('text' in query) return query.text;
  const path = resolve(io.cwd, query.file);
  const text = await readText(path);
  if (text !== undefined) return text;
  throw new PicketError('usage', `There is no query file ${shown(io.cwd, path)}.`, {
    code: 'no-query-file',
    hint: 'Name a file with a KQL query.',
  });
};

/**
 * Runs a query over local files. Reads nothing but picket.yaml, what it names, and the files of the request. Throws a
 * usage error for files that cannot be read; what is wrong with the query is in the answer.
 */
export const runQuery = async (io: Io, request: QueryRequest): Promise<QueryAnswer> => {
  const project = await openProject(io, request.config);
  const text = await textOf(io, request.query);
  const declared = await querySchema(project, io);
  const data = await readQueryData(io, request.data, declared.schema);
  const lines = lineTable(text);
  const errorOf = ({ code, message, span, name }: RunFinding): QueryError => ({
    code,
    message,
    ...(name === undefined ? {} : { name }),
    ...lines.range(span),
  });
  const compile = await loadRunCompiler();
  const compiled = compile(text, data.schema);
  if (!compiled.ok) return { kind: 'errors', errors: compiled.errors.map(errorOf) };
  const watchlists = new Map(declared.watchlists.map((each) => [each.alias.toLowerCase(), each]));
  const input: RunInput = {
    now: request.now === undefined ? momentOf(new Date(io.clock.now()).toISOString()) : momentOf(request.now),
    table: (name) => data.tables.get(name),
    watchlist: (alias) => {
      const own = watchlists.get(alias.toLowerCase());
      return data.tables.get(alias) ?? (own === undefined ? undefined : watchlistRows(own));
    },
    budget: budgetOf(io.clock, request.timeout),
  };
  try {
    const result = compiled.program.run(input);
    if (request.format === 'json') return { kind: 'text', text: escapedJson(resultAsJson(result)) };
    if (request.format === 'csv') return { kind: 'text', text: resultAsCsv(result) };
    return { kind: 'cells', columns: result.columns.map(({ name }) => name), cells: resultAsCells(result) };
  } catch (error) {
    if (error instanceof RunError) return { kind: 'errors', errors: [errorOf(error.finding)] };
    throw error;
  }
};
