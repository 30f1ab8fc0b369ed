import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { inSeries } from '../../../core/text/phrase.ts';
import type { AcceptedExpectation, MutationScore, TestedCase, TestsRun, UntestedRule } from '../../../core/tests.ts';
import {
  loadRunCompiler,
  loadStructure,
  mergeSchemas,
  schemaOf,
  type Compilation,
  type QuerySchema,
} from '../../../kql/index.ts';
import { version } from '../../../version.ts';
import { writeAtomically } from '../../../files/disk.ts';
import type { WorkspaceConfig } from '../../../core/config/config.ts';
import { acceptOutcomes } from './accept-outcomes.ts';
import { inCi, chooseWorkspace, openProject, type ConfigChoice, type Project } from '../../project.ts';
import { backendOf, differenceLine, type Backend, type BackendChoice, type Difference } from './backend.ts';
import { explainCase } from './explain-case.ts';
import { mutationScore, judgeScores } from './mutation-scores.ts';
import { missingTests, findTestables, queryOf, type Testable, type TestedForm } from './testables.ts';
import { budgetOf, cannotRun, testCase, type CaseVerdict } from './test-case.ts';
import { excludedForms, stillFires, untriedExclusions } from './still-fires.ts';
import { distinct, type ReadCase, type ReadTest } from './test-files.ts';
import { lackingOf, lacksFiring, lacksSilent } from './untested.ts';
import type { Reported } from '../validate.ts';

/** What else is found out of each rule. */
export type TestsExtras = {
  /** The rows behind each operator, of every case. */
  readonly explain?: boolean;
  /** How many small changes of the query the cases notice. */
  readonly mutants?: boolean;
  /** Percent of its mutants that the cases of each rule have to notice. */
  readonly minMutants?: number | undefined;
  /** Rules without a case that fires and a silent one that counts, those without a test among them. */
  readonly untested?: boolean;
};

