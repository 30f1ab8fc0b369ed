import { changeCounts } from './change-set.ts';
import type { Change, Plan, Refusal, Verdict } from '../engine/change.ts';
import { isRefused, plan } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';
import { refuseDependants } from './plan-refusal.ts';
import { openQuestions, preflight, questionsOf, type PreflightFacts, type Questions } from './preflight.ts';
import { refKey } from '../ref.ts';

/** The plan with these refusals: rules that are refused are taken out, the others proceed. */
const withRefusals = (plan: Plan, refusals: readonly Refusal[]): Plan => {
  const refused = new Set(
    refusals.flatMap(({ scope, type, id }) =>
      scope === 'rule' && type !== undefined && id !== undefined ? [refKey({ type, id })] : [],
    ),
  );
  const left = refuseDependants({
    ...plan,
    changes: plan.changes.filter((change) => !refused.has(refKey(change))),
    refusals: [...plan.refusals, ...refusals],
  });
  return { ...left, summary: { ...left.summary, ...changeCounts(left.changes) } };
};

/** How a plan finds out what only the workspace knows. */
export type Asking = {
  readonly facts: (questions: Questions) => Promise<PreflightFacts>;
  /** What the service says that a change would do, a sentence each; empty where it says no more than a comparison. */
  readonly preview: (change: Change) => Promise<readonly string[]>;
};

/** The plan with what the service says of its changes, as warnings. One is asked after the other. */
const withPreviews = async (planned: Plan, preview: Asking['preview']): Promise<Plan> => {
  const changes: Change[] = [];
  for (const change of planned.changes) {
    const told = await preview(change);
    changes.push(told.length === 0 ? change : { ...change, warnings: [...change.warnings, ...told] });
  }
  return { ...planned, changes };
};

/**
 * The plan for some verdicts, with what would make its writes fail and what the service says of them, which `asking` finds
 * out: the whole of it, as it is shown, saved and carried out. A plan that does nothing asks nothing. A `planner` is told
 * what only the writing identity can know, or nobody here may ask, as an open question.
 */
export const completePlan = async (
  verdicts: readonly Verdict[],
  options: PlanOptions,
  { facts: ask, preview }: Asking,
): Promise<Plan> => {
  const made = plan(verdicts, options);
  if (isRefused(made) || made.changes.length === 0) return made;
  const facts = await ask(questionsOf(made, options.typeOf));
  const checked = withRefusals(made, preflight(made, facts));
  const open = facts.asked === 'planner' ? openQuestions(made, facts) : [];
  return withPreviews({ ...checked, notes: [...checked.notes, ...open] }, preview);
};
