import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import type { AcceptedExpectation, MutationScore } from '../../../core/tests.ts';
import { loadStructure, mergeSchemas, schemaOf, type Compilation, type QuerySchema } from '../../../kql/index.ts';
import { breath } from '../../breath.ts';
import { acceptOutcomes } from './accept-outcomes.ts';
import type { Project } from '../../project.ts';
import type { Backend, Difference } from './backend.ts';
import { explainCase } from './explain-case.ts';
import { mutationScore } from './mutation-scores.ts';
import { queryOf, type Testable, type TestedForm } from './testables.ts';
import { budgetOf, cannotRun, testCase, type CaseVerdict } from './test-case.ts';
import { excludedForms, stillFires } from './still-fires.ts';
import type { ReadCase } from './test-files.ts';
import { lackingOf, lacksFiring, lacksSilent } from './untested.ts';

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

/** What is asked of each rule. */
export type RuleRequest = TestsExtras & {
  /** Only cases of this name, or with it in their name. */
  readonly caseName: string | undefined;
  /** Whether what comes out is written as what is expected. */
  readonly expectations: 'check' | 'accept';
  /** How long one run of a query may take, in milliseconds. */
  readonly timeout: number;
};

/** What a run has for every rule. */
export type Tools = {
  readonly project: Project;
  readonly io: Io;
  readonly request: RuleRequest;
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

/** Runs the chosen cases of one rule, with all that is asked of the rule besides. Rejects with `interrupted` between two cases. */
export const runRule = async (testable: Testable, chosen: readonly ReadCase[], tools: Tools): Promise<RuleRun> => {
  const { read, item, rule } = testable;
  const { io, request, compile, schema } = tools;
  const { document } = read.file;
  const compilation = rule === undefined || chosen.length === 0 ? undefined : await compile(queryOf(item));
  const verdicts: CaseVerdict[] = [];
  const differences: Difference[] = [];
  for (const each of chosen) {
    await breath(io);
    const form = testable.formOf(each.case.as);
    const names = replacedBy(each, schema);
    const own = names.length === 0 ? undefined : schemaOfCase(each, names, schema);
    const isUsual = own === undefined && form.item === item;
    const compiled =
      isUsual || form.rule === undefined ? form.rule && compilation : await compile(queryOf(form.item), own);
    const verdict =
      form.rule === undefined || form.item === undefined || compiled === undefined
        ? cannotRun(each, document, form.item?.document.path ?? item?.document.path ?? document.path, rule?.name)
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
            breath: () => breath(io),
          }),
        }
      : {}),
  };
};
