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

/** A correlation's time span as a rule's period: the nearest one that the service takes. */
export const periodOf = (timespan: string): string => {
  const match = /^(\d+)([smhdwMy])$/.exec(timespan);
  const minutes = Math.ceil(Number(match?.[1] ?? 60) * (minutesPer[match?.[2] ?? 'm'] ?? 1));
  const within = Math.min(most, Math.max(least, minutes));
  if (within % 1440 === 0) return `${within / 1440}d`;
  return within % 60 === 0 ? `${within / 60}h` : `${within}m`;
};
