import type { Change, Plan, Policy, Verdict, VerdictState } from '../../engine/change.ts';
import type { TypeOf } from '../../engine/managed-type.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refKey } from '../../ref.ts';
import { refuseRun, rules } from '../plan-refusal.ts';

/** What a plan may do without anyone saying so. */
export const fuseLimits = { deletes: 5, disables: 5, deletedShare: 0.3, changedShare: 0.3, changedFrom: 10 } as const;

const managedStates: ReadonlySet<VerdictState> = new Set([
  'in-sync',
  'ours',
  'theirs',
  'both',
  'conflict',
  'converged',
  'cosmetic',
  'missing',
  'gone',
]);

/** Rules that this project manages in the workspace (without markers: those that are in git and live). */
export const managedCount = (verdicts: readonly Verdict[]): number =>
  verdicts.filter(({ state }) => managedStates.has(state)).length;

/** True when a change switches a rule off that is on. */
const switchesOff = ({ action, type, fields }: Change, typeOf: TypeOf): boolean => {
  const { enabled } = typeOf(type).canonical;
  return (
    action === 'disable' || (action === 'update' && fields.some(({ at, after }) => at === enabled && after === false))
  );
};

/** Deletes and disables that were allowed by their number are no surprise a second time. */
const isUnsaid = (
  change: Change,
  cosmetic: ReadonlySet<string>,
  { allow, typeOf }: Pick<PlanOptions, 'allow' | 'typeOf'>,
): boolean => {
  if (change.action === 'delete') return allow?.deletes === undefined;
  if (switchesOff(change, typeOf)) return allow?.disables === undefined;
  return change.action === 'update' && !cosmetic.has(refKey(change));
};

const ofManaged = (share: number, managed: number): string =>
  `at most ${Math.round(share * 100)} % of the ${rules(managed)} that this project manages without saying so`;

/** What a project may do without anyone saying so: Picket's limits, or those of its picket.yaml. */
type FuseLimits = { readonly [name in keyof typeof fuseLimits]: number };

const limitsOf = ({ fuses }: Pick<PlanOptions, 'fuses'>): FuseLimits => ({
  deletes: fuses?.deletes ?? fuseLimits.deletes,
  disables: fuses?.disables ?? fuseLimits.disables,
  deletedShare: fuses?.deletedShare ?? fuseLimits.deletedShare,
  changedShare: fuses?.changedShare ?? fuseLimits.changedShare,
  changedFrom: fuseLimits.changedFrom,
});

const deleteFuse = (
  plan: Plan,
  count: number,
  managed: number,
  limits: FuseLimits,
  allowed: number | undefined,
): Plan => {
  if (allowed !== undefined ? count <= allowed : count <= limits.deletes && count <= managed * limits.deletedShare)
    return plan;
  const limit =
    allowed !== undefined
      ? `--allow-deletes allows ${allowed}`
      : count > limits.deletes
        ? `at most ${limits.deletes} without saying so`
        : ofManaged(limits.deletedShare, managed);
  return refuseRun(plan, {
    code: 'too-many-deletes',
    message: `${rules(count)} would be deleted; ${limit}.`,
    hint: `If that is meant: --allow-deletes ${count}.`,
  });
};

const disableFuse = (plan: Plan, count: number, limits: FuseLimits, allowed: number | undefined): Plan => {
  if (count <= (allowed ?? limits.disables)) return plan;
  const limit =
    allowed === undefined ? `at most ${limits.disables} without saying so` : `--allow-disables allows ${allowed}`;
  return refuseRun(plan, {
    code: 'too-many-disables',
    message: `${rules(count)} would be disabled; ${limit}.`,
    hint: `If that is meant: --allow-disables ${count}.`,
  });
};

const changeFuse = (
  plan: Plan,
  count: number,
  managed: number,
  limits: FuseLimits,
  allowed: number | undefined,
): Plan => {
  const blown =
    allowed === undefined ? managed >= limits.changedFrom && count > managed * limits.changedShare : count > allowed;
  if (!blown) return plan;
  const limit = allowed === undefined ? ofManaged(limits.changedShare, managed) : `--allow-changes allows ${allowed}`;
  return refuseRun(plan, {
    code: 'too-many-changes',
    message: `${rules(count)} would change; ${limit}.`,
    hint: `If that is meant: --allow-changes ${count}.`,
  });
};

/**
 * Refuses the whole run when it deletes, disables or changes more than a person can be expected to have meant. Creates
 * and cosmetic updates do not count as changes; deletes and disables do, as long as no number allows them. A number given in
 * `allow` replaces the limit and the share of its fuse.
 */
export const fuses =
  (verdicts: readonly Verdict[], options: Pick<PlanOptions, 'allow' | 'fuses' | 'typeOf'>): Policy =>
  (plan) => {
    const { allow } = options;
    const limits = limitsOf(options);
    const managed = managedCount(verdicts);
    const cosmetic = new Set(verdicts.filter(({ state }) => state === 'cosmetic').map(refKey));
    const deletes = plan.changes.filter(({ action }) => action === 'delete').length;
    const disables = plan.changes.filter((change) => switchesOff(change, options.typeOf)).length;
    const changes = plan.changes.filter((change) => isUnsaid(change, cosmetic, options)).length;
    const pruned = deleteFuse(plan, deletes, managed, limits, allow?.deletes);
    return changeFuse(disableFuse(pruned, disables, limits, allow?.disables), changes, managed, limits, allow?.changes);
  };
