import { idleAcceptance } from '../engine/accepted-drift.ts';
import { changeCounts } from './change-set.ts';
import type { Plan, Policy, Refusal, Verdict } from '../engine/change.ts';
import { stepOf, type Step } from './plan-step.ts';
import { notesOf } from './plan-notes.ts';
import { chooses, type PlanOptions, type RuleChoice } from './plan-options.ts';
import { attackCoverage, coverageLoss } from './policies/coverage-loss.ts';
import { fuses } from './policies/fuses.ts';
import { callers } from './policies/callers.ts';
import { rowBudget, rowFuse } from './policies/rows.ts';
import { immutable, lookAlikes, references } from './policies/type-risks.ts';
import { held, movedExclusions } from './policies/exclusions.ts';
import { listing, pruneGuard } from './policies/listing.ts';
import { exactRef, meaningOf, sharedIds } from '../ref.ts';
import { quota } from './policies/quota.ts';
import { stagesOf } from './stages.ts';
import { absentFolders, countedOfTypes, refuseRun } from './plan-refusal.ts';
import { withDeleteNeeds } from './uses.ts';

const choicesOf = (choice: RuleChoice | undefined): readonly string[] => (choice === 'all' ? [] : (choice ?? []));

/** Ids given on the command line that mean no rule at all: a slip that must not end as "nothing to do". */
const unknownIds = (verdicts: readonly Verdict[], options: PlanOptions): readonly Refusal[] => {
  const known = verdicts.flatMap(({ type, id, desired }) => [
    { type, id },
    { type, id: desired?.resource.name ?? id },
  ]);
  // What is adopted by name limits the run to it: one mistake is said once, as it was typed.
  const adopted = choicesOf(options.adopt?.ids);
  const given: readonly (readonly [string, readonly string[]])[] = [
    ['--only', (options.only ?? []).filter((id) => !adopted.includes(id))],
    ['--overwrite', choicesOf(options.overwrite)],
    ['adopt', adopted],
    ['--reenable', choicesOf(options.reenable)],
  ];
  if (given.every(([, ids]) => ids.length === 0)) return [];
  const meaning = meaningOf(known);
  return given.flatMap(([flag, ids]) =>
    ids
      .filter((id) => {
        const { refs, ambiguous } = meaning(id);
        return refs.length === 0 && ambiguous.length === 0;
      })
      .map((id) => ({
        scope: 'run' as const,
        code: 'unknown-id',
        message: `${flag}: nothing in git or in the workspace is called ${id}.`,
        hint: 'What is meant is named by its id, its path or its display name; picket drift lists what both have.',
      })),
  );
};

/** Rules that were to be adopted but have no file: git would want them gone by the next run. */
const withoutFile = (verdicts: readonly Verdict[], options: PlanOptions): readonly Refusal[] =>
  options.adopt?.ids === undefined || options.adopt.ids === 'all'
    ? []
    : verdicts
        .filter(
          (verdict) =>
            verdict.live !== undefined && verdict.desired === undefined && chooses(options.adopt?.ids, verdict),
        )
        .map(({ type, id, displayName }) => ({
          scope: 'rule' as const,
          code: 'adopt-needs-file',
          message: 'It has no file in git, so the next run would find it gone from git.',
          hint: `Write the file first: picket pull ${exactRef({ type, id }, options.shared)}.`,
          type,
          id,
          displayName,
        }));

const typed = (refs: readonly { readonly type?: string }[]): readonly { readonly type: string }[] =>
  refs.flatMap(({ type }) => (type === undefined ? [] : [{ type }]));

const skippedRules: (options: PlanOptions) => Policy =
  ({ skipped, typeOf }) =>
  (plan) => {
    const left = plan.refusals.filter(({ scope }) => scope === 'rule');
    if (skipped !== 'refuse' || left.length === 0) return plan;
    return refuseRun(plan, {
      code: 'all-or-nothing',
      message: `${countedOfTypes(typed(left), { typeOf }, left.length)} would be left alone, and --all-or-nothing asks for all of them.`,
      hint: 'Settle the refusals above, or run without --all-or-nothing.',
    });
  };

/** The changes of an adoption: nothing is written but markers. */
const onlyAdoptions = (plan: Plan): Plan => ({
  ...plan,
  changes: plan.changes.filter(
    ({ action, before }) => action === 'adopt' || (action === 'refresh' && before !== undefined),
  ),
});

const withSaid = (plan: Plan, chosen: readonly Verdict[], options: PlanOptions): Plan => {
  const { said, only, onlyTypes, scope } = options;
  // What nobody named is not looked at, which must not read as if nothing were to be done to them.
  const limited =
    scope !== undefined
      ? []
      : [
          ...(only === undefined
            ? []
            : [`Limited to ${countedOfTypes(chosen, options, new Set(only).size)} (--only).`]),
          ...(onlyTypes === undefined ? [] : [`Limited to ${[...new Set(onlyTypes)].join(', ')} (--type).`]),
        ];
  return { ...plan, notes: [...(said?.first ?? []), ...limited, ...plan.notes, ...(said?.last ?? [])] };
};

