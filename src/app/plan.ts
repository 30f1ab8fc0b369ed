import type { Plan } from '../core/change.ts';
import type { DisabledRule } from '../core/config.ts';
import type { Io } from '../core/io.ts';
import { hasExpired, type PlanOptions } from '../core/plan-options.ts';
import { plan } from '../core/plan.ts';
import type { Report } from '../core/report.ts';
import { version } from '../version.ts';
import { isBroken, judge, openSession, type Judged, type Session, type WorkspaceRequest } from './judge.ts';
import type { PlanChoices } from './plan-choices.ts';
import { approvalGaps, savePlan } from './saved-plans.ts';
import { sourceOf, type Reported } from './validate.ts';

export type PlanRequest = WorkspaceRequest & {
  readonly choices: PlanChoices;
  /** File that the plan is saved to, relative to the working directory. */
  readonly out: string | undefined;
  /** Saved plan to compare change sets with, relative to the working directory. */
  readonly approved: string | undefined;
};

/** Configured exceptions that hold in one workspace today. */
const inForce = <T extends { readonly workspace?: string }>(entries: readonly T[], workspace: string): readonly T[] =>
  entries.filter((entry) => entry.workspace === undefined || entry.workspace === workspace);

/** What a plan of this session goes by: the choices of the run over the settings of picket.yaml. */
export const planOptionsOf = (session: Session, io: Io, choices: PlanChoices, judged: Judged): PlanOptions => {
  const { config } = session.project;
  const { limits } = config;
  return {
    workspace: session.workspace.name,
    target: session.workspace,
    ownership: session.workspace.ownership,
    content: isBroken(session.content) ? 'partial' : 'complete',
    canonical: session.canonical,
    now: io.clock.now(),
    approvals: config.approvals,
    ignoreDrift: inForce(config.ignoreDrift, session.workspace.name),
    limits: { scheduled: limits.scheduledRules ?? 512, nrt: limits.nrtRules ?? 50 },
    automationRules: judged.automationRules,
    tablesOf: judged.tablesOf,
    ...choices,
    allow: {
      deletes: choices.allow?.deletes ?? limits.deletes,
      disables: choices.allow?.disables ?? limits.disables,
      changes: choices.allow?.changes,
    },
  };
};

/** Rules that picket.yaml switches off in a workspace today. */
export const disabledToday = (session: Pick<Session, 'project' | 'workspace'>, now: number): readonly DisabledRule[] =>
  inForce(session.project.config.disabled, session.workspace.name).filter(({ until }) => !hasExpired(until, now));

export type Planned = Reported & {
  readonly session: Session;
  /** Undefined when the content has errors: then nothing is planned. */
  readonly plan: Plan | undefined;
  readonly judged: Judged | undefined;
};

/** Reads content and workspace, compares them, and says what to do. Writes nothing, neither there nor here. */
export const planSession = async (
  io: Io,
  session: Session,
  choices: PlanChoices,
  command: Report['command'],
): Promise<Planned> => {
  const { content, workspace } = session;
  const source = sourceOf(content);
  const report = {
    command,
    version,
    diagnostics: content.diagnostics,
    files: content.files,
    workspace: workspace.name,
  };
  if (isBroken(content)) return { report, source, session, plan: undefined, judged: undefined };
  const judged = await judge(session, { automationRules: (choices.prune ?? 'off') !== 'off' });
  const planned = plan(judged.verdicts, planOptionsOf(session, io, choices, judged));
  return { report: { ...report, verdicts: judged.verdicts, plan: planned }, source, session, plan: planned, judged };
};

/**
 * Plans a deployment, saves the plan where asked, and says what of it an approved plan does not hold (one line a
 * change).
 */
export const makePlan = async (
  io: Io,
  request: PlanRequest,
): Promise<Reported & { readonly unapproved: readonly string[] }> => {
  const session = await openSession(io, request);
  const planned = await planSession(io, session, request.choices, 'plan');
  const { report, source } = planned;
  if (planned.plan === undefined) return { report, source, unapproved: [] };
  if (request.out !== undefined) await savePlan(io, session, planned.plan, request.out);
  const unapproved = request.approved === undefined ? [] : await approvalGaps(io, planned.plan, request.approved);
  return { report, source, unapproved };
};
