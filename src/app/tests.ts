import { setImmediate } from 'node:timers/promises';
import type { QueryRule } from '../content/analytics-rule/alerts/index.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { nearest } from '../core/nearest.ts';
import type { Report } from '../core/report.ts';
import type { TestedCase, TestsRun } from '../core/tests.ts';
import { shown } from '../files/discover.ts';
import { loadPrograms, type Compilation } from '../kql/index.ts';
import { version } from '../version.ts';
import { acceptOutcomes } from './accept-outcomes.ts';
import { inCi } from './attended.ts';
import { changedSince } from './changed.ts';
import { loadContent, type RuleItem } from './content.ts';
import { lintContext } from './lint-context.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from './project.ts';
import { querySchema } from './query-schema.ts';
import { cannotRun, testCase, type CaseVerdict } from './test-case.ts';
import { readTests, testFolders, type ReadCase, type ReadTest } from './test-files.ts';
import type { Reported } from './validate.ts';

export type TestsRequest = {
  readonly config: ConfigChoice;
  /** Name in picket.yaml: only rules that this workspace takes, with its tables; undefined for all. */
  readonly workspace: string | undefined;
  /** Rules, tests or folders relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Only cases of this name, or with it in their name. */
  readonly caseName: string | undefined;
  /** Git ref: only tests that changed since, or whose rule, parsers or watchlists did. */
  readonly changedSince: string | undefined;
  /** Whether what comes out is written as what is expected. */
  readonly expectations: 'judge' | 'accept';
  /** How long one run of a query may take, in milliseconds. */
  readonly timeout: number;
};

/** A rule with its test, ready to run. */
type Testable = {
  readonly read: ReadTest;
  readonly item: RuleItem | undefined;
  readonly rule: QueryRule | undefined;
  readonly cases: readonly ReadCase[];
};

const selectCases = (tests: readonly ReadTest[], name: string | undefined): ((each: ReadCase) => boolean) => {
  if (name === undefined) return () => true;
  const names = tests.flatMap(({ cases }) => cases.map((each) => each.case.name));
  const wanted = name.toLowerCase();
  if (names.some((each) => each.toLowerCase() === wanted)) return (each) => each.case.name.toLowerCase() === wanted;
  if (names.some((each) => each.toLowerCase().includes(wanted)))
    return (each) => each.case.name.toLowerCase().includes(wanted);
  const [near] = nearest(name, names);
  throw new PicketError('usage', `No case is called \`${name}\`.`, {
    code: 'unknown-case',
    hint: near === undefined ? 'Name a case of one of the tests.' : `Did you mean \`${near}\`?`,
  });
};

const refuseInCi = (io: Pick<Io, 'env'>, { expectations }: Pick<TestsRequest, 'expectations'>): void => {
  if (expectations === 'accept' && inCi(io.env))
    throw new PicketError('usage', '--update writes into tests, which nobody would read in CI.', {
      code: 'update-in-ci',
      hint: 'Run it where you can read what it accepts, and commit that.',
    });
};

const breath = async ({ stop }: Io['signals']): Promise<void> => {
  await setImmediate();
  if (stop.aborted) throw new PicketError('interrupted', 'Interrupted while tests were run.', { code: 'interrupted' });
};

const isQueryRule = (rule: { readonly kind: string }): rule is QueryRule =>
  rule.kind === 'Scheduled' || rule.kind === 'NRT';

const queryOf = (item: RuleItem | undefined): string =>
  typeof item?.raw['query'] === 'string' ? item.raw['query'] : '';