/** What a plan without some of the files would do means nothing: of it, only these refusals are shown. */
const nothingBut = (planned: Plan, refusals: Plan['refusals']): Plan => ({
  ...planned,
  changes: [],
  refusals,
  notes: [],
  summary: { ...planned.summary, create: 0, update: 0, delete: 0 },
});

/** Of a plan that may not be carried out, since files have errors: only that nothing can be pruned either. */
export const refusedPrune = (planned: Plan): Plan =>
  nothingBut(
    planned,
    planned.refusals.filter(({ code }) => code === 'prune-partial'),
  );

/** A folder that was moved, emptied in git or misspelt must not look like content that is gone. */
const folderGuard =
  (verdicts: readonly Verdict[], { missingFolders = [], workspace, typeOf }: PlanOptions): Policy =>
  (planned) => {
    if (missingFolders.length === 0) return planned;
    const gone = verdicts.filter(({ state }) => state === 'gone');
    const left = `, and ${countedOfTypes(gone, { typeOf })} of this project that ${workspace} runs would be without a file`;
    return refuseRun(nothingBut(planned, []), {
      code: 'no-content-folder',
      message: `${absentFolders(missingFolders)}${gone.length === 0 ? '' : left}.`,
      hint: `Make ${missingFolders.length === 1 ? 'it, or name another one' : 'them, or name others'} under content in picket.yaml. What is really gone is deleted while the folder exists (git keeps it with a file such as .gitkeep), with --prune${gone.length > 5 ? ` and --allow-deletes ${gone.length}` : ''}.`,
    });
  };

const isMarkerOnly = (step: Step): boolean =>
  step.kind === 'change' && step.change.action === 'refresh' && step.change.before !== undefined;

/** The policies in the order of docs/architecture.md, "Safety". Each sees what the ones before it left. */
const policiesOf = (verdicts: readonly Verdict[], options: PlanOptions): readonly Policy[] => [
  immutable(options.typeOf),
  lookAlikes(verdicts, options),
  references(options),
  callers(verdicts, options),
  held(options),
  movedExclusions(options),
  pruneGuard(verdicts, options),
  skippedRules(options),
  listing(verdicts, options),
  fuses(verdicts, options),
  rowFuse(options),
  coverageLoss(verdicts, options),
  quota(verdicts, options),
  rowBudget(options),
  attackCoverage(verdicts, options),
];

/**
 * What to do about the verdicts: changes in the order in which they are carried out (stagesOf); refusals of single rules, which are
 * left alone while the others proceed; and refusals of the whole run, with which a plan cannot be applied (isRefused).
 */
export const plan = (verdicts: readonly Verdict[], given: PlanOptions): Plan => {
  const options = { ...given, shared: sharedIds(verdicts) };
  const chosen = verdicts.filter(
    (verdict) =>
      (options.onlyTypes === undefined || options.onlyTypes.includes(verdict.type)) &&
      (options.only === undefined || chooses(options.only, verdict, verdict.desired?.resource.name)),
  );
  const steps = chosen.map((verdict) => stepOf(verdict, options));
  const draft: Plan = {
    workspace: options.workspace,
    target: options.target,
    changes: stagesOf(
      withDeleteNeeds(
        steps.flatMap((step) => (step.kind === 'change' ? [step.change] : [])),
        options,
      ),
      options.typeOf,
    ).flat(),
    refusals: [
      ...unknownIds(verdicts, options),
      ...steps.flatMap((step) => ('refusal' in step && step.refusal !== undefined ? [step.refusal] : [])),
      ...withoutFile(verdicts, options),
    ],
    summary: { create: 0, update: 0, delete: 0, unchanged: 0, unmanaged: 0 },
    quotas: [],
    notes: [...notesOf(chosen, steps, options), ...idleAcceptance(options.ignoreDrift, verdicts)],
  };
  const allowed = policiesOf(verdicts, options).reduce((current, policy) => policy(current), draft);
  const result = withSaid(options.scope === 'adoptions' ? onlyAdoptions(allowed) : allowed, chosen, options);
  // What Content Hub or another project brought is theirs, and no noise here.
  const unmanaged = verdicts.filter(({ state }) => state === 'unmanaged');
  const stays = (step: Step | undefined): boolean =>
    step?.kind === 'settled' || (step !== undefined && isMarkerOnly(step));
  const unchanged = chosen.filter(({ desired }, index) => desired !== undefined && stays(steps[index]));
  return folderGuard(
    verdicts,
    options,
  )({
    ...result,
    summary: { ...changeCounts(result.changes), unchanged: unchanged.length, unmanaged: unmanaged.length },
  });
};

/** True when the whole run is refused: nothing of the plan may be applied. */
export const isRefused = ({ refusals }: Plan): boolean => refusals.some(({ scope }) => scope === 'run');
