import { firstType } from '../../content/index.ts';
import { driftPlace } from '../../core/engine/drift.ts';
import type { Verdict } from '../../core/engine/change.ts';
import { overrideWords } from '../../core/engine/override-log.ts';
import { PicketError } from '../../core/errors.ts';
import { daysBetween } from '../../core/evidence/evidence.ts';
import type { Io } from '../../core/io.ts';
import type { AskedWorkspace, LiveRule } from '../../core/metrics/figures.ts';
import { isUnknown, type QueryLogs } from '../../core/ports.ts';
import { refKey } from '../../core/ref.ts';
import { healthQuery, judgeHealth } from '../../core/service/health.ts';
import { incidentsOfRow, incidentsQuery, type JudgedIncidents } from '../../core/service/incidents.ts';
import { drift } from '../change/drift.ts';
import { connect } from '../connection.ts';
import type { Shared } from '../fleet/shared.ts';
import { chooseWorkspace, openProject, type ConfigChoice } from '../project.ts';
import { readRuns } from './health.ts';
import { orUnread, told, type Told } from './told.ts';

export type MeasuredWorkspace = {
  readonly config: ConfigChoice;
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly between: { readonly from: number; readonly to: number };
  readonly days: number;
  readonly shared: Shared;
};

type Asking = { readonly workspace: string; readonly query: (text: string) => ReturnType<QueryLogs> };

const incidentsIn = ({ workspace, query }: Asking): Promise<Told<ReadonlyMap<string, JudgedIncidents>>> =>
  told(`The incidents of ${workspace}`, async () => {
    const rows = await query(incidentsQuery).catch((error: unknown) => {
      if (error instanceof PicketError && error.failure === 'invalid')
        return { unknown: 'it has no table SecurityIncident.' };
      throw error;
    });
    if (isUnknown(rows)) return orUnread(`The incidents of ${workspace}`, rows);
    const found = rows.flatMap((row) => incidentsOfRow(row) ?? []);
    return { found: [new Map(found.map((each) => [each.id, each]))], unread: [] };
  });

type Runs = { readonly silent: ReadonlySet<string>; readonly alerts: ReadonlyMap<string, number> };

const runsIn = (
  { workspace, query }: Asking,
  verdicts: readonly Verdict[],
  { days, between }: MeasuredWorkspace,
): Promise<Told<Runs>> =>
  told(`The runs of rules of ${workspace}`, async () => {
    const { runs, note } = await readRuns(() => query(healthQuery(firstType.resource.collection)));
    if (runs === undefined) return { found: [], unread: note === undefined ? [] : [`${workspace}: ${note}`] };
    const rules = verdicts.flatMap(({ live }) =>
      live?.type === firstType.resource.collection ? (firstType.risk?.coverage?.pulse(live) ?? []) : [],
    );
    const silent = judgeHealth(rules, runs, days, between.to).filter(({ kind }) => kind === 'silent');
    return {
      found: [
        {
          silent: new Set(silent.map(({ id }) => id.toLowerCase())),
          alerts: new Map(runs.map(({ id, alerts }) => [id, alerts])),
        },
      ],
      unread: [],
    };
  });

/** What is recorded of a rule that is off past git; undefined for one that is not. */
const heldBy = ({ override }: Verdict): string | undefined =>
  override?.standing === 'in-force' && override.log !== undefined ? overrideWords(override.log[0]) : undefined;

/** Whether a rule is there and switched on: git, people past it, and the service may have it off. */
const isRunning = ({ live }: Verdict): boolean =>
  live !== undefined && firstType.risk?.coverage?.pulse(live).enabled !== false;

/** What a workspace tells of the rules of git: whether they drift, run and alert, and what became of their incidents. */
export const askWorkspace = async (io: Io, request: MeasuredWorkspace): Promise<Told<AskedWorkspace>> => {
  const { config, workspace, between, shared } = request;
  return told(`The workspace ${workspace}`, async () => {
    const { report } = await drift(io, { config, workspace, queries: 'skip', shared });
    const { verdicts } = report;
    if (verdicts === undefined) return { found: [], unread: [`${workspace} was not asked: its content has errors.`] };
    const project = await shared.project(config, () => openProject(io, config));
    const { queryLogs } = await connect(project, chooseWorkspace(project, io, workspace), io, { pool: shared.pool });
    const asking = { workspace, query: (text: string) => queryLogs(text, between, io.signals.abort) };
    const runs = await runsIn(asking, verdicts, request);
    const incidents = await incidentsIn(asking);
    const [run] = runs.found;
    const [judged] = incidents.found;
    const now = new Date(between.to).toISOString();
    const liveOf = (verdict: Verdict): LiveRule => {
      const id = verdict.id.toLowerCase();
      const isDrifted = driftPlace(verdict) === 'changed' || verdict.state === 'missing';
      return {
        runs: isRunning(verdict),
        silent: run?.silent.has(id),
        alerts: run && (run.alerts.get(id) ?? 0),
        incidents: judged && (judged.get(id) ?? { judged: 0, falsePositives: 0 }),
        ...(isDrifted ? { drift: { days: daysBetween(verdict.lastChange?.at ?? '', now) } } : {}),
        override: heldBy(verdict),
      };
    };
    const known = verdicts.filter((verdict) => verdict.live !== undefined || verdict.state === 'missing');
    return {
      found: [{ workspace, rules: new Map(known.map((verdict) => [refKey(verdict), liveOf(verdict)])) }],
      unread: [...runs.unread, ...incidents.unread],
    };
  });
};
