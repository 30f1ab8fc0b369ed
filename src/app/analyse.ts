import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceConfig } from '../core/config/config.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Io } from '../core/io.ts';
import type { QueryFacts, ShownQuery } from '../core/query-facts.ts';
import { fileCache } from '../files/cache.ts';
import type { DeclaredSymbols } from '../core/symbols.ts';
import { analyzeQueries, mergeSchemas, schemaOf } from '../kql/index.ts';
import { crew } from '../workers/crew.ts';
import { startAhead, type Ahead } from '../workers/threads.ts';
import type { Once } from './content/once.ts';
import type { Project } from './project.ts';
import { breath } from './breath.ts';
import { querySchema } from './query-schema.ts';

/** What the KQL engine says of queries, and what is wrong with the files that declare what they may name. */
export type Analysis = {
  readonly factsOf: (query: string) => QueryFacts | undefined;
  /** How a query is shown; undefined where tokens were not asked for. */
  readonly shownOf: (query: string) => ShownQuery | undefined;
  /** Whether there is a table of this name; undefined where nothing was analysed. */
  readonly isTable?: (name: string) => boolean;
  readonly diagnostics: readonly Diagnostic[];
};

export type AnalysisRequest = {
  /** Whose lock file counts. */
  readonly workspace?: WorkspaceConfig;
  /** Whether results of earlier runs are used and kept; `use` unless given. */
  readonly cache?: 'use' | 'ignore';
  /** What this analysis has in common with others of the run. */
  readonly once?: Pick<Once, 'facts'>;
  /** Whether queries are laid out and their tokens classified too, for showing them; off unless given. */
  readonly tokens?: 'on' | 'off';
  /** Threads that were started for it. */
  readonly ahead?: Ahead;
};

/** Where results of the KQL engine are kept between runs, and how many bytes of them. */
const cacheFolder = join('.picket', 'cache', 'kql');
const cacheBytes = 64 * 1024 * 1024;

const nothing: Analysis = { factsOf: () => undefined, shownOf: () => undefined, diagnostics: [] };

/** The parts of the world that an analysis needs. */
export type AnalysisIo = Pick<Io, 'cwd' | 'signals' | 'workers' | 'progress' | 'clock'>;

/** Starts the threads for the queries of so many files, where nothing can be remembered of them. */
export const startedAhead = (
  project: Pick<Project, 'root'>,
  io: Pick<AnalysisIo, 'workers'>,
  request: Pick<AnalysisRequest, 'cache' | 'once'>,
  files: number,
): Ahead | undefined => {
  const isRemembered =
    request.cache === 'ignore' ? request.once !== undefined : existsSync(join(project.root, cacheFolder));
  return isRemembered ? undefined : startAhead(files, io.workers ?? 0);
};

/** Compiles queries against everything that they may name, what files beside them declare included; for none the engine is not even loaded. Rejects at an interrupt. */
export const analyse = async (
  project: Project,
  io: AnalysisIo,
  request: AnalysisRequest,
  queries: readonly string[],
  beside: readonly DeclaredSymbols[] = [],
): Promise<Analysis> => {
  if (queries.length === 0) return nothing;
  const kept = request.cache === 'ignore' ? undefined : fileCache(join(project.root, cacheFolder), cacheBytes);
  const cache = kept ?? request.once?.facts;
  const { schema: declared, isTable: isDeclared, diagnostics } = await querySchema(project, io, request.workspace);
  const schema =
    beside.length === 0
      ? declared
      : mergeSchemas(
          declared,
          schemaOf({
            tables: beside.flatMap(({ tables = [] }) => tables),
            functions: beside.flatMap(({ functions = [] }) => functions),
            watchlists: beside.flatMap(({ watchlists = [] }) => watchlists),
          }),
        );
  const { tokens = 'off' } = request;
  const progress = (done: number, total: number): void =>
    io.progress?.({ type: 'compiled', at: new Date(io.clock.now()).toISOString(), done, total });
  // Before the first one the engine is loaded, which takes its time.
  progress(0, new Set(queries).size);
  const { factsOf, shownOf } = await analyzeQueries(queries, schema, {
    cache,
    tokens,
    compiler: crew(io.workers ?? 0, io.signals.stop, () => breath(io), undefined, request.ahead),
    progress,
  });
  await kept?.close();
  const made = new Set(beside.flatMap(({ tables = [] }) => tables.map(({ name }) => name)));
  return { factsOf, shownOf, isTable: (name) => made.has(name) || isDeclared(name), diagnostics };
};
