import { acceptanceOf, isAccepted } from './accepted-drift.ts';
import type { Verdict } from './change.ts';
import type { AcceptedDrift } from './plan-options.ts';

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
};

/** Sorts verdicts into drift, both ways. `now` (milliseconds since 1970) decides which accepted drift has expired. */
export const driftOf = (
  verdicts: readonly Verdict[],
  options: { readonly now: number; readonly ignoreDrift?: readonly AcceptedDrift[] },
): Drift => {
  const placeOf = (verdict: Verdict): Place | undefined =>
    isAccepted(verdict, acceptanceOf(verdict, options.ignoreDrift, options.now)) ? 'accepted' : places[verdict.state];
  const at = (place: Place): readonly Verdict[] => verdicts.filter((verdict) => placeOf(verdict) === place);
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
