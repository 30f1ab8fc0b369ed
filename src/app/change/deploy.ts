import { join } from 'node:path';
import type { Change, Outcome, Plan } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isRefused } from '../../core/plan/plan.ts';
import type { Observer } from '../../core/ports.ts';
import { planFlags } from '../../core/plan/plan-options.ts';
import { refKey } from '../../core/ref.ts';
import type { Report } from '../../core/report.ts';
import { apply } from './apply.ts';
import { noteWrites } from './kept/begun-writes.ts';
import { folderOf, safeName } from './kept/places.ts';
import { refusedOutcome, tellOutcome } from './outcomes.ts';
import { openSession, type Session, type WorkspaceRequest } from '../session.ts';
import type { PlanChoices } from './plan-choices.ts';
import { logDeployment, type Logged } from './kept/deployment-log.ts';
import { watchCreates, withOtherWriters } from './other-writers.ts';
import { planSession } from './plan.ts';
import { withWrittenChecked } from './written-check.ts';
import { verifySaved } from './kept/saved-plans.ts';
import { traitsFor } from '../service-profile.ts';
import type { Reported } from '../check/validate.ts';
import { firstType, kindOf } from '../../content/index.ts';
import type { LiveResource, Resource } from '../../core/resource.ts';
import { templateText } from '../../core/service/template.ts';
import { writeAtomically } from '../../files/disk.ts';
import { namingFrom } from '../shown-error.ts';

type Backups = {
  /** Relative to the project's root. */
  readonly folder: string;
  /** Keeps a rule as it was before this run changed it. */
  readonly backup: (rule: LiveResource) => Promise<void>;
  /** Keeps a rule as somebody else wrote it meanwhile, beside the backup; gives the file, relative to the project's root. */
  readonly keep: (rule: Resource, writer: string) => Promise<string>;
};

/**
 * What a run may overwrite: one ARM template a rule, below `.picket/backups`, by workspace and moment. The portal's
 * import takes them, and so does `picket import arm`.
 */
const backupsOf = (session: Session, now: number): Backups => {
  const moment = new Date(now)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  const folder = join(folderOf('backups', session.workspace.name), moment);
  const write = async (name: string, rule: Resource): Promise<string> => {
    const path = join(folder, name);
    const { rows, ...resource } = rule;
    await writeAtomically(join(session.project.root, path), templateText([resource], { kindOf }));
    // What no template can hold: one row a line.
    if (rows !== undefined)
      await writeAtomically(
        join(session.project.root, path.replace(/\.json$/, '.rows.jsonl')),
        rows.map(({ value }) => `${JSON.stringify(value)}\n`).join(''),
      );
    return path;
  };
  const named = <T>(work: () => Promise<T>): Promise<T> => namingFrom(session.project.root, work);
  // Ids are of their type alone: two types may have the same one.
  const nameOf = ({ type, name }: Resource): string =>
    join(...(type === firstType.resource.collection ? [] : [safeName(type)]), safeName(name));
  return {
    folder,
    backup: async (rule) => {
      await named(() => write(`${nameOf(rule)}.json`, rule));
    },
    keep: (rule, writer) => named(() => write(`${nameOf(rule)}.${safeName(writer)}.json`, rule)),
  };
};

/** How a run that writes speaks with a person and a machine. */
export type WriteHooks = {
  /** Called with the plan before the first write; false leaves everything as it is. */
  readonly confirm: (report: Report, source: Reported['source']) => Promise<boolean>;
  /** Hears what happens: requests, changes as they begin, outcomes as they end. */
  readonly observer: Observer;
};

export type DeployRequest = WorkspaceRequest &
  WriteHooks & {
    readonly choices: PlanChoices;
    /** Saved plan to execute, relative to the working directory. */
    readonly plan: string | undefined;
  };

/** Without a project a plan holds no markers, so that nobody's name is ever written. */
const nobody = { name: '', id: '' };

export type Deployed = Reported & {
  readonly plan: Plan | undefined;
  /** Undefined when nothing was begun: errors in the content, a refusal, nothing to do, or a no. */
  readonly outcomes: readonly Outcome[] | undefined;
  /** The record that the run left in the log of deployments; absent where it was refused or there is no log. */
  readonly logged?: Logged;
  /** Where the rules lie as they were before, relative to the project's root. */
  readonly backups: string | undefined;
};

/**
 * Makes a workspace run the rules of the repository: plans, asks, and executes that plan and nothing else. Rejects with
 * a `refusal` when a saved plan no longer holds.
 */
