import type { Change, ChangeAction, Outcome, OutcomeEnd, Plan, Refusal } from '../../core/engine/change.ts';
import type { Observer } from '../../core/ports.ts';
import { refKey, sameRef } from '../../core/ref.ts';

/** How a change ended, with what is said of it where there is something to say. */
export const withReason = (status: Outcome['status'], reason: string | undefined, failure?: string): OutcomeEnd => ({
  status,
  ...(reason === undefined ? {} : { reason }),
  ...(failure === undefined ? {} : { failure }),
});

/** The end of a change as what is told of it. */
export const outcomeOf = ({ type, id, displayName, action }: Change, end: OutcomeEnd): Outcome => ({
  type,
  id,
  displayName,
  action,
  ...end,
});

/** Tells an observer how a change ended; `at` is ISO 8601. */
export const tellOutcome = (outcome: Outcome, at: string, observer: Observer | undefined): void => {
  const { type, id, displayName, action, status, reason, failure } = outcome;
  observer?.({
    type: 'outcome',
    at,
    of: type,
    id,
    name: displayName,
    action,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(failure === undefined ? {} : { failure }),
  });
};

/** Why a change is not begun: something that it needs is one of this run's, and was not done. */
export const heldBack = ({ needs = [] }: Change, before: ReadonlyMap<string, Outcome>): string | undefined => {
  const missing = needs
    .map((ref) => before.get(refKey(ref)))
    .find((outcome) => outcome !== undefined && notDone.has(outcome.status));
  return missing === undefined
    ? undefined
    : `it needs ${missing.displayName}, which was not done${missing.reason === undefined ? '' : `: ${missing.reason}`}`;
};

/** Why a delete is not begun: what calls or names it was to be deleted before it, and is still there. */
export const stillUsed = (change: Change, plan: Plan, before: ReadonlyMap<string, Outcome>): string | undefined => {
  const user = plan.changes
    .filter(({ action, needs = [] }) => action === 'delete' && needs.some((ref) => sameRef(ref, change)))
    .map((each) => before.get(refKey(each)))
    .find((outcome) => outcome !== undefined && notDone.has(outcome.status));
  return user === undefined
    ? undefined
    : `${user.displayName} still needs it, which was not deleted${user.reason === undefined ? '' : `: ${user.reason}`}`;
};

const actionOfRefusal: Readonly<Record<string, ChangeAction>> = {
  'not-owned': 'adopt',
  foreign: 'adopt',
  'adopt-needs-file': 'adopt',
};

const drifted = new Set(['drift', 'conflict', 'switched-off']);

/** A rule that the plan left alone, as an outcome: drift and conflicts are skipped, everything else is refused. */
export const refusedOutcome = ({ code, message, hint, type, id, displayName, action }: Refusal): readonly Outcome[] =>
  type === undefined || id === undefined
    ? []
    : [
        {
          type,
          id,
          displayName: displayName ?? id,
          action: action ?? actionOfRefusal[code] ?? 'update',
          status: drifted.has(code) ? 'skipped' : 'refused',
          reason: message,
          ...(hint === undefined ? {} : { hint }),
        },
      ];

/** Ends after which nothing that needs the change is begun. */
export const notDone: ReadonlySet<Outcome['status']> = new Set(['failed', 'unknown', 'skipped', 'not-attempted']);
