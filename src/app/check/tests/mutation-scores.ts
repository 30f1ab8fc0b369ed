import { join } from 'node:path';
import { looserTrigger, type QueryRule } from '../../../content/alerts/index.ts';
import { checkExpected, runCase } from '../../../content/rule-test/index.ts';
import type { MutationScore, SurvivingMutant } from '../../../core/tests.ts';
import {
  RunError,
  type Compilation,
  type Program,
  type QueryStructure,
  type RunBudget,
  type QueryConjunct,
} from '../../../kql/index.ts';
import type { RuleItem } from '../../content/content.ts';
import type { ReadCase } from './test-files.ts';
import type { Span } from '../../../core/text/span.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { isObject, type JsonObject, objectOf, parseJson } from '../../../core/json.ts';
import { shown } from '../../../files/discover.ts';
import { readText, writeAtomically } from '../../../files/disk.ts';
import type { Project } from '../../project.ts';
import { oneLine } from './explain-case.ts';

/** Where scores are kept, beside picket.yaml: they may not fall. */
const ratchetFile = 'mutation-scores.json';

const percentOf = ({ caught, all }: Pick<MutationScore, 'caught' | 'all'>): number =>
  all === 0 ? 100 : (caught / all) * 100;

const rounded = (percent: number): string => `${Math.floor(percent * 10) / 10} %`;

type Kept = ReadonlyMap<string, Pick<MutationScore, 'caught' | 'all'>>;

const readKept = (text: string | undefined): Kept => {
  const value = text === undefined ? undefined : parseJson(text);
  const rules = isObject(value) && isObject(value['rules']) ? value['rules'] : {};
  return new Map(
    Object.entries(rules).flatMap(([path, score]): [string, Pick<MutationScore, 'caught' | 'all'>][] => {
      const { caught, all } = objectOf(score);
      return typeof caught === 'number' && typeof all === 'number' ? [[path, { caught, all }]] : [];
    }),
  );
};

const printKept = (kept: Kept): string => {
  const rules: JsonObject = Object.fromEntries(
    [...kept]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, { caught, all }]) => [path, { caught, all }]),
  );
  return `${JSON.stringify({ version: 1, rules }, null, 2)}\n`;
};

const survivorsOf = ({ survivors }: MutationScore): string => {
  const [first] = survivors;
  return first === undefined ? '' : ` Not noticed is, for one, the query ${first.change}.`;
};

/**
 * Scores that are too low: below a minimum, in percent of each rule's mutants, or below what mutation-scores.json has kept.
 * With `keep` they are written there instead of being compared.
 */
export const judgeScores = async (
  project: Project,
  io: Pick<Io, 'cwd'>,
  scores: readonly MutationScore[],
  request: { readonly minimum: number | undefined; readonly scores: 'compare' | 'keep' },
): Promise<readonly Diagnostic[]> => {
  const file = join(project.root, ratchetFile);
  const text = await readText(file);
  const kept = readKept(text);
  const keyOf = ({ path }: MutationScore): string => shown(project.root, join(io.cwd, path));
  if (request.scores === 'keep') {
    const next = new Map([
      ...kept,
      ...scores.map((score): [string, Pick<MutationScore, 'caught' | 'all'>] => [keyOf(score), score]),
    ]);
    const printed = printKept(next);
    if (printed !== text) await writeAtomically(file, printed);
  }
  return scores.flatMap((score): readonly Diagnostic[] => {
    const percent = percentOf(score);
    const before = kept.get(keyOf(score));
    const base = { severity: 'error', path: score.path } as const;
    const hint = `Add a case that tells the difference, or mark the condition with \`// picket: equivalent REASON\`.${survivorsOf(score)}`;
    if (request.minimum !== undefined && percent < request.minimum)
      return [
        {
          ...base,
          code: 'test/mutants-below-minimum',
          message: `The cases of \`${score.rule}\` notice ${score.caught} of ${score.all} mutants (${rounded(percent)}), and ${request.minimum} % are wanted.`,
          hint,
        },
      ];
    if (request.scores === 'compare' && before !== undefined && percent < percentOf(before))
      return [
        {
          ...base,
          code: 'test/mutants-fell',
          message: `The cases of \`${score.rule}\` notice ${score.caught} of ${score.all} mutants (${rounded(percent)}); before, it was ${before.caught} of ${before.all} (${rounded(percentOf(before))}).`,
          hint: `${hint} \`picket test --mutants --update\` keeps the lower score.`,
        },
      ];
    return [];
  });
};

/** A small change of a query that its cases should notice. */
type Mutant = {
  /** What is changed, in words. */
  readonly change: string;
  readonly query: string;
  /** The condition that is changed, in the query. */
  readonly span: Span;
};

