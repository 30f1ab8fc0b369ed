import { ownersOf } from '../content/owners.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import { means, settledEntries } from '../../core/ref.ts';
import type { Plan, Refusal, Verdict } from '../../core/engine/change.ts';
import { overrideWords } from '../../core/engine/override.ts';
import type { Io } from '../../core/io.ts';
import type { Approval, PlanOptions, RuleChoice } from '../../core/plan/plan-options.ts';
import { plan, refusedPrune } from '../../core/plan/plan.ts';
import { completePlan } from '../../core/plan/preflight.ts';
import type { Report } from '../../core/report.ts';
import { version } from '../../version.ts';
import type { Content } from '../content/content.ts';
import {
  desiredOf,
  disabledToday,
  inForce,
  isBroken,
  openSession,
  type Session,
  type WorkspaceRequest,
} from '../session.ts';
import { judgeIfThere, type Judged } from '../verdicts.ts';
import { invalidFiles } from '../content/partial-content.ts';
import { withLastChanges } from './last-change.ts';
import type { PlanChoices } from './plan-choices.ts';
import { asking } from './preflight.ts';
import { optOutCodes } from '../../core/overlays/opt-out.ts';
import { unmatchedCodes } from '../../core/overlays/unmatched.ts';
import { namedInVerdicts, resolveRules, type NamedRules } from '../rule-names.ts';
import { withPreviews } from './previews.ts';
import { approvalGaps, savePlan } from './saved-plans.ts';
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

const completeness = (content: Content): PlanOptions['content'] => {
  const broken = invalidFiles(content).length;
  return broken === 0 ? 'complete' : { files: content.files, broken };
};

const share = (percent: number | undefined): number | undefined => (percent === undefined ? undefined : percent / 100);

/** What a plan of this session goes by: the choices of the run over the settings of picket.yaml. */
export const planOptionsOf = (session: Session, io: Io, choices: PlanChoices, judged: Judged): PlanOptions => {
  const { config } = session.project;
  const { limits } = config;
  return {
    workspace: session.workspace.name,
    target: session.workspace,
    ownership: session.workspace.ownership,
    content: completeness(judged.content),
    types: session.types.map(({ name }) => session.typeOf(name)),
    typeOf: session.typeOf,
    now: io.clock.now(),
    held: judged.content.rules.flatMap(({ rule, item }) =>
      item.made?.held === undefined ? [] : [{ type: item.type.name, id: rule.id, reason: item.made.held }],
    ),
    moved: judged.content.rules.flatMap(({ rule, item }) =>
      item.made?.moved === undefined ? [] : [{ type: item.type.name, id: rule.id }],
    ),
    approvals: [
      ...settledEntries('approvals', approvalsOf(session), judged.verdicts).entries,
      ...overrideApprovals(session, judged.verdicts),
    ],
    ignoreDrift: settledEntries('ignoreDrift', inForce(config.ignoreDrift, session.workspace.name), judged.verdicts)
      .entries,
    limits,
    mentioning: judged.mentioning,
    tablesOf: judged.tablesOf,
    fuses: {
      deletes: limits.deletes,
      disables: limits.disables,
      rowDeletes: limits.rowDeletes,
      deletedShare: share(limits.deletesPercent),
      changedShare: share(limits.changesPercent),
    },
    ...choices,
  };
};

/** A rule that picket.yaml switches off is off with approval: that entry is it. */
const approvalsOf = (session: Session): readonly Approval[] => {
  const losses = session.types.flatMap(({ risk }) => (risk?.coverage === undefined ? [] : [risk.coverage.disabled]));
  return [
    ...session.project.config.approvals,
    ...disabledToday(session).flatMap(({ rule, until, reason }) =>
      losses.map((loss) => ({
        rule,
        loss,
        reason: `off until ${until}: ${reason}`,
        expires: until,
      })),
    ),
  ];
};

/** A rule that people switched off past git is off with approval, which is theirs. */
const overrideApprovals = ({ typeOf }: Session, verdicts: readonly Verdict[]): readonly Approval[] =>
  verdicts.flatMap(({ type, id, override }) => {
    const coverage = typeOf(type).risk?.coverage;
    return coverage === undefined || override?.standing !== 'in-force' || override.log === undefined
      ? []
      : [{ rule: `${type}/${id}`, loss: coverage.disabled, reason: overrideWords(override.log[0]) }];
  });