export const deploy = async (io: Io, request: DeployRequest): Promise<Deployed> => {
  const session = await openSession(io, { ...request, missingFolders: 'empty' }, request.observer);
  const planned = await planSession(io, session, request.choices, 'deploy');
  if (planned.plan === undefined)
    return { ...untouched, report: planned.report, source: planned.source, plan: undefined };
  if (request.plan !== undefined)
    await verifySaved(io, planned.session, planned.plan, { choices: planned.choices, file: request.plan });
  const { plan, session: planning, report } = planned;
  const flags = planFlags(planned.choices);
  const done = await execute(io, planning, plan, planned, { ...request, flags });
  // Whoever asks later whether a commit was deployed is told so, although nothing had to be written; rules that were left
  // alone are named.
  const isAsGitHasIt =
    plan.changes.length === 0 && !isRefused(plan) && !report.diagnostics.some(({ severity }) => severity === 'error');
  const alone = plan.refusals.flatMap(refusedOutcome);
  const logged = isAsGitHasIt
    ? await logDeployment(io, planning.project, { plan, outcomes: alone, flags })
    : done.logged;
  return { ...done, logged };
};

const untouched = { outcomes: undefined, backups: undefined };

/**
 * Asks, and executes a plan that was checked against the workspace: what a person is asked about is what will be done.
 * `prepare` runs after a yes and before the first write; `flags` are what the log of deployments says of the choice.
 */
export const execute = async (
  io: Io,
  session: Session,
  plan: Plan,
  { report: planned, source }: Reported,
  hooks: WriteHooks & { readonly prepare?: () => Promise<void>; readonly flags?: readonly string[] },
): Promise<Deployed> => {
  const report = { ...planned, plan };
  hooks.observer({
    type: 'plan',
    at: new Date(io.clock.now()).toISOString(),
    workspace: plan.workspace,
    changes: plan.changes.length,
    refusals: plan.refusals.length,
  });
  if (isRefused(plan) || plan.changes.length === 0) return { ...untouched, report, source, plan };
  if (!(await hooks.confirm(report, source))) return { ...untouched, report, source, plan };
  await hooks.prepare?.();
  const { flags = [] } = hooks;
  const { folder, backup, keep } = backupsOf(session, io.clock.now());
  // What is known of each change as the run goes on: of a run that fails midway there is nothing else.
  let known = plan.changes.map(notKnown);
  const heard = (outcomes: readonly Outcome[]): void => {
    const ends = new Map(outcomes.map((outcome) => [refKey(outcome), outcome]));
    known = known.map((outcome) => ends.get(refKey(outcome)) ?? outcome);
  };
  try {
    const outcomes = await made(io, session, plan, { ...hooks, backup, keep, heard });
    const logged = await logDeployment(io, session.project, { plan, outcomes, flags });
    return { report: { ...report, outcomes }, source, plan, outcomes, logged, backups: folder };
  } catch (error) {
    const outcomes = [...known, ...plan.refusals.flatMap(refusedOutcome)];
    await logDeployment(io, session.project, { plan, outcomes, flags });
    throw error;
  }
};

const notKnown = ({ type, id, displayName, action }: Change): Outcome => ({
  type,
  id,
  displayName,
  action,
  status: 'unknown',
  reason: 'the run failed before its end was known',
});

type Making = WriteHooks &
  Pick<Backups, 'backup' | 'keep'> & {
    /** Hears how changes ended, as soon as that is known. */
    readonly heard: (outcomes: readonly Outcome[]) => void;
  };

/** Writes what a plan says, and reads afterwards what became of it. */
const made = async (
  io: Io,
  session: Session,
  plan: Plan,
  { backup, keep, observer, heard }: Making,
): Promise<readonly Outcome[]> => {
  const traits = await traitsFor(session.project.root, session.workspace);
  const since = io.clock.now();
  const { workspace, replaced } = watchCreates(session.connection.workspace);
  const settle = await noteWrites(session, plan, since);
  const answered = await apply(plan, {
    ...traits,
    workspace,
    project: session.project.config.project ?? nobody,
    typeOf: session.typeOf,
    clock: io.clock,
    stop: io.signals.stop,
    signal: io.signals.abort,
    backup,
    observer,
    ended: (outcome) => heard([outcome]),
  });
  const applied = await withWrittenChecked(answered, {
    workspace: session.connection.workspace,
    clock: io.clock,
    plan,
    typeOf: session.typeOf,
    signal: io.signals.stop,
    found: (outcome) => tellOutcome(outcome, new Date(io.clock.now()).toISOString(), observer),
  });
  heard(applied);
  await settle(applied);
  if (traits.verifyBeforeWrite === 'never') return applied;
  return withOtherWriters(applied, {
    facts: session.connection.facts,
    queryLogs: session.connection.queryLogs,
    plan,
    typeOf: session.typeOf,
    since,
    now: io.clock.now(),
    replaced,
    keep,
    signal: io.signals.stop,
    found: ({ type, id, displayName }, reason) =>
      observer({
        type: 'writers',
        at: new Date(io.clock.now()).toISOString(),
        of: type,
        id,
        name: displayName,
        reason,
      }),
  });
};

/** The refusal of a run that nobody can confirm. */
export const unconfirmed = (): PicketError =>
  new PicketError('refusal', 'Nobody can be asked here whether to go on.', {
    code: 'not-confirmed',
    hint: 'Add --yes to go on without a question.',
  });