const replaced = (query: string, { start, end }: Span, text: string): string =>
  query.slice(0, start) + text + query.slice(end);

/** What a comparison becomes when its limit lets one more through; undefined for an operator that is none. */
const loosened = (between: string, limit: string): string | undefined => {
  switch (between.trim()) {
    case '>':
      return ` >= ${limit}`;
    case '>=':
      return ` >= (${limit}) - 1`;
    case '<':
      return ` <= ${limit}`;
    case '<=':
      return ` <= (${limit}) + 1`;
    default:
      return undefined;
  }
};

const mutantsOf = function* (query: string, { span, threshold }: QueryConjunct): Iterable<Mutant> {
  const text = query.slice(span.start, span.end);
  yield { change: `without \`${oneLine(text)}\``, query: replaced(query, span, 'true'), span };
  yield { change: `with \`not(${oneLine(text)})\``, query: replaced(query, span, `not(${text})`), span };
  if (threshold === undefined) return;
  const { between, limit } = threshold;
  const looser = loosened(query.slice(between.start, between.end), query.slice(limit.start, limit.end));
  const edited = looser === undefined ? undefined : replaced(query, { start: between.start, end: limit.end }, looser);
  if (edited !== undefined && looser !== undefined) {
    const changed = query.slice(span.start, between.start) + looser;
    yield { change: `with \`${oneLine(changed)}\``, query: edited, span };
  }
};

const mark = /\/\/\s*picket:\s*equivalent\s+\S/;

/** Lines whose conditions people have marked as ones that no case can notice: by a comment there, or above. */
const markedLines = (query: string): ReadonlySet<number> => {
  const lines = query.split('\n');
  return new Set(
    lines.flatMap((line, index) => {
      if (!mark.test(line)) return [];
      return line.trim().startsWith('//') ? [index + 1] : [index];
    }),
  );
};

const lineOf = (query: string, offset: number): number => query.slice(0, offset).split('\n').length - 1;

/**
 * The changes of a query that its cases should notice: each condition of each `where` left out, and turned around, and
 * each limit moved by one. Conditions marked with `// picket: equivalent REASON` are left out.
 */
const mutantsIn = (query: string, { filters }: QueryStructure): readonly Mutant[] => {
  const marked = markedLines(query);
  return filters
    .flatMap(({ conjuncts }) => conjuncts)
    .filter(({ span }) => !marked.has(lineOf(query, span.start)))
    .flatMap((conjunct) => [...mutantsOf(query, conjunct)]);
};

export type MutationRequest = {
  readonly rule: QueryRule;
  readonly item: RuleItem;
  readonly query: string;
  readonly structure: QueryStructure;
  /** Cases that pass. */
  readonly cases: readonly ReadCase[];
  readonly program: Program;
  readonly compile: (query: string) => Promise<Compilation>;
  readonly budget: () => RunBudget;
  /** Awaited between two mutants, since each keeps the thread busy. */
  readonly breath: () => Promise<void>;
};

/** Whether a case notices that a rule is another one: its expectation does not hold any more, or the rule fails. */
const notices = (rule: QueryRule, program: Program, { case: each, input }: ReadCase, budget: RunBudget): boolean => {
  try {
    const outcome = runCase(rule, program, input, undefined, budget);
    return each.expect === undefined || checkExpected(each.expect, outcome, input.now).mismatches.length > 0;
  } catch (error) {
    if (error instanceof RunError) return true;
    throw error;
  }
};

/**
 * How many small changes of a rule its cases notice. A change that makes no query any more does not count.
 */
export const mutationScore = async (request: MutationRequest): Promise<MutationScore> => {
  const { rule, item, query, structure, cases, program, compile, budget, breath } = request;
  const survivors: SurvivingMutant[] = [];
  let all = 0;
  const settle = (isCaught: boolean, survivor: SurvivingMutant): void => {
    all += 1;
    if (!isCaught) survivors.push(survivor);
  };
  for (const mutant of mutantsIn(query, structure)) {
    await breath();
    const compilation = await compile(mutant.query);
    if (!compilation.ok) continue;
    const isCaught = cases.some((each) => notices(rule, compilation.program, each, budget()));
    settle(isCaught, {
      change: mutant.change,
      range: item.document.range(item.document.locateWithin('/query', mutant.span)),
    });
  }
  const looser = looserTrigger(rule);
  if (looser !== undefined)
    settle(
      cases.some((each) => notices(looser.rule, program, each, budget())),
      { change: looser.change, range: item.document.range(item.document.locate(looser.at)) },
    );
  return { rule: rule.name, path: item.document.path, caught: all - survivors.length, all, survivors };
};