/** What is to be said of entries whose rule may be of several types. */
const unsettledNotes = (session: Session, verdicts: readonly Verdict[]): readonly string[] => {
  const { approvals, ignoreDrift, disabled } = session.project.config;
  const { name } = session.workspace;
  return [
    ...settledEntries('approvals', approvals, verdicts).notes,
    ...settledEntries('ignoreDrift', inForce(ignoreDrift, name), verdicts).notes,
    ...settledEntries('disabled', inForce(disabled, name), verdicts).notes,
  ];
};

/** What groups and the workspace opt out of, and what they say that changes nothing, with its place in picket.yaml. */
const layerNotes = ({ content }: Session): readonly string[] =>
  content.diagnostics.flatMap(({ code, message, path, range }) =>
    optOutCodes.has(code) || unmatchedCodes.has(code)
      ? [range === undefined ? message : `${message} (${path}:${range.start.line})`]
      : [],
  );

/** What picket.yaml says about rules being off, for people: those that are, and entries whose time is over. */
const disabledNotes = (session: Session): readonly string[] => {
  const desired = desiredOf(session);
  const off = new Set(disabledToday(session));
  return inForce(session.project.config.disabled, session.workspace.name).map((entry) => {
    const { rule, until, reason } = entry;
    const named = desired.find(({ type, resource }) => means(rule, { type, id: resource.name }));
    const name = named?.displayName;
    if (named === undefined || name === undefined)
      return `disabled in picket.yaml names ${rule}, and no rule for this workspace has that id.`;
    const { canonical, words } = session.typeOf(named.type);
    if (canonical.enabled === undefined)
      return `disabled in picket.yaml names ${name}: a ${words.one} runs only when somebody runs it, and cannot be off.`;
    return off.has(entry)
      ? `${name}: picket.yaml has it off until ${until}: ${reason}`
      : `${name}: picket.yaml had it off until ${until}, and no longer has; take the entry out of disabled in picket.yaml.`;
  });
};

/** A plan of old content says so: the work tree has something else to deploy. */
const refNotes = ({ ref }: Session): readonly string[] =>
  ref === undefined
    ? []
    : [
        `Rules as they are at ${ref}; the next deployment of the work tree brings its own back, so revert the commit too.`,
      ];

/** What is said of files that were left out. */
const invalidNotes = (content: Content, { invalid }: PlanChoices): readonly string[] => {
  const { length } = invalidFiles(content);
  if (length === 0) return [];
  const left = `${length} of ${content.files} files ${length === 1 ? 'has' : 'have'} errors`;
  return [
    invalid === 'skip'
      ? `${left}: they and their rules are left alone, and nothing is pruned.`
      : `${left}: this is the plan of the others. A deployment is refused, unless --skip-invalid leaves them alone.`,
  ];
};

export type Planned = Reported & {
  readonly session: Session;
  /** Undefined when files have errors and nothing may be done, or the workspace cannot be read besides. */
  readonly plan: Plan | undefined;
  readonly judged: Judged | undefined;
  /** What was chosen, every rule by its id. */
  readonly choices: PlanChoices;
  /** What was understood of rules that were not named by their ids. */
  readonly said: readonly string[];
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
  const read = await judgeIfThere(session, { mentioning: (choices.prune ?? 'off') !== 'off' });
  if (read === undefined) return { report, source, session, plan: undefined, judged: undefined, choices, said: [] };
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
        ...disabledNotes(sound),
        ...unsettledNotes(sound, judged.verdicts),
      ],
    },
  };
  // Where no file is valid there are no others to plan.
  if (broken && command === 'plan' && choices.invalid !== 'skip' && content.rules.length === 0)
    return { report: { ...report, diagnostics }, source, session, plan: undefined, judged, choices, said: [] };
  if (broken && command === 'deploy' && choices.invalid !== 'skip') {
    const prunes = (choices.prune ?? 'off') !== 'off';
    const refused = prunes ? refusedPrune(plan(judged.verdicts, options)) : undefined;
    const shown = { ...report, diagnostics, ...(refused === undefined ? {} : { plan: refused }) };
    return { report: shown, source, session: sound, plan: refused, judged: undefined, choices, said: [] };
  }
  const planned = await withPreviews(
    await completePlan(judged.verdicts, options, asking(sound, command === 'deploy' ? 'writer' : 'planner')),
    sound,
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
    said: named.said,
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