/** The tests of a run with their rules: of a workspace, those whose rules it takes. */
const testables = async (
  project: Project,
  io: Io,
  request: TestsRequest,
): Promise<{
  readonly tests: readonly Testable[];
  readonly errors: readonly Diagnostic[];
  readonly sources: Map<string, string>;
  readonly compile: (query: string) => Promise<Compilation>;
}> => {
  const workspace = request.workspace === undefined ? undefined : chooseWorkspace(project, io, request.workspace);
  const declared = await querySchema(project, io, workspace);
  const read = await readTests(
    project,
    io,
    async () => declared,
    await testFolders(project, io, request.paths, workspace),
  );
  const paths = read.flatMap(({ rule }) => rule ?? []);
  const content =
    paths.length === 0
      ? undefined
      : await loadContent(project, io, lintContext(io, workspace), {
          paths,
          queries: 'skip',
          ...(workspace === undefined ? {} : { workspace }),
        });
  const items = new Map(content?.items.map((item) => [item.document.path, item]));
  const rules = new Map(content?.rules.map(({ rule, item }) => [item.document.path, rule]));
  const changed =
    request.changedSince === undefined ? undefined : await changedSince(project, io, request.changedSince);
  const tests = read.flatMap((test): readonly Testable[] => {
    const path = test.rule === undefined ? undefined : shown(io.cwd, test.rule);
    const item = path === undefined ? undefined : items.get(path);
    if (path !== undefined && item === undefined) return [];
    const concerned =
      changed === undefined ||
      changed.isChanged(test.file.document.path) ||
      (path !== undefined && changed.concerns(path, queryOf(item)));
    if (!concerned) return [];
    const rule = path === undefined ? undefined : rules.get(path);
    return [{ read: test, item, rule: rule !== undefined && isQueryRule(rule) ? rule : undefined, cases: test.cases }];
  });
  const select = selectCases(
    tests.map(({ read: each }) => each),
    request.caseName,
  );
  const chosen = tests.map((test) => ({ ...test, cases: test.cases.filter(select) }));
  const tested = new Set(tests.flatMap(({ item }) => item?.document.path ?? []));
  const programs = await loadPrograms();
  return {
    tests: request.caseName === undefined ? chosen : chosen.filter(({ cases }) => cases.length > 0),
    errors: (content?.diagnostics ?? []).filter(({ severity, path }) => severity === 'error' && tested.has(path)),
    sources: new Map([
      ...(content?.sources ?? []),
      ...read.map(({ file }): [string, string] => [file.document.path, file.document.text]),
    ]),
    compile: async (query) => programs(query, declared.schema),
  };
};

/**
 * Runs the cases of tests and judges what comes out. Rejects with `usage` or `config` errors only; whatever is wrong with
 * a rule or a test is a finding at its place.
 */
export const testRules = async (io: Io, request: TestsRequest): Promise<Reported & { readonly tests: TestsRun }> => {
  refuseInCi(io, request);
  const project = await openProject(io, request.config);
  const { tests, errors, sources, compile } = await testables(project, io, request);
  const cases: TestedCase[] = [];
  const diagnostics: Diagnostic[] = [...errors];
  const accepted: TestsRun['accepted'][number][] = [];
  for (const { read, item, rule, cases: chosen } of tests) {
    diagnostics.push(...read.diagnostics);
    const { document } = read.file;
    const verdicts: CaseVerdict[] = [];
    const compilation = rule === undefined || chosen.length === 0 ? undefined : await compile(queryOf(item));
    for (const each of chosen) {
      await breath(io.signals);
      const verdict =
        rule === undefined || item === undefined || compilation === undefined
          ? cannotRun(each, document, item?.document.path ?? document.path)
          : testCase({ rule, item, compilation, document, each, clock: io.clock, timeout: request.timeout });
      verdicts.push(verdict);
    }
    if (request.expectations === 'accept') {
      const update = await acceptOutcomes(io, document, verdicts);
      accepted.push(...update.accepted);
      if (update.text !== undefined) sources.set(document.path, update.text);
      verdicts.splice(0, verdicts.length, ...update.verdicts);
    }
    const said = new Set<string>();
    for (const verdict of verdicts) {
      cases.push(verdict.tested);
      for (const diagnostic of verdict.diagnostics) {
        const key = JSON.stringify(diagnostic);
        if (!said.has(key)) diagnostics.push(diagnostic);
        said.add(key);
      }
    }
  }
  const run: TestsRun = { rules: new Set(cases.map(({ rulePath }) => rulePath)).size, cases, accepted };
  const report: Report = {
    command: 'test',
    version,
    diagnostics,
    files: tests.length,
    paths: tests.map(({ read }) => read.file.document.path),
    tests: run,
    ...(request.workspace === undefined ? {} : { workspace: request.workspace }),
  };
  return { report, tests: run, source: (path) => sources.get(path) };
};
