import { dirname, join, resolve } from 'node:path';
import {
  checkDefaults,
  namedFiles,
  prepareCase,
  readSharedRows,
  readTest,
  testDiagnostic,
  watchlistRows,
  type CaseContext,
  type GivenRows,
  type PreparedCase,
  type TestCase,
  type TestFile,
} from '../../../content/rule-test/index.ts';
import type { WorkspaceConfig } from '../../../core/config/config.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import type { JsonObject } from '../../../core/json.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { discoverRules, discoverTests, filesIn, isBelow, shown, type DiscoveredTest } from '../../../files/discover.ts';
import { kindOf, readBytes, readText } from '../../../files/disk.ts';
import { everyFolder } from '../../content/content-folders.ts';
import { shownError } from '../../shown-error.ts';
import type { Project } from '../../project.ts';
import type { DeclaredSchema } from '../../query-schema.ts';

/** A case that was read with its rows. */
export type ReadCase = PreparedCase & { readonly case: TestCase; readonly diagnostics: readonly Diagnostic[] };

/** A test file with everything that it names, read and checked. */
export type ReadTest = {
  readonly file: TestFile;
  /** Absolute path of the rule beside it; undefined where there is none. */
  readonly rule: string | undefined;
  readonly cases: readonly ReadCase[];
  /** What is wrong with the file, and not with one of its cases alone. */
  readonly diagnostics: readonly Diagnostic[];
};

/** The same finding of several cases, which have a base in common, is said once. */
export const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values(),
];

/** The folders, absolute, in which the rules of a run lie: those named, or all that are configured and exist. */
export const testFolders = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  paths: readonly string[],
  workspace: WorkspaceConfig | undefined,
): Promise<readonly string[]> => {
  if (paths.length > 0) return paths.map((path) => resolve(io.cwd, path));
  const folders = (workspace?.content ?? everyFolder(project.config)).map((folder) => resolve(project.root, folder));
  const kinds = await Promise.all(folders.map(kindOf));
  return folders.filter((_, index) => kinds[index] !== 'nothing');
};

/** `fixtures` beside the test, then those of the folders above it, up to the project's own. */
const fixtureFolders = (project: Project, test: string): readonly string[] => {
  const folders: string[] = [];
  for (let folder = dirname(test); ; folder = dirname(folder)) {
    folders.push(join(folder, 'fixtures'));
    if (folder === project.root || folder === dirname(folder) || !isBelow(project.root, folder)) return folders;
  }
};

type Shared = { readonly rows: CaseContext['shared']; readonly diagnostics: readonly Diagnostic[] };

/** Rows by name of all files in these folders; of two with a name the nearer one counts. */
const sharedRows = async (io: Pick<Io, 'cwd'>, folders: readonly string[]): Promise<Shared> => {
  const rows = new Map<string, readonly JsonObject[]>();
  const diagnostics: Diagnostic[] = [];
  for (const folder of folders)
    for (const path of (await filesIn(folder, ['.'])).filter((file) => /\.ya?ml$/i.test(file))) {
      const read = readSharedRows(shown(io.cwd, path), (await readBytes(path)) ?? '');
      diagnostics.push(...read.diagnostics);
      for (const [name, list] of read.rows) if (!rows.has(name)) rows.set(name, list);
    }
  return { rows, diagnostics };
};

type FileText = ReturnType<CaseContext['textOf']>;

const textOf = async (project: Project, test: string, path: string): Promise<FileText> => {
  const absolute = resolve(dirname(test), path);
  if (!isBelow(project.root, absolute)) return { problem: 'it lies outside the folder of picket.yaml' };
  try {
    const text = await readText(absolute);
    return text === undefined ? { problem: 'there is no such file' } : { text };
  } catch (error) {
    if (error instanceof PicketError) return { problem: shownError(project.root, error).replace(/\.$/, '') };
    throw error;
  }
};

const noRule = async (io: Pick<Io, 'cwd'>, file: TestFile, path: string): Promise<Diagnostic> => {
  const name = (file.document.path.split('/').at(-1) ?? '').replace(/\.test\.ya?ml$/i, '');
  const rules = await discoverRules(io.cwd, [dirname(path)]);
  const names = rules.filter((rule) => dirname(rule) === dirname(path)).map((rule) => shown(dirname(path), rule));
  const [near] = nearest(`${name}.yaml`, names);
  return {
    code: 'test/no-rule',
    severity: 'error',
    message: `There is no rule \`${name}.yaml\` beside the test${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
    hint: 'A test is named after its rule: `<rule>.test.yaml` beside `<rule>.yaml`.',
    path: file.document.path,
  };
};

/** Reads one test file with its fixtures, and types the rows of its cases by the schema. */
const readOne = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  { path, rule }: DiscoveredTest,
  schema: DeclaredSchema,
  watchlists: ReadonlyMap<string, GivenRows>,
  sharedIn: (folders: readonly string[]) => Promise<Shared>,
): Promise<ReadTest> => {
  const file = readTest(shown(io.cwd, path), (await readBytes(path)) ?? '');
  const orphan = rule === undefined ? [await noRule(io, file, path)] : [];
  const { test, document } = file;
  if (test === undefined) return { file, rule, cases: [], diagnostics: [...file.diagnostics, ...orphan] };
  const shared = await sharedIn(fixtureFolders(project, path));
  const texts = new Map<string, FileText>();
  for (const name of namedFiles(test)) texts.set(name, await textOf(project, path, name));
  const context: CaseContext = {
    schema: schema.schema,
    shared: shared.rows,
    watchlists,
    textOf: (name) => texts.get(name) ?? { problem: 'there is no such file' },
  };
  const cases = test.cases.map((each): ReadCase => {
    const prepared = prepareCase(test, each, context);
    const diagnostics = prepared.findings.map((finding) => testDiagnostic(document, finding));
    return { case: each, ...prepared, diagnostics };
  });
  const defaults = checkDefaults(test, schema.schema).map((finding) => testDiagnostic(document, finding));
  return { file, rule, cases, diagnostics: [...file.diagnostics, ...orphan, ...defaults, ...shared.diagnostics] };
};

/**
 * Every test below some folders, read with what it names; what is wrong with shared rows is said once.
 * @param declared what queries may name, asked for only where there is a test
 */
export const readTests = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  declared: () => Promise<DeclaredSchema>,
  folders: readonly string[],
): Promise<readonly ReadTest[]> => {
  const discovered = await discoverTests(io.cwd, folders);
  if (discovered.length === 0) return [];
  const schema = await declared();
  const watchlists = new Map(schema.watchlists.map((content) => [content.alias.toLowerCase(), watchlistRows(content)]));
  const known = new Map<string, Shared>();
  const sharedIn = async (places: readonly string[]): Promise<Shared> => {
    const key = places.join('\n');
    const before = known.get(key);
    if (before !== undefined) return { ...before, diagnostics: [] };
    const made = await sharedRows(io, places);
    known.set(key, made);
    return made;
  };
  const read: ReadTest[] = [];
  for (const test of discovered) read.push(await readOne(project, io, test, schema, watchlists, sharedIn));
  return read;
};
