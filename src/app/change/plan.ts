import { ownersOf } from '../content/owners.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import type { Plan, Refusal, Verdict } from '../../core/engine/change.ts';
import type { Io } from '../../core/io.ts';
import type { PlanOptions, RuleChoice } from '../../core/plan/plan-options.ts';
import { plan, refusedPrune } from '../../core/plan/plan.ts';
import { completePlan } from '../../core/plan/complete-plan.ts';
import type { Report } from '../../core/report.ts';
import { version } from '../../version.ts';
import { isBroken, openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { readJudgedIfThere, type Judged } from '../verdicts.ts';
import { withLastChanges } from './kept/last-change.ts';
import type { PlanChoices } from './plan-choices.ts';
import {
  planOptionsOf,
  unsettledNotes,
  checkedOnlyNotes,
  layerNotes,
  disabledNotes,
  refNotes,
  invalidNotes,
} from './plan-options.ts';
import { asking } from './preflight.ts';
import { namedInVerdicts, resolveRules, type NamedRules } from '../rule-names.ts';
import { approvalGaps, savePlan } from './kept/saved-plans.ts';
import { sourceOf, type Reported } from '../check/validate.ts';

export type PlanRequest = WorkspaceRequest & {
  readonly choices: PlanChoices;
  /** File that the plan is saved to, relative to the working directory. */
  readonly out: string | undefined;
  /** Saved plan to compare change sets with, relative to the working directory. */
  readonly approved: string | undefined;
  /** Git ref: refusals that a plan of its rules has too are not counted. */
  readonly refusalsSince: string | undefined;
};

export type Planned = Reported & {
  readonly session: Session;
  /** Undefined when files have errors and nothing may be done, or the workspace cannot be read besides. */
  readonly plan: Plan | undefined;
  readonly judged: Judged | undefined;
  /** What was chosen, every rule by its id. */
  readonly choices: PlanChoices;
};

/** The choices of a run with every rule by its id, whatever it was named by, and what was understood of such names. */
const chosenRules = (
  io: Io,
  choices: PlanChoices,
  verdicts: readonly Verdict[],
  typeOf: TypeOf,
  to: 'read' | 'write',
): { readonly choices: PlanChoices; readonly said: readonly string[] } => {
  const known = namedInVerdicts(verdicts, typeOf);
  const only = resolveRules(io, choices.only ?? [], known, { to });
  const [overwrite, reenable] = [choices.overwrite, choices.reenable].map((choice) =>
    resolveRules(io, choice === 'all' ? [] : (choice ?? []), known, { to }),
  );
  const idsOf = (choice: RuleChoice | undefined, named: NamedRules | undefined): RuleChoice | undefined =>
    choice === undefined || choice === 'all' ? choice : named?.ids;
  return {
    choices: {
      ...choices,
      ...(choices.only === undefined ? {} : { only: only.ids }),
      overwrite: idsOf(choices.overwrite, overwrite),
      reenable: idsOf(choices.reenable, reenable),
    },
    said: [...new Set([only, overwrite, reenable].flatMap((named) => named?.said ?? []))],
  };
};

/**
 * Reads content and workspace, compares them, and says what to do. Writes nothing, neither there nor here. Where files
 * have errors it is the plan of the others, and a deployment has one only where they are to be skipped.
 */
export const planSession = async (
  io: Io,
  session: Session,
  choices: PlanChoices,
  command: Report['command'],
): Promise<Planned> => {
  const { workspace } = session;
  const source = sourceOf(session.content);
  const report = {
    command,
    version,
    diagnostics: session.content.diagnostics,
    files: session.content.files,
    workspace: workspace.name,
  };
  const read = await readJudgedIfThere(session, { mentioning: (choices.prune ?? 'off') !== 'off' });
  if (read === undefined) return { report, source, session, plan: undefined, judged: undefined, choices };
  // Only of these a plan says more than that they differ.
  const isWorthAsking = ({ switchedOff }: Verdict): boolean => switchedOff === true;
  const judged: Judged = {
    ...read,
    verdicts: await withLastChanges(read.verdicts, session, { now: io.clock.now(), isWorthAsking }),
  };
  const { content } = judged;
  const { diagnostics } = content;
  const broken = isBroken(content);
  const named = chosenRules(io, choices, judged.verdicts, session.typeOf, command === 'deploy' ? 'write' : 'read');
  // Without a folder nobody knows what is gone; neither without a file.
  const unpruned = content.missing.length > 0 || (broken && choices.invalid === 'skip');
  const chosen: PlanChoices = unpruned ? { ...named.choices, prune: 'off' } : named.choices;
  const sound = { ...session, content };
  const options: PlanOptions = {
    ...planOptionsOf(sound, io, chosen, judged),
    missingFolders: content.missing,
    said: {
      first: [...invalidNotes(content, choices), ...named.said],
      last: [
        ...refNotes(session),
        ...layerNotes(session),
        ...checkedOnlyNotes(session),
        ...disabledNotes(sound),
        ...unsettledNotes(sound, judged.verdicts),
      ],
    },
  };
  // Where no file is valid there are no others to plan.
  if (broken && command === 'plan' && choices.invalid !== 'skip' && content.rules.length === 0)
    return { report: { ...report, diagnostics }, source, session, plan: undefined, judged, choices };
  if (broken && command === 'deploy' && choices.invalid !== 'skip') {
    const prunes = (choices.prune ?? 'off') !== 'off';
    const refused = prunes ? refusedPrune(plan(judged.verdicts, options)) : undefined;
    const shown = { ...report, diagnostics, ...(refused === undefined ? {} : { plan: refused }) };
    return { report: shown, source, session: sound, plan: refused, judged: undefined, choices };
  }
  const planned = await completePlan(
    judged.verdicts,
    options,
    asking(sound, command === 'deploy' ? 'writer' : 'planner'),
  );
  return {
    report: {
      ...report,
      diagnostics,
      verdicts: judged.verdicts,
      plan: planned,
      ...(command === 'plan' ? await ownersOf(io, sound, planned.changes) : {}),
    },
    source,
    session: sound,
    plan: planned,
    judged,
    choices: named.choices,
  };
};

/** A plan that was shown, and what became of its file. */
export type PlanMade = Reported & {
  /** Changes that an approved plan does not hold, one line each. */
  readonly unapproved: readonly string[];
  /** `not` where it was to be saved and files have errors that nobody said to skip. */
  readonly saved: 'saved' | 'not' | undefined;
  /** The refusals that count: all, or those that are new since a git ref. */
  readonly refusals: readonly Refusal[];
};

/** What a plan of the rules at a git ref is refused, against the workspace as it is now. */
const refusalsAt = async (io: Io, request: PlanRequest, ref: string): Promise<ReadonlySet<string>> => {
  const session = await openSession(io, { ...request, ref, missingFolders: 'empty' });
  const { plan: made } = await planSession(io, session, { ...request.choices, invalid: 'skip' }, 'plan');
  return new Set(made?.refusals.map(keyOf));
};

const keyOf = ({ scope, code, id, message }: Refusal): string => JSON.stringify([scope, code, id, message]);

/** Plans a deployment, saves the plan where asked, and says what of it an approved plan does not hold. */
export const makePlan = async (io: Io, request: PlanRequest): Promise<PlanMade> => {
  const session = await openSession(io, { ...request, missingFolders: 'empty' });
  const planned = await planSession(io, session, request.choices, 'plan');
  const { report, source } = planned;
  const { out, choices } = request;
  if (planned.plan === undefined)
    return { report, source, unapproved: [], saved: out === undefined ? undefined : 'not', refusals: [] };
  const whole = choices.invalid === 'skip' || !report.diagnostics.some(({ severity }) => severity === 'error');
  if (out !== undefined && whole)
    await savePlan(io, planned.session, planned.plan, { choices: planned.choices, file: out });
  const unapproved = request.approved === undefined ? [] : await approvalGaps(io, planned.plan, request.approved);
  const before = request.refusalsSince === undefined ? undefined : await refusalsAt(io, request, request.refusalsSince);
  return {
    report,
    source,
    unapproved,
    saved: out === undefined ? undefined : whole ? 'saved' : 'not',
    refusals: planned.plan.refusals.filter((refusal) => before?.has(keyOf(refusal)) !== true),
  };
};
