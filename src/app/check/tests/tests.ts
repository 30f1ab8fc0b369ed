import { join } from 'node:path';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { inSeries } from '../../../core/text/phrase.ts';
import type { AcceptedExpectation, MutationScore, TestedCase, TestsRun, UntestedRule } from '../../../core/tests.ts';
import { loadRunCompiler } from '../../../kql/index.ts';
import { version } from '../../../version.ts';
import { writeAtomically } from '../../../files/disk.ts';
import type { WorkspaceConfig } from '../../../core/config/config.ts';
import { inCi, chooseWorkspace, openProject, type ConfigChoice } from '../../project.ts';
import { backendOf, differenceLine, type BackendChoice, type Difference } from './backend.ts';
import { judgeScores } from './mutation-scores.ts';
import { type RuleRequest, runRule, type Tools } from './rule-run.ts';
import { missingTests, findTestables, type Testable } from './testables.ts';
import { excludedForms, untriedExclusions } from './still-fires.ts';
import { distinct, type ReadCase, type ReadTest } from './test-files.ts';
import type { Reported } from '../validate.ts';

export type TestsRequest = RuleRequest & {
  readonly config: ConfigChoice;
  /** Name in picket.yaml: only rules that this workspace takes, with its tables; undefined for all. */
  readonly workspace: string | undefined;
  /** Rules, tests or folders relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Git ref: only tests that changed since, or whose rule, parsers or watchlists did. */
  readonly changedSince: string | undefined;
  /** Whether paths may have no test: a usage error otherwise. */
  readonly mayBeNone?: true;
  /** A service that runs the queries of the cases too; undefined for none. */
  readonly backend?: { readonly kind: 'workspace' } | { readonly kind: 'kusto'; readonly address: string } | undefined;
};

const selectCases = (tests: readonly ReadTest[], name: string | undefined): ((each: ReadCase) => boolean) => {
  if (name === undefined) return () => true;
  const names = tests.flatMap(({ cases }) => cases.map((each) => each.case.name));
  const wanted = name.toLowerCase();
  if (names.some((each) => each.toLowerCase() === wanted)) return (each) => each.case.name.toLowerCase() === wanted;
  if (names.some((each) => each.toLowerCase().includes(wanted)))
    return (each) => each.case.name.toLowerCase().includes(wanted);
  // The case may stand in a file that cannot be read, which is said.
  if (tests.some(({ file }) => file.test === undefined)) return () => false;
  const [near] = nearest(name, names);
  throw new PicketError('usage', `No case is called \`${name}\`.`, {
    code: 'unknown-case',
    hint: near === undefined ? 'Name a case of one of the tests.' : `Did you mean \`${near}\`?`,
  });
};

