import { resolve } from 'node:path';
import { firstType, resourceKinds } from '../../../content/index.ts';
import { compareApproved, type ChangeSetEntry } from '../../../core/plan/change-set.ts';
import type { LastChange, Plan, Refusal } from '../../../core/engine/change.ts';
import { fieldOf } from '../../../core/engine/diff.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { planFlags } from '../../../core/plan/plan-options.ts';
import { refKey, sameRef } from '../../../core/ref.ts';
import { resourceKey, versionFor } from '../../../core/resource.ts';
import {
  contentDigest,
  readSavedPlan,
  savedPlanText,
  type PlanBinding,
  type SavedPlan,
} from '../../../core/plan/saved-plan.ts';
import { otherWorkspace, verifySavedPlan } from '../../../core/plan/verify-saved-plan.ts';
import { readText, writeAtomically } from '../../../files/disk.ts';
import { version } from '../../../version.ts';
import { desiredOf, type Session } from '../../session.ts';
import { lastChanges } from './last-change.ts';
import type { PlanChoices } from '../plan-choices.ts';

/** What a saved plan of some format is bound to besides the rules that it touches. */
const bindingOf = (session: Session, choices: PlanChoices, format?: SavedPlan['format']): PlanBinding => ({
  toolVersion: version,
  apiVersions: Object.fromEntries(
    resourceKinds.map((kind) => [kind.collection, versionFor(kind, session.context.apiVersion)]),
  ),
  content: contentDigest(desiredOf(session), format),
  flags: planFlags(choices),
});

const read = async (io: Pick<Io, 'cwd'>, file: string): Promise<SavedPlan> => {
  const text = await readText(resolve(io.cwd, file));
  if (text === undefined)
    throw new PicketError('usage', `There is no saved plan ${file}.`, {
      code: 'no-plan-file',
      hint: 'Make one with `picket plan --out FILE`.',
    });
  return readSavedPlan(text, firstType.name);
};

/** Where a plan is saved, relative to the working directory, and what was chosen for it. */
export type SavedAs = { readonly choices: PlanChoices; readonly file: string };

/** Writes a plan to a file, bound to this version, this content and the state of the rules that it touches. */
export const savePlan = async (
  io: Pick<Io, 'cwd' | 'clock'>,
  session: Session,
  plan: Plan,
  { choices, file }: SavedAs,
): Promise<void> => {
  const text = savedPlanText(plan, bindingOf(session, choices), { typeOf: session.typeOf, now: io.clock.now() });
  await writeAtomically(resolve(io.cwd, file), text);
};

/**
 * Says of each rule that moved who changed it last, if that was after the plan was made (`since`): whoever changed it
 * before is not why it is refused. Asked only once the plan is refused.
 */
const withNames = async (
  session: Session,
  refusals: readonly Refusal[],
  { since, now }: { readonly since: number; readonly now: number },
): Promise<readonly string[]> => {
  const changes = refusals.some(({ id }) => id !== undefined)
    ? await lastChanges(session.connection, now)
    : new Map<string, LastChange>();
  return refusals.map(({ type, id, message }) => {
    const last =
      type === undefined || id === undefined ? undefined : changes.get(resourceKey(session.typeOf(type).resource, id));
    if (last?.who === undefined || (last.at !== undefined && Date.parse(last.at) < since)) return message;
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
  { choices, file }: SavedAs,
): Promise<void> => {
  const saved = await read(io, file);
  const { planHours } = session.project.config.limits;
  const refusals = verifySavedPlan(saved, plan, bindingOf(session, choices, saved.format), {
    typeOf: session.typeOf,
    now: io.clock.now(),
    ...(planHours === undefined ? {} : { maxAge: planHours * 3_600_000 }),
  });
  const [first] = refusals;
  if (first === undefined) return;
  const messages = await withNames(session, refusals, { since: saved.created, now: io.clock.now() });
  throw new PicketError(
    'refusal',
    `The saved plan ${file} no longer holds:${messages.map((message) => `\n  ${message}`).join('')}`,
    {
      code: first.code,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
    },
  );
};

/** One line a rule: an update with the fields that nobody approved, anything else as a whole. */
const gapLine = (plan: Plan, entries: readonly ChangeSetEntry[], entry: ChangeSetEntry): string => {
  const { id, action } = entry;
  const name = plan.changes.find((change) => sameRef(change, entry))?.displayName ?? '';
  const fields = new Set(entries.map(({ pointer }) => fieldOf(pointer).replace(/^\/(properties\/)?/, '')));
  return `${action} ${name} (${id})${action === 'update' ? `: ${[...fields].join(', ')}` : ''}`;
};

/**
 * The changes of a plan that the approved one does not hold, one line a rule. Rejects with a `refusal` where that one was
 * made for another workspace: whoever approved it has not seen this one.
 */
export const approvalGaps = async (io: Pick<Io, 'cwd'>, plan: Plan, file: string): Promise<readonly string[]> => {
  const approved = await read(io, file);
  const elsewhere = otherWorkspace(approved, plan);
  if (elsewhere !== undefined)
    throw new PicketError('refusal', elsewhere, {
      code: 'plan-other-workspace',
      hint: `Approve a plan of ${plan.workspace}: picket plan -w ${plan.workspace} --out FILE.`,
    });
  const { unapproved } = compareApproved(approved.changeSet, plan);
  const rules = new Map<string, ChangeSetEntry[]>();
  for (const entry of unapproved) {
    const key = `${entry.action} ${refKey(entry)}`;
    rules.set(key, [...(rules.get(key) ?? []), entry]);
  }
  return [...rules.values()].flatMap((entries) => entries.slice(0, 1).map((first) => gapLine(plan, entries, first)));
};