export type TestsRequest = TestsExtras & {
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
  /** Whether paths may have no test: a usage error otherwise. */
  readonly mayBeNone?: true;
  /** How long one run of a query may take, in milliseconds. */
  readonly timeout: number;
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

/** A run keeps the thread busy: between two an interrupt can be heard, and ends it. */
const breath = async ({ stop }: Io['signals']): Promise<void> => {
  await setImmediate();
  if (stop.aborted) throw new PicketError('interrupted', 'Interrupted while tests were run.', { code: 'interrupted' });
};

type Tools = {
  readonly project: Project;
  readonly io: Io;
  readonly request: TestsRequest;
  readonly schema: QuerySchema;
  /** Compiles against a schema; the one of the run unless given. */
  readonly compile: (query: string, over?: QuerySchema) => Promise<Compilation>;
  readonly backend: Backend | undefined;
};

/** Functions with a body of their own that a case gives rows for instead. */
const replacedBy = ({ input }: ReadCase, schema: QuerySchema): readonly string[] =>
  [...input.tables.keys()].filter((name) => schema.fn(name)?.result.kind === 'body').toSorted();

/** The schema of a case: what it gives rows for has those instead of a body. */
const schemaOfCase = (each: ReadCase, names: readonly string[], schema: QuerySchema): QuerySchema =>
  mergeSchemas(
    schema,
    schemaOf({
      functions: names.map((name) => ({
        name,
        parameters: schema.fn(name)?.parameters ?? '',
        result: { kind: 'table', columns: each.input.tables.get(name)?.columns ?? [], open: false },
        source: 'repository',
      })),
    }),
  );

/** What was found out about one rule. */
type RuleRun = {
  readonly verdicts: readonly CaseVerdict[];
  readonly accepted: readonly AcceptedExpectation[];
  readonly text: string | undefined;
  readonly score?: MutationScore;
  readonly lacks: readonly string[];
  readonly differences: readonly Difference[];
  /** What is wrong with the exclusions of the rule, where all of its cases ran. */
  readonly silenced: readonly Diagnostic[];
};

const withExplanation = async (
  verdict: CaseVerdict,
  { item, rule }: TestedForm,
  { io, request, compile }: Tools,
): Promise<CaseVerdict> => {
  if (request.explain !== true || item === undefined || rule === undefined || verdict.outcome === undefined)
    return verdict;
  const query = queryOf(item);
  const explained = await explainCase({
    rule,
    query,
    structure: (await loadStructure())(query),
    each: verdict.each,
    compile,
    budget: budgetOf(io.clock, request.timeout),
  });
  return { ...verdict, tested: { ...verdict.tested, explained } };
};

const runRule = async (testable: Testable, chosen: readonly ReadCase[], tools: Tools): Promise<RuleRun> => {
  const { read, item, rule } = testable;
  const { io, request, compile, schema } = tools;
  const { document } = read.file;
  const compilation = rule === undefined || chosen.length === 0 ? undefined : await compile(queryOf(item));
  const verdicts: CaseVerdict[] = [];
  const differences: Difference[] = [];
  for (const each of chosen) {
    await breath(io.signals);
    const form = testable.formOf(each.case.as);
    const names = replacedBy(each, schema);
    const own = names.length === 0 ? undefined : schemaOfCase(each, names, schema);
    const isUsual = own === undefined && form.item === item;
    const compiled =
      isUsual || form.rule === undefined ? form.rule && compilation : await compile(queryOf(form.item), own);
    const verdict =
      form.rule === undefined || form.item === undefined || compiled === undefined
        ? cannotRun(each, document, form.item?.document.path ?? item?.document.path ?? document.path)
        : testCase({
            rule: form.rule,
            item: form.item,
            compilation: compiled,
            document,
            each,
            clock: io.clock,
            timeout: request.timeout,
          });
    const forCase: Tools = { ...tools, compile: (query) => compile(query, own) };
    const explained = await withExplanation(verdict, form, forCase);
    if (tools.backend === undefined || form.rule === undefined || compiled?.ok !== true) verdicts.push(explained);
    else {
      const query = queryOf(form.item);
      const { program } = compiled;
      const there = await tools.backend({
        verdict: explained,
        rule: form.rule,
        query,
        program,
        document,
        schema: own ?? schema,
      });
      verdicts.push(there.verdict);
      if (there.difference !== undefined) differences.push(there.difference);
    }
  }
  const settled =
    request.expectations === 'accept'
      ? await acceptOutcomes(io, document, verdicts)
      : { verdicts, accepted: [], text: undefined };
  const program = compilation?.ok === true ? compilation.program : undefined;
  if (rule === undefined || item === undefined || program === undefined)
    return { ...settled, differences, lacks: [lacksFiring, lacksSilent], silenced: [] };
  const budget = () => budgetOf(io.clock, request.timeout);
  // A case that replaces a function, or runs the rule as a workspace gets it, runs another query than the rule's.
  const usual = settled.verdicts.filter(
    ({ each }) => replacedBy(each, schema).length === 0 && testable.formOf(each.case.as).item === item,
  );
  const passed = usual.filter(({ tested }) => tested.status === 'passed');
  const query = queryOf(item);
  return {
    ...settled,
    differences,
    silenced:
      request.caseName === undefined
        ? await stillFires(excludedForms(tools.project, io, item), chosen, {
            compile: async (text) => compile(text),
            budget,
            hasFired: settled.verdicts.some(({ outcome }) => (outcome?.alerts.length ?? 0) > 0),
          })
        : [],
    lacks: request.untested === true ? lackingOf(rule, program, usual, budget) : [],
    ...(request.mutants === true
      ? {
          score: await mutationScore({
            rule,
            item,
            query,
            structure: (await loadStructure())(query),
            cases: passed.map(({ each }) => each),
            program,
            compile,
            budget,
            breath: () => breath(io.signals),
          }),
        }
      : {}),
  };
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
