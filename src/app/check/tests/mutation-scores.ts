import type { QueryRule } from '../../../content/analytics-rule/alerts/index.ts';
import { judge, runCase } from '../../../content/rule-test/index.ts';
import type { MutationScore, SurvivingMutant } from '../../../core/tests.ts';
import { RunError, type Compilation, type Program, type QueryStructure, type RunBudget } from '../../../kql/index.ts';
import type { RuleItem } from '../../content.ts';
import { mutantsIn } from './mutants.ts';
import type { ReadCase } from './test-files.ts';

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

/** The rule with its threshold moved by one, so that it fires more often; undefined where it counts nothing. */
const looserTrigger = (rule: QueryRule): { readonly rule: QueryRule; readonly change: string } | undefined => {
  if (rule.kind === 'NRT') return undefined;
  const { triggerOperator: operator, triggerThreshold: threshold } = rule;
  const next = operator === 'GreaterThan' ? threshold - 1 : operator === 'LessThan' ? threshold + 1 : undefined;
  if (next === undefined || next < 0) return undefined;
  return { rule: { ...rule, triggerThreshold: next }, change: `with the trigger threshold ${next}` };
};

/** Whether a case notices that a rule is another one: its expectation does not hold any more, or the rule fails. */
const notices = (rule: QueryRule, program: Program, { case: each, input }: ReadCase, budget: RunBudget): boolean => {
  try {
    const outcome = runCase(rule, program, input, undefined, budget);
    return each.expect === undefined || judge(each.expect, outcome, input.now).mismatches.length > 0;
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
      { change: looser.change, range: item.document.range(item.document.locate('/triggerThreshold')) },
    );
  return { rule: rule.name, path: item.document.path, caught: all - survivors.length, all, survivors };
};
