import type { Diagnostic } from '../core/diagnostic.ts';
import type { Io } from '../core/io.ts';
import type { Report } from '../core/report.ts';
import { version } from '../version.ts';
import { readBase } from './base.ts';
import { changedSince } from './changed.ts';
import { fixContent } from './fix.ts';
import type { Content, RuleItem } from './content.ts';
import { loadEvery } from './every-content.ts';
import { unknownSeverities } from './known-codes.ts';
import { lintContext } from './lint-context.ts';
import { openProject, type ConfigChoice } from './project.ts';

export type ValidateRequest = {
  readonly config: ConfigChoice;
  /** Relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Git ref to compare with. */
  readonly base: string | undefined;
  /** Git ref: report on what changed since, and on what depends on it; undefined for everything. */
  readonly changedSince: string | undefined;
  /** Whether queries are compiled. */
  readonly queries: 'analyse' | 'skip';
  /** Whether results of earlier runs are used and kept. */
  readonly cache: 'use' | 'ignore';
  /** Whether repairs that findings bring along are written into the files. */
  readonly fixes: 'apply' | 'none';
};

/** A report, and the texts of the files that its findings name. */
export type Reported = { readonly report: Report; readonly source: (path: string) => string | undefined };

/** The texts that code frames are cut from. */
export const sourceOf =
  (content: Pick<Content, 'sources'>): Reported['source'] =>
  (path) =>
    content.sources.get(path);

const queryOf = ({ raw }: RuleItem): string => (typeof raw['query'] === 'string' ? raw['query'] : '');

/**
 * Checks rule files and reports every finding; with `changedSince` those about files that changed, about rules that
 * depend on them, and those that a change causes elsewhere. All files are read all the same, since ids and names are
 * compared across them. `fixed` are the findings whose repairs were written. Rejects with `usage` or `config` errors only.
 */
export const validate = async (
  io: Io,
  request: ValidateRequest,
): Promise<Reported & { readonly fixed: readonly Diagnostic[] }> => {
  const project = await openProject(io, request.config);
  const base = request.base === undefined ? undefined : await readBase(project, io, request.base, request.paths);
  const changed =
    request.changedSince === undefined ? undefined : await changedSince(project, io, request.changedSince);
  const concerned = (item: RuleItem): boolean => changed?.concerns(item.document.path, queryOf(item)) ?? true;
  const load = (): Promise<Content> =>
    loadEvery(project, io, lintContext(io), {
      paths: request.paths,
      queries: request.queries,
      cache: request.cache,
      ...(changed === undefined ? {} : { analysed: concerned }),
      ...(base === undefined ? {} : { base }),
    });
  const { content, fixed } =
    request.fixes === 'apply' ? await fixContent(io, load, concerned) : { content: await load(), fixed: [] };
  const paths = content.items.filter(concerned).map((item) => item.document.path);
  const checked = new Set(paths);
  const wanted = ({ path, related = [] }: Diagnostic): boolean =>
    changed === undefined ||
    checked.has(path) ||
    changed.isChanged(path) ||
    related.some((other) => changed.isChanged(other.path));
  const diagnostics = [...project.diagnostics, ...unknownSeverities(project), ...content.diagnostics].filter(wanted);
  return {
    report: {
      command: 'validate',
      version,
      diagnostics,
      files: changed === undefined ? content.files : paths.length,
      paths,
    },
    source: sourceOf(content),
    fixed,
  };
};
