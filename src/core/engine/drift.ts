import { acceptanceOf, isAccepted } from './accepted-drift.ts';
import type { Verdict } from './change.ts';
import type { AcceptedDrift } from '../plan/plan-options.ts';

/** Rules of a workspace by how they stand to the repository; a rule is in one list, and in `autoDisabled` besides. */
export type Drift = {
  /** Changed in the workspace since the last deployment (and perhaps in git too). */
  readonly changed: readonly Verdict[];
  /** Changed in git only: waiting for a deployment. */
  readonly pending: readonly Verdict[];
  /** In git and not in the workspace. */
  readonly missing: readonly Verdict[];
  /** Ours and no longer in git. */
  readonly gone: readonly Verdict[];
  /** In the workspace, and nobody's or somebody else's. */
  readonly unmanaged: readonly Verdict[];
  /** Switched off by the service; no drift by itself. */
  readonly autoDisabled: readonly Verdict[];
  /** Changed in the workspace, and accepted until a date. */
  readonly accepted: readonly Verdict[];
  readonly inSync: readonly Verdict[];
};

type Place = Exclude<keyof Drift, 'autoDisabled'>;

const places: Readonly<Record<Verdict['state'], Place | undefined>> = {
  'in-sync': 'inSync',
  cosmetic: 'inSync',
  converged: 'inSync',
  identical: 'inSync',
  ours: 'pending',
  theirs: 'changed',
  both: 'changed',
  conflict: 'changed',
  unowned: 'changed',
  new: 'missing',
  missing: 'missing',
  gone: 'gone',
  unmanaged: 'unmanaged',
  provenance: 'unmanaged',
  foreign: 'unmanaged',
  orphan: undefined,
  invalid: undefined,
  unclear: undefined,
};

/** Marks the verdicts whose whole drift is accepted; `now` (milliseconds since 1970) decides what has expired. */
export const withAcceptance = (
  verdicts: readonly Verdict[],
  options: { readonly now: number; readonly ignoreDrift?: readonly AcceptedDrift[] },
): readonly Verdict[] =>
  verdicts.map((verdict) => {
    const acceptance = acceptanceOf(verdict, options.ignoreDrift, options.now);
    return isAccepted(verdict, acceptance)
      ? { ...verdict, accepted: acceptance.entries.map(({ expires, reason }) => ({ until: expires, reason })) }
      : verdict;
  });

/** Where a verdict stands in the drift of a workspace; undefined for a marker without a rule. */
export const driftPlace = (verdict: Verdict): Exclude<keyof Drift, 'autoDisabled'> | undefined =>
  verdict.accepted === undefined ? places[verdict.state] : 'accepted';

/** Sorts verdicts into drift, both ways. */
export const driftOf = (verdicts: readonly Verdict[]): Drift => {
  const at = (place: Place): readonly Verdict[] => verdicts.filter((verdict) => driftPlace(verdict) === place);
  return {
    changed: at('changed'),
    pending: at('pending'),
    missing: at('missing'),
    gone: at('gone'),
    unmanaged: at('unmanaged'),
    accepted: at('accepted'),
    inSync: at('inSync'),
    autoDisabled: verdicts.filter(({ autoDisabled }) => autoDisabled !== undefined),
  };
};
