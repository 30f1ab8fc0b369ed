import { resolve } from 'node:path';
import { apiVersions } from '../core/api-version.ts';
import type { ChangeSetEntry } from '../core/change-set.ts';
import { changeSet } from '../core/change-set.ts';
import type { LastChange, Plan, Refusal } from '../core/change.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { canonicalJson } from '../core/json.ts';
import { contentDigest, readSavedPlan, savedPlanText, type PlanBinding, type SavedPlan } from '../core/saved-plan.ts';
import { savedPlanAge, verifySavedPlan } from '../core/verify-saved-plan.ts';
import { readText, writeAtomically } from '../files/disk.ts';
import { version } from '../version.ts';
import { desiredOf, type Session } from './judge.ts';
import { lastChanges } from './last-change.ts';

/** What a saved plan is bound to besides the rules that it touches. */
const bindingOf = (session: Session): PlanBinding => ({
  toolVersion: version,
  apiVersions: { ...apiVersions, alertRules: session.context.apiVersion },
  content: contentDigest(desiredOf(session)),
});

const read = async (io: Pick<Io, 'cwd'>, file: string): Promise<SavedPlan> => {
  const text = await readText(resolve(io.cwd, file));
  if (text === undefined)
    throw new PicketError('usage', `There is no saved plan ${file}.`, {
      code: 'no-plan-file',
      hint: 'Make one with `picket plan --out FILE`.',
    });
  return readSavedPlan(text);
};

/** Writes a plan to a file, bound to this version, this content and the state of the rules that it touches. */
export const savePlan = async (
  io: Pick<Io, 'cwd' | 'clock'>,
  session: Session,
  plan: Plan,
  file: string,
): Promise<void> => {
  const text = savedPlanText(plan, bindingOf(session), { canonical: session.canonical, now: io.clock.now() });
  await writeAtomically(resolve(io.cwd, file), text);
};

/** Says of each rule that moved who changed it last; asked only once the plan is refused. */
const withNames = async (session: Session, refusals: readonly Refusal[], now: number): Promise<readonly string[]> => {
  const changes = refusals.some(({ id }) => id !== undefined)
    ? await lastChanges(session.connection, now)
    : new Map<string, LastChange>();
  return refusals.map(({ id, message }) => {
    const last = changes.get((id ?? '').toLowerCase());
    if (last?.who === undefined) return message;
    const when = last.at === undefined ? '' : ` at ${last.at.replace(/\.\d+Z$/, 'Z')}`;
    return `${message.replace(/\.$/, '')}; last changed by ${last.who}${when}.`;
  });
};

/**
 * Compares a saved plan with the one made just now. Rejects with a `refusal` that lists every difference, when they
 * would not do the same to the same.
 */
export const verifySaved = async (
  io: Pick<Io, 'cwd' | 'clock'>,
  session: Session,
  plan: Plan,
  file: string,
  maxAge: number = savedPlanAge,
): Promise<void> => {
  const saved = await read(io, file);
  const refusals = verifySavedPlan(saved, plan, bindingOf(session), {
    canonical: session.canonical,
    now: io.clock.now(),
    maxAge,
  });
  const [first] = refusals;
  if (first === undefined) return;
  const messages = await withNames(session, refusals, io.clock.now());
  throw new PicketError(
    'refusal',
    `The saved plan ${file} no longer holds:${messages.map((message) => `\n  ${message}`).join('')}`,
    {
      code: first.code,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
    },
  );
};

const shownEntry = ({ id, action, pointer }: ChangeSetEntry): string =>
  `${action} ${id}${pointer === '' ? '' : ` ${pointer}`}`;

/** The changes of a plan that the approved one does not hold, one line each. */
export const approvalGaps = async (io: Pick<Io, 'cwd'>, plan: Plan, file: string): Promise<readonly string[]> => {
  const approved = await read(io, file);
  const known = new Set(approved.changeSet.map((entry) => canonicalJson({ ...entry })));
  return changeSet(plan)
    .filter((entry) => !known.has(canonicalJson({ ...entry })))
    .map(shownEntry);
};
