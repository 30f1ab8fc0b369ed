import { own } from './own.ts';

const minutesPer: Readonly<Record<string, number>> = {
  s: 1 / 60,
  m: 1,
  h: 60,
  d: 1440,
  w: 10_080,
  M: 43_200,
  y: 525_600,
};

/** The service takes periods from five minutes to fourteen days (Microsoft Learn, "Create analytics rules"). */
const least = 5;
const most = 20_160;

const minutesOf = (timespan: string): number => {
  const match = /^(\d+)([smhdwMy])$/.exec(timespan);
  const minutes = Math.ceil(Number(match?.[1] ?? 60) * (own(minutesPer, match?.[2] ?? 'm') ?? 1));
  return Math.min(most, Math.max(least, minutes));
};

const written = (minutes: number): string => {
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

/** A correlation's time span as a rule's period: the nearest one that the service takes. */
export const periodOf = (timespan: string): string => written(minutesOf(timespan));

/** How often a correlation runs: twice in its time span, so that events on both sides of a run are seen together. */
export const frequencyOf = (timespan: string): string => written(Math.max(least, Math.floor(minutesOf(timespan) / 2)));
