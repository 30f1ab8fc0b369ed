import { resolve } from 'node:path';
import {
  incidentsOf,
  queryRuleOf,
  runFrequency,
  runPeriod,
  runSchedule,
  runTimes,
  type Alert,
  type QueryRule,
} from '../../content/alerts/index.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { AskService } from '../../core/ports.ts';
import {
  onlyIn,
  spreadEvenly,
  type BacktestReport,
  type BacktestSide,
  type Counted,
} from '../../core/service/backtest.ts';
import { shown } from '../../files/discover.ts';
import {
  addWhole,
  instantOf,
  loadQueryPrinter,
  subtractWhole,
  ticksOf,
  type Table,
  type Whole,
} from '../../kql/index.ts';
import { tableOf } from '../check/tests/backend.ts';
import { openContent, openSession, type Session, type WorkspaceRequest } from '../session.ts';

export type BacktestRequest = WorkspaceRequest & {
  /** The rule's file, relative to the working directory. */
  readonly rule: string;
  /** How far to look back. */
  readonly days: number;
  /** Git ref whose rule is run too; undefined for none. */
  readonly against: string | undefined;
};

/** So many runs of a rule are made at most, spread evenly: 200 queries of a user in 30 seconds are all that there are. */
const mostRuns = 400;
/** Queries at a time; the service takes five of a user. Source: Microsoft Learn, "Azure Monitor service limits". */
const lanes = 4;
const day = 24 * 60 * 60 * 1000;

const ruleIn = ({ content }: Pick<Session, 'content'>, path: string, ref?: string): QueryRule => {
  const [item] = content.items;
  const rule = item === undefined ? undefined : queryRuleOf(item.type, item.raw);
  if (rule !== undefined) return rule;
  const where = ref === undefined ? '' : ` at ${ref}`;
  throw new PicketError('usage', `${path} is no whole rule with a query${where}.`, {
    code: 'no-query-rule',
    hint: 'Name the file of a scheduled or NRT rule; `picket validate` says what is wrong with it.',
  });
};

type Asked = {
  readonly ask: AskService;
  readonly pinned: (query: string, now: Whole) => string;
  readonly times: readonly Whole[];
  readonly done: () => void;
  readonly signal: AbortSignal;
};

const resultsOf = async (
  rule: QueryRule,
  { ask, pinned, times, done, signal }: Asked,
): Promise<ReadonlyMap<Whole, Table>> => {
  const results = new Map<Whole, Table>();
  const left = [...times];
  const lane = async (): Promise<void> => {
    for (let time = left.shift(); time !== undefined; time = left.shift()) {
      const between = { from: instantOf(subtractWhole(time, runPeriod(rule))), to: instantOf(time) };
      results.set(time, await tableOf(ask(pinned(rule.query, time), between, signal)));
      done();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
};

const labelsOf = ({ entities }: Alert): readonly string[] =>
  entities.map(({ type, identifiers }) => `${type} ${Object.values(identifiers).join(', ')}`);

const countedEntities = (alerts: readonly Alert[]): readonly Counted[] => {
  const counts = new Map<string, number>();
  for (const alert of alerts) for (const label of labelsOf(alert)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .map(([label, count]) => ({ label, alerts: count }))
    .toSorted((left, right) => right.alerts - left.alerts || (left.label < right.label ? -1 : 1));
};

const sideOf = (
  rule: QueryRule,
  times: readonly Whole[],
  results: ReadonlyMap<Whole, Table>,
  { days, span, share }: { readonly days: readonly string[]; readonly span: number; readonly share: number },
): BacktestSide => {
  const alerts = runSchedule(rule, times, (time) => results.get(time) ?? { columns: [], rows: [] }).flatMap(
    (run) => run.alerts,
  );
  const byDay = new Map(days.map((each) => [each, 0]));
  for (const { time } of alerts) {
    const each = dayOf(instantOf(time));
    byDay.set(each, (byDay.get(each) ?? 0) + 1);
  }
  return {
    alerts: alerts.length,
    alertsPerDay: alerts.length / share / span,
    incidents: incidentsOf(rule, alerts).length,
    days: [...byDay].map(([each, count]) => ({ day: each, alerts: count })),
    entities: countedEntities(alerts),
  };
};

const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/**
 * Runs a rule over the past of a workspace at its frequency, and the rule of a git ref too where one is named. Nothing is
 * written. Rejects with `usage` for what is no rule with a query, and as the workspace's connection does.
 */
export const backtest = async (io: Io, request: BacktestRequest): Promise<BacktestReport> => {
  const path = shown(io.cwd, resolve(io.cwd, request.rule));
  const { config, against } = request;
  const opening = { config, workspace: request.workspace, file: path, queries: 'skip' } as const;
  const session = await openSession(io, opening);
  const { workspace, connection } = session;
  const rule = ruleIn(session, path);
  const before =
    against === undefined ? undefined : ruleIn(await openContent(io, { ...opening, ref: against }), path, against);
  const { pinned } = await loadQueryPrinter();
  const { askLogs: ask } = connection;
  const end = Math.floor(io.clock.now() / 60_000) * 60_000;
  const first = end - request.days * day;
  // From noon to noon are two calendar days.
  const days = [...new Set(Array.from({ length: request.days + 1 }, (_, index) => dayOf(first + 1 + index * day)))];
  const notes: string[] = [];
  const sides: { readonly side: BacktestSide; readonly made: number; readonly all: number }[] = [];
  for (const each of [rule, ...(before === undefined ? [] : [before])]) {
    const all = runTimes(each, { from: addWhole(ticksOf(first), runFrequency(each)), to: ticksOf(end) });
    const times = spreadEvenly(all, mostRuns);
    let made = 0;
    const done = (): void => {
      made += 1;
      io.progress?.({ type: 'asked', at: new Date(io.clock.now()).toISOString(), done: made, total: times.length });
    };
    const results = await resultsOf(each, { ask, pinned, times, done, signal: io.signals.abort });
    sides.push({
      side: sideOf(each, times, results, { days, span: request.days, share: times.length / Math.max(1, all.length) }),
      made: times.length,
      all: all.length,
    });
  }
  const [now, then] = sides;
  if (now === undefined) throw new Error('a rule was run, and nothing came of it');
  if (now.made < now.all)
    notes.push(
      `Of ${now.all} runs ${now.made} were made, spread evenly; alerts a day are an estimate, and suppression hardly shows.`,
    );
  return {
    rule: rule.name,
    path,
    workspace: workspace.name,
    span: request.days,
    runs: { made: now.made, all: now.all },
    now: now.side,
    ...(then === undefined || against === undefined ? {} : { before: { ...then.side, ref: against } }),
    fresh: onlyIn(now.side.entities, then?.side.entities ?? []),
    gone: onlyIn(then?.side.entities ?? [], now.side.entities),
    limit: rule.noise?.maxAlertsPerDay,
    notes,
  };
};
