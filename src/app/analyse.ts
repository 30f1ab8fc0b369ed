import { join } from 'node:path';
import type { WorkspaceConfig } from '../core/config.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Io } from '../core/io.ts';
import type { QueryFacts } from '../core/query-facts.ts';
import { fileCache } from '../files/cache.ts';
import { analyzeAll } from '../kql/index.ts';
import type { Project } from './project.ts';
import { querySchema } from './query-schema.ts';

/** What the KQL engine says of queries, and what is wrong with the files that declare what they may name. */
export type Analysis = {
  readonly factsOf: (query: string) => QueryFacts | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

export type AnalysisRequest = {
  /** Whose lock file counts. */
  readonly workspace?: WorkspaceConfig;
  /** Whether results of earlier runs are used and kept; `use` unless given. */
  readonly cache?: 'use' | 'ignore';
};

/** Where results of the KQL engine are kept between runs, and how many bytes of them. */
const cacheFolder = join('.picket', 'cache', 'kql');
const cacheBytes = 64 * 1024 * 1024;

const nothing: Analysis = { factsOf: () => undefined, diagnostics: [] };

/** Compiles queries against everything that they may name; for none the engine is not even loaded. */
export const analyse = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  request: AnalysisRequest,
  queries: readonly string[],
): Promise<Analysis> => {
  if (queries.length === 0) return nothing;
  const cache = request.cache === 'ignore' ? undefined : fileCache(join(project.root, cacheFolder), cacheBytes);
  const { schema, diagnostics } = await querySchema(project, io, request.workspace);
  const factsOf = await analyzeAll(queries, schema, cache);
  await cache?.close();
  return { factsOf, diagnostics };
};
