import { contentTypes } from '../../content/index.ts';
import type { Config } from '../../core/config/config.ts';
import type { ContentType } from '../../core/content-type.ts';
import { PicketError } from '../../core/errors.ts';
import {
  healthQuery,
  judgeHealth,
  runsOfRow,
  type HealthReport,
  type HealthRule,
  type RuleRuns,
} from '../../core/service/health.ts';
import type { Io } from '../../core/io.ts';
import { overridesIn, type Override } from '../../core/engine/override.ts';
import { overrideWords } from '../../core/engine/override-log.ts';
import { isUnknown, type QueryLogs, type Workspace } from '../../core/ports.ts';
import { markerKind } from '../../core/resource.ts';
import { openWorkspace, type WorkspaceRequest } from '../session.ts';
import type { Project } from '../project.ts';

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
  resource: ContentType['resource'],
  project: Config['project'],
  now: number,
): Promise<ReadonlyMap<string, Override>> => {
  try {
    return overridesIn(await workspace.list(markerKind.collection), { resource, project, now });
  } catch (error) {
    if (error instanceof PicketError && error.kind !== 'interrupted') return new Map();
    throw error;
  }
};

/** The types of the run whose rules have a pulse. */
const watchedTypes = ({ only = contentTypes }: Pick<Project, 'only'>): readonly ContentType[] => {
  const withPulse = ({ risk }: ContentType): boolean => risk?.coverage !== undefined;
  const watched = only.filter(withPulse);
  if (watched.length > 0) return watched;
  const known = contentTypes.filter(withPulse).map(({ name }) => name);
  throw new PicketError('usage', `The service keeps no health of ${only.map(({ name }) => name).join(', ')}.`, {
    code: 'no-health',
    hint: `It does of ${known.join(', ')}.`,
  });
};

type Looked = Pick<HealthReport, 'findings' | 'notes'> & { readonly rules: readonly HealthRule[] };

/** What is to be said of rules that somebody switched off past git. */
const heldOff = (rules: readonly HealthRule[], overrides: ReadonlyMap<string, Override>): readonly string[] =>
  rules.flatMap(({ id, name }): readonly string[] => {
    const override = overrides.get(id.toLowerCase());
    return override?.standing === 'in-force' && override.log !== undefined
      ? [`${name}: ${overrideWords(override.log[0])}; recorded in the workspace.`]
      : [];
  });

/** Asks the workspace and its health table which rules fail, were switched off by the service, or are silent. */
export const health = async (io: Io, request: HealthRequest): Promise<HealthReport> => {
  const { project, workspace, connection } = await openWorkspace(io, request);
  const now = io.clock.now();
  const between = { from: now - request.days * 24 * 60 * minute, to: now };
  const found: Looked[] = [];
  for (const { resource, risk } of watchedTypes(project)) {
    const { collection } = resource;
    const live = await connection.workspace.list(collection);
    const { runs, note } = await readRuns(() =>
      connection.queryLogs(healthQuery(collection), between, io.signals.abort),
    );
    const rules = live.flatMap((rule) => risk?.coverage?.pulse(rule) ?? []);
    const overrides = await overridesOf(connection.workspace, resource, project.config.project, now);
    found.push({
      rules,
      findings: judgeHealth(rules, runs, request.days, now),
      notes: [...(note === undefined ? [] : [note]), ...heldOff(rules, overrides)],
    });
  }
  const rules = found.flatMap((each) => each.rules);
  const on = rules.filter(({ enabled, autoDisabled }) => enabled && autoDisabled === undefined).length;
  return {
    workspace: workspace.name,
    days: request.days,
    findings: found.flatMap(({ findings }) => findings),
    rules: on,
    disabled: rules.length - on,
    notes: found.flatMap(({ notes }) => notes),
  };
};
