import { firstType } from '../../content/index.ts';
import { PicketError } from '../../core/errors.ts';
import { healthQuery, judgeHealth, runsOfRow, type HealthReport, type RuleRuns } from '../../core/service/health.ts';
import type { Io } from '../../core/io.ts';
import type { Project } from '../../core/engine/marker.ts';
import { overridesIn, overrideWords, type Override } from '../../core/engine/override.ts';
import { isUnknown, type QueryLogs, type Workspace } from '../../core/ports.ts';
import { markerKind } from '../../core/resource.ts';
import { connect } from '../connection.ts';
import { alone } from '../fleet/shared.ts';
import type { WorkspaceRequest } from '../session.ts';
import { chooseWorkspace, openProject } from '../project.ts';

export type HealthRequest = WorkspaceRequest & {
  /** How far to look back. */
  readonly days: number;
};

const minute = 60_000;

const monitoringOff =
  'The workspace has no table SentinelHealth, so runs cannot be judged. Switch health monitoring on in the settings of Microsoft Sentinel (Settings, Auditing and health monitoring).';

type Runs = { readonly runs?: readonly RuleRuns[]; readonly note?: string };

/** The runs, or why they are not known: a table that does not exist yet is the rule for a new workspace. */
export const readRuns = async (query: () => ReturnType<QueryLogs>): Promise<Runs> => {
  try {
    const rows = await query();
    if (isUnknown(rows)) return { note: `The runs cannot be read: ${rows.unknown}` };
    const runs = rows.flatMap((row) => runsOfRow(row) ?? []);
    return runs.length === 0
      ? { note: 'SentinelHealth has no runs of rules in this time, so runs were not judged.' }
      : { runs };
  } catch (error) {
    if (error instanceof PicketError && error.failure === 'invalid' && error.message.includes('SentinelHealth'))
      return { note: monitoringOff };
    throw error;
  }
};

/** What is recorded of rules being off past git; nothing where that may not be read. */
const overridesOf = async (
  workspace: Workspace,
  project: Project | undefined,
  now: number,
): Promise<ReadonlyMap<string, Override>> => {
  try {
    return overridesIn(await workspace.list(markerKind.collection), { resource: firstType.resource, project, now });
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return new Map();
    throw error;
  }
};

/** Asks the workspace and its health table which rules fail, were switched off by the service, or are silent. */
export const health = async (io: Io, request: HealthRequest): Promise<HealthReport> => {
  const { shared = alone } = request;
  const project = await shared.project(request.config, () => openProject(io, request.config));
  const workspace = chooseWorkspace(project, io, request.workspace);
  const connection = await connect(project, workspace, io, { pool: shared.pool });
  const now = io.clock.now();
  const between = { from: now - request.days * 24 * 60 * minute, to: now };
  const live = await connection.workspace.list(firstType.resource.collection);
  const { runs, note } = await readRuns(() =>
    connection.queryLogs(healthQuery(firstType.resource.collection), between, io.signals.abort),
  );
  const rules = live.flatMap((rule) => firstType.risk?.coverage?.pulse(rule) ?? []);
  const overrides = await overridesOf(connection.workspace, project.config.project, now);
  const held = rules.flatMap(({ id, name }): readonly string[] => {
    const override = overrides.get(id.toLowerCase());
    return override?.standing === 'in-force' && override.log !== undefined
      ? [`${name}: ${overrideWords(override.log[0])}; recorded in the workspace.`]
      : [];
  });
  const on = rules.filter(({ enabled, autoDisabled }) => enabled && autoDisabled === undefined).length;
  return {
    workspace: workspace.name,
    days: request.days,
    findings: judgeHealth(rules, runs, request.days, now),
    rules: on,
    disabled: rules.length - on,
    notes: [...(note === undefined ? [] : [note]), ...held],
  };
};
