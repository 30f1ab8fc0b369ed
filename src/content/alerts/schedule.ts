import { addWhole, ticksPer, whole, type Table, type Whole } from '../../kql/run/values/value.ts';
import { alertsOf } from './alerts.ts';
import type { Alert, QueryRule } from './model.ts';

const ticksOf = (milliseconds: number): Whole => whole(BigInt(milliseconds) * BigInt(ticksPer.millisecond));

/**
 * How long after its scheduled time a run begins, so that events which come in late are still seen. Sources: Microsoft
 * Learn, "Handle ingestion delay in scheduled analytics rules" (five minutes) and "Near-real-time rules" (two).
 */
export const runDelay = (kind: QueryRule['kind']): Whole => (kind === 'NRT' ? 2 : 5) * ticksPer.minute;

/** How far a run looks back, in ticks; an NRT rule looks at what came in during a minute. */
export const runPeriod = (rule: QueryRule): Whole =>
  rule.kind === 'NRT' ? ticksPer.minute : ticksOf(rule.queryPeriod);

/** The time between two runs, in ticks. */
export const runFrequency = (rule: QueryRule): Whole =>
  rule.kind === 'NRT' ? ticksPer.minute : ticksOf(rule.queryFrequency);

/** One run: its rows and alerts; none of either where suppression kept it from running. */
export type RunOutcome = {
  readonly time: Whole;
  readonly result: Table | undefined;
  readonly alerts: readonly Alert[];
};

/** The moments of a rule's runs between two moments, both included. */
export const runTimes = (
  rule: QueryRule,
  { from, to }: { readonly from: Whole; readonly to: Whole },
): readonly Whole[] => {
  const times: Whole[] = [];
  for (let time = from; time <= to; time = addWhole(time, runFrequency(rule))) times.push(time);
  return times;
};

/**
 * Runs a rule at its moments. After an alert it is not run for as long as the rule's suppression says.
 * @param run the rows of the query at a moment
 */
export const runSchedule = (
  rule: QueryRule,
  times: readonly Whole[],
  run: (time: Whole) => Table,
): readonly RunOutcome[] => {
  const pause = ticksOf(rule.suppressionDuration);
  const outcomes: RunOutcome[] = [];
  let silentUntil: Whole | undefined;
  for (const time of times) {
    if (silentUntil !== undefined && time < silentUntil) {
      outcomes.push({ time, result: undefined, alerts: [] });
      continue;
    }
    const result = run(time);
    const alerts = alertsOf(rule, result, time);
    if (alerts.length > 0 && rule.suppressionEnabled) silentUntil = addWhole(time, pause);
    outcomes.push({ time, result, alerts });
  }
  return outcomes;
};
