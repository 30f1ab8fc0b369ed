import { firstType } from '../../content/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Io } from '../../core/io.ts';
import type { Report } from '../../core/report.ts';
import { version } from '../../version.ts';
import { baseOf, changedSince } from './affected.ts';
import { fixContent } from './fix.ts';
import { loadContent, type Content, type RuleItem } from '../content/content.ts';
import { queriesIn } from '../content/effective.ts';
import { loadEverywhere } from '../every-workspace.ts';
import { unknownSeverities } from '../known-codes.ts';
import { lintContext } from '../lint-context.ts';
import { alone, type Shared } from '../fleet/shared.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from '../project.ts';
import { querySchema } from '../query-schema.ts';
import { distinct, readTests, testFolders } from './tests/test-files.ts';

/** What is wrong with tests, and their texts by the path that findings name. */
type CheckedTests = {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
};

/** Checks the form of the tests below some folders, and their rows against the tables, without running them. */
const checkTests = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  request: { readonly paths: readonly string[]; readonly workspace: WorkspaceConfig | undefined },
): Promise<CheckedTests> => {
  // Tests are about rules of the first type.
  if (project.only?.includes(firstType) === false) return { diagnostics: [], sources: new Map() };
  const folders = await testFolders(project, io, request.paths, request.workspace);
  const tests = await readTests(project, io, () => querySchema(project, io, request.workspace), folders);
  return {
    diagnostics: distinct(
      tests.flatMap(({ diagnostics, cases }) => [...diagnostics, ...cases.flatMap((each) => each.diagnostics)]),
    ),
    sources: new Map(tests.map(({ file }) => [file.document.path, file.document.text])),
  };
};

export type ValidateRequest = {
  readonly config: ConfigChoice;
  /** Name in picket.yaml: only what this workspace takes, checked for it; undefined for all content. */
  readonly workspace?: string | undefined;
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
  /** What the run has in common with those over other workspaces; nothing unless given. */
  readonly shared?: Shared | undefined;
};

/** A report, and the texts of the files that its findings name. */
export type Reported = { readonly report: Report; readonly source: (path: string) => string | undefined };

/** The texts that code frames are cut from. */
export const sourceOf =
  (content: Pick<Content, 'sources'>): Reported['source'] =>
  (path) =>
    content.sources.get(path);

/**
 * Checks rule files and reports every finding; with `changedSince` those about files that changed, about rules that
 * depend on them, and those that a change causes elsewhere. All files are read all the same, since ids and names are
 * compared across them. `fixed` are the findings whose repairs were written. Rejects with `usage` or `config` errors only.
 */
export const validate = async (
  io: Io,
  request: ValidateRequest,
): Promise<Reported & { readonly fixed: readonly Diagnostic[] }> => {
  const { shared = alone } = request;
  const project = await shared.project(request.config, () => openProject(io, request.config));
  const workspace = request.workspace === undefined ? undefined : chooseWorkspace(project, io, request.workspace);
  const base =
    request.base === undefined
      ? undefined
      : await baseOf(project, io, request.base, { paths: request.paths, workspace });
  const changed =
    request.changedSince === undefined ? undefined : await changedSince(project, io, request.changedSince);
  const concerned = (item: RuleItem): boolean =>
    changed?.concerns(item.document.path, queriesIn(item).join('\n')) ?? true;
  const read = (): Promise<Content> =>
    (workspace === undefined ? loadEverywhere : loadContent)(project, io, lintContext(io, workspace), {
      ...(workspace === undefined ? {} : { workspace }),
      paths: request.paths,
      queries: request.queries,
      cache: request.cache,
      ...(shared.once === undefined || request.fixes === 'apply' ? {} : { once: shared.once }),
      ...(changed === undefined ? {} : { analysed: concerned }),
      ...(base === undefined ? {} : { base }),
    });
  // What repairs change is read anew.
  const load = (): Promise<Content> =>
    workspace === undefined || request.fixes === 'apply' ? read() : shared.content(project, workspace, 'checked', read);
  const { content, fixed } =
    request.fixes === 'apply' ? await fixContent(io, load, concerned) : { content: await load(), fixed: [] };
  const tests = await checkTests(project, io, { paths: request.paths, workspace });
  const testPaths = [...tests.sources.keys()].filter((path) => changed?.isChanged(path) ?? true);
  const paths = [...content.items.filter(concerned).map((item) => item.document.path), ...testPaths];
  const checked = new Set(paths);
  const wanted = ({ path, related = [] }: Diagnostic): boolean =>
    changed === undefined ||
    checked.has(path) ||
    changed.isChanged(path) ||
    related.some((other) => changed.isChanged(other.path));
  const diagnostics = [
    ...project.diagnostics,
    ...unknownSeverities(project),
    ...content.diagnostics,
    ...tests.diagnostics,
  ]
    .filter(wanted)
    // Whoever touches a rule settles what has ended in it; until then it is a warning for all others. What picket.yaml says of
    // many rules is changed for other reasons.
    .map((found) =>
      found.code === 'rule/exclusion-ended' &&
      [found, ...(found.related ?? [])].some(
        ({ path }) => path !== project.document?.path && changed?.isChanged(path) === true,
      )
        ? { ...found, severity: 'error' as const }
        : found,
    );
  return {
    report: {
      command: 'validate',
      version,
      diagnostics,
      files: changed === undefined ? content.files + testPaths.length : paths.length,
      paths,
      ...(workspace === undefined ? {} : { workspace: workspace.name }),
    },
    source: (path) => tests.sources.get(path) ?? content.sources.get(path),
    fixed,
  };
};
