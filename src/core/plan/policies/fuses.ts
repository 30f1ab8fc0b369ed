import type { Change, Plan, Policy, Verdict, VerdictState } from '../../engine/change.ts';
import type { TypeOf } from '../../engine/managed-type.ts';
import type { PlanOptions } from '../plan-options.ts';
import { refKey } from '../../ref.ts';
import { refuseRun } from '../plan-refusal.ts';
import { countedOf } from '../../text/phrase.ts';

/** What a plan may do without anyone saying so. */
export const fuseLimits = { deletes: 5, disables: 5, deletedShare: 0.3, changedShare: 0.3, changedFrom: 10 } as const;

/** States in which this project has the marker already. */
export const managedStates: ReadonlySet<VerdictState> = new Set([
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

/** What a project may do without anyone saying so: Picket's limits, or those of its picket.yaml. */
type FuseLimits = { readonly [name in keyof typeof fuseLimits]: number };

const limitsOf = ({ fuses }: Pick<PlanOptions, 'fuses'>): FuseLimits => ({
  deletes: fuses?.deletes ?? fuseLimits.deletes,
  disables: fuses?.disables ?? fuseLimits.disables,
  deletedShare: fuses?.deletedShare ?? fuseLimits.deletedShare,
  changedShare: fuses?.changedShare ?? fuseLimits.changedShare,
  changedFrom: fuseLimits.changedFrom,
});

/** What of one type a plan does, and how a message counts it. */
type Tally = {
  readonly deletes: number;
  readonly disables: number;
  readonly changes: number;
  readonly managed: number;
  readonly counted: (count: number) => string;
};

const ofManaged = (share: number, { managed, counted }: Tally): string =>
  `at most ${Math.round(share * 100)} % of the ${counted(managed)} that this project manages without saying so`;

/** What a fuse says of a type; undefined while it holds. */
type Blown = { readonly count: number; readonly message: string } | undefined;

/** A single resource of a type is no surprise, however few there are, as long as any share may go. */
const shareOf = (managed: number, share: number): number => (share === 0 ? 0 : Math.max(1, managed * share));

const deleteFuse = (tally: Tally, limits: FuseLimits, allowed: number | undefined): Blown => {
  const { deletes: count, managed, counted } = tally;
  const most = Math.min(limits.deletes, shareOf(managed, limits.deletedShare));
  if (count <= (allowed ?? most)) return undefined;
  const limit =
    allowed !== undefined
      ? `--allow-deletes allows ${allowed}`
      : count > limits.deletes
        ? `at most ${limits.deletes} without saying so`
        : ofManaged(limits.deletedShare, tally);
  return { count, message: `${counted(count)} would be deleted; ${limit}.` };
};

const disableFuse = ({ disables: count, counted }: Tally, limits: FuseLimits, allowed: number | undefined): Blown => {
  if (count <= (allowed ?? limits.disables)) return undefined;
  const limit =
    allowed === undefined ? `at most ${limits.disables} without saying so` : `--allow-disables allows ${allowed}`;
  return { count, message: `${counted(count)} would be disabled; ${limit}.` };
};

const changeFuse = (tally: Tally, limits: FuseLimits, allowed: number | undefined): Blown => {
  const { changes: count, managed, counted } = tally;
  const blown =
    allowed === undefined ? managed >= limits.changedFrom && count > managed * limits.changedShare : count > allowed;
  if (!blown) return undefined;
  const limit = allowed === undefined ? ofManaged(limits.changedShare, tally) : `--allow-changes allows ${allowed}`;
  return { count, message: `${counted(count)} would change; ${limit}.` };
};

/** Refuses the run for each type whose fuse has blown; the number to allow is that of the largest. */
const refused = (plan: Plan, name: string, blown: readonly Blown[]): Plan => {
  const found = blown.flatMap((each) => each ?? []);
  const most = Math.max(...found.map(({ count }) => count));
  return found.reduce(
    (result, { message }) =>
      refuseRun(result, { code: `too-many-${name}`, message, hint: `If that is meant: --allow-${name} ${most}.` }),
    plan,
  );
};

/**
 * Refuses the whole run when it deletes, disables or changes more of one type than a person can be expected to have meant.
 * Creates and cosmetic updates do not count as changes; deletes and disables do, as long as no number allows them. A number
 * given in `allow` replaces the limit and the share of its fuse, for each type.
 */
export const fuses =
  (verdicts: readonly Verdict[], options: Pick<PlanOptions, 'allow' | 'fuses' | 'typeOf'>): Policy =>
  (plan) => {
    const { allow, typeOf } = options;
    const limits = limitsOf(options);
    const cosmetic = new Set(verdicts.filter(({ state }) => state === 'cosmetic').map(refKey));
    const tallies = [...new Set(plan.changes.map(({ type }) => type))].map((type): Tally => {
      const changes = plan.changes.filter((change) => change.type === type);
      return {
        deletes: changes.filter(({ action }) => action === 'delete').length,
        disables: changes.filter((change) => switchesOff(change, typeOf)).length,
        changes: changes.filter((change) => isUnsaid(change, cosmetic, options)).length,
        managed: managedCount(verdicts.filter((verdict) => verdict.type === type)),
        counted: (count) => countedOf(count, typeOf(type).words),
      };
    });
    const judged = [
      ['deletes', tallies.map((tally) => deleteFuse(tally, limits, allow?.deletes))],
      ['disables', tallies.map((tally) => disableFuse(tally, limits, allow?.disables))],
      ['changes', tallies.map((tally) => changeFuse(tally, limits, allow?.changes))],
    ] as const;
    return judged.reduce((result, [name, blown]) => refused(result, name, blown), plan);
  };
