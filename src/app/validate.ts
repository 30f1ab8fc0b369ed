import type { Io } from '../core/io.ts';
import type { Report } from '../core/report.ts';
import { version } from '../version.ts';
import { readBase } from './base.ts';
import { loadContent, type Content } from './content.ts';
import { lintContext } from './lint-context.ts';
import { openProject, type ConfigChoice } from './project.ts';

export type ValidateRequest = {
  readonly config: ConfigChoice;
  /** Relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Git ref to compare with. */
  readonly base: string | undefined;
  /** Whether queries are compiled. */
  readonly queries: 'analyse' | 'skip';
  /** Whether results of earlier runs are used and kept. */
  readonly cache: 'use' | 'ignore';
};

/** A report, and the texts of the files that its findings name. */
export type Reported = { readonly report: Report; readonly source: (path: string) => string | undefined };

/** The texts that code frames are cut from. */
export const sourceOf =
  (content: Pick<Content, 'sources'>): Reported['source'] =>
  (path) =>
    content.sources.get(path);

/** Checks rule files and reports every finding. Rejects with `usage` or `config` errors only. */
export const validate = async (io: Io, request: ValidateRequest): Promise<Reported> => {
  const project = await openProject(io, request.config);
  const base = request.base === undefined ? undefined : await readBase(project, io, request.base, request.paths);
  const content = await loadContent(project, io, lintContext(io), {
    paths: request.paths,
    queries: request.queries,
    cache: request.cache,
    ...(base === undefined ? {} : { base }),
  });
  const diagnostics = [...project.diagnostics, ...content.diagnostics];
  return {
    report: {
      command: 'validate',
      version,
      diagnostics,
      files: content.files,
      paths: content.items.map((item) => item.document.path),
    },
    source: sourceOf(content),
  };
};
