import { parseDuration } from '../core/duration.ts';
import { ownMember } from '../core/json.ts';

/** Minutes of the units besides the minute. */
const minutesPer: Readonly<Record<string, number>> = {
  s: 1 / 60,
  h: 60,
  d: 1440,
  w: 10_080,
  M: 43_200,
  y: 525_600,
};

/** The service takes periods from five minutes to fourteen days (Microsoft Learn, "Create analytics rules"). */
const least = 5;
const most = 20_160;

/** A time span is a number and one of s, m, h, d, w, M, y: reading a correlation has made sure of it. */
const exactMinutesOf = (timespan: string): number =>
  Number(timespan.slice(0, -1)) * (ownMember(minutesPer, timespan.slice(-1)) ?? 1);

const minutesOf = (timespan: string): number => Math.min(most, Math.max(least, Math.ceil(exactMinutesOf(timespan))));

/** True where a rule can have a correlation's time span as its period. */
export const isPeriod = (timespan: string): boolean => {
  const minutes = exactMinutesOf(timespan);
  return minutes >= least && minutes <= most;
};

const written = (minutes: number): string => {
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

export type Schedule = { readonly queryFrequency: string; readonly queryPeriod: string };

/**
 * When a rule runs and how far it looks back: every hour over an hour, or as it is wanted. A correlation looks back over
 * its time span and runs twice in it, so that events on both sides of a run are seen together; it never runs less often
 * than it looks back, whatever is wanted of all rules. Where its query slides over the span (`slide`), it looks back
 * over the time between two runs as well: the spans of two runs overlap whole.
 */
export const scheduleOf = (
  timespan: string | undefined,
  wanted: { readonly frequency?: string; readonly period?: string },
  windows: 'run' | 'slide' = 'run',
): Schedule => {
  if (timespan === undefined) return { queryFrequency: wanted.frequency ?? '1h', queryPeriod: wanted.period ?? '1h' };
  const halfMinutes = Math.max(least, Math.floor(minutesOf(timespan) / 2));
  const half = written(halfMinutes);
  const wide = Math.min(most, minutesOf(timespan) + halfMinutes);
  const queryPeriod = wanted.period ?? written(windows === 'slide' ? wide : minutesOf(timespan));
  const queryFrequency = wanted.frequency ?? half;
  const isTooRare = (parseDuration(queryFrequency) ?? 0) > (parseDuration(queryPeriod) ?? 0);
  return { queryFrequency: isTooRare ? queryPeriod : queryFrequency, queryPeriod };
};