/** Paths that name no test select nothing, which somebody who named them does not expect. */
const refuseNothing = ({ paths, changedSince, mayBeNone }: TestsRequest): void => {
  if (paths.length === 0 || changedSince !== undefined || mayBeNone === true) return;
  throw new PicketError(
    'usage',
    `There is no test at ${inSeries(
      paths.map((path) => `\`${path}\``),
      'or',
    )}.`,
    {
      code: 'no-test',
      hint: 'A test is a file `<rule>.test.yaml` beside its rule.',
    },
  );
};

const refuseInCi = (io: Pick<Io, 'env'>, { expectations }: Pick<TestsRequest, 'expectations'>): void => {
  if (expectations === 'accept' && inCi(io.env))
    throw new PicketError('usage', '--update writes into tests, which nobody would read in CI.', {
      code: 'update-in-ci',
      hint: 'Run it where you can read what it accepts, and commit that.',
    });
};

/** Queries on which a service and the interpreter do not agree are kept here, beside picket.yaml. */
const differencesFile = join('.picket', 'differences.jsonl');

const backendChoice = (
  { backend }: Pick<TestsRequest, 'backend'>,
  workspace: WorkspaceConfig | undefined,
): BackendChoice | undefined => {
  if (backend?.kind !== 'workspace') return backend;
  if (workspace !== undefined) return { kind: 'workspace', workspace };
  throw new PicketError('usage', '--backend workspace runs the queries in a workspace, and none is named.', {
    code: 'no-backend-workspace',
    hint: 'Name it with -w.',
  });
};

/**
 * Runs the cases of tests and judges what comes out. Rejects with `usage` or `config` errors only; whatever is wrong with
 * a rule or a test is a finding at its place.
 */
export const testRules = async (io: Io, given: TestsRequest): Promise<Reported & { readonly tests: TestsRun }> => {
  refuseInCi(io, given);
  const project = await openProject(io, given.config);
  const workspace = given.workspace === undefined ? undefined : chooseWorkspace(project, io, given.workspace);
  const { requireTests } = project.config;
  const isWhole = given.caseName === undefined;
  const request = { ...given, untested: given.untested === true || (requireTests !== undefined && isWhole) };
  // What exclusions take from a rule without a test, nobody has tried.
  const { tests, without, errors, sources, schema } = await findTestables(project, io, {
    ...request,
    workspace,
    untested: isWhole,
  });
  const untried = isWhole ? without.flatMap(({ item }) => untriedExclusions(excludedForms(project, io, item))) : [];
  if (tests.length + errors.length + untried.length === 0 && !request.untested) refuseNothing(request);
  const select = selectCases(
    tests.map(({ read }) => read),
    request.caseName,
  );
  const compiler = await loadRunCompiler();
  const choice = backendChoice(given, workspace);
  const backend = choice === undefined ? undefined : await backendOf(project, io, choice);
  const differences: Difference[] = [];
  const tools: Tools = {
    project,
    io,
    request,
    schema,
    compile: async (query, over = schema) => compiler(query, over),
    backend,
  };
  const texts = new Map(sources);
  const cases: TestedCase[] = [];
  const diagnostics: Diagnostic[] = [...project.diagnostics, ...errors];
  const accepted: AcceptedExpectation[] = [];
  const mutants: MutationScore[] = [];
  const lacking: (UntestedRule & { readonly testable: Testable | undefined })[] = [];
  for (const testable of tests) {
    const chosen = testable.read.cases.filter(select);
    if (chosen.length === 0 && !isWhole && testable.read.file.test !== undefined) continue;
    const { document } = testable.read.file;
    const run = await runRule(testable, chosen, tools);
    if (run.text !== undefined) texts.set(document.path, run.text);
    cases.push(...run.verdicts.map(({ tested }) => tested));
    diagnostics.push(
      ...testable.read.diagnostics,
      ...chosen.flatMap((each) => each.diagnostics),
      ...run.verdicts.flatMap((verdict) => verdict.diagnostics),
      ...run.silenced,
    );
    accepted.push(...run.accepted);
    differences.push(...run.differences);
    if (run.score !== undefined) mutants.push(run.score);
    const { rule, item } = testable;
    if (run.lacks.length > 0 && rule !== undefined && item !== undefined)
      lacking.push({ rule: rule.name, path: item.document.path, lacks: run.lacks, testable });
  }
  if (differences.length > 0)
    await writeAtomically(join(project.root, differencesFile), differences.map(differenceLine).join(''));
  if (request.untested)
    lacking.push(
      ...without.map(({ rule, item }) => ({
        rule: rule.name,
        path: item.document.path,
        lacks: ['a test'],
        testable: undefined,
      })),
    );
  const rules = [...tests, ...(request.untested ? without : [])].flatMap(({ rule, item }) =>
    rule === undefined || item === undefined ? [] : [{ rule, item }],
  );
  diagnostics.push(...untried);
  diagnostics.push(...missingTests(requireTests, rules, isWhole ? lacking : []));
  // Some of the cases of a rule do not notice what all of them do.
  if (request.mutants === true && isWhole)
    diagnostics.push(
      ...(await judgeScores(project, io, mutants, {
        minimum: request.minMutants,
        scores: request.expectations === 'accept' ? 'keep' : 'compare',
      })),
    );
  const run: TestsRun = {
    rules: new Set(cases.map(({ rulePath }) => rulePath)).size,
    cases,
    accepted,
    ...(given.untested === true
      ? { untested: lacking.map(({ rule, path, lacks }): UntestedRule => ({ rule, path, lacks })) }
      : {}),
    ...(request.mutants === true ? { mutants } : {}),
  };
  return {
    report: {
      command: 'test',
      version,
      diagnostics: distinct(diagnostics),
      files: tests.length,
      paths: tests.map(({ read }) => read.file.document.path),
      tests: run,
      ...(workspace === undefined ? {} : { workspace: workspace.name }),
    },
    tests: run,
    source: (path) => texts.get(path),
  };
};
