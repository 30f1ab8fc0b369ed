import { firstOf, isAbsent, outOfRange, textOf, type Check } from './checks.ts';
import { day, durationMilliseconds, hour, minute } from './duration.ts';
import { invalidModel } from '../reply.ts';

const length = (value: unknown): number | undefined =>
  typeof value === 'string' ? durationMilliseconds(value) : undefined;

const within = (value: unknown, low: number, high: number): boolean => {
  const milliseconds = length(value);
  return milliseconds === undefined || (milliseconds >= low && milliseconds <= high);
};

const scheduled = 'Invalid Properties for Scheduled alert rule:';

const range =
  (name: string, member: string): Check =>
  ({ properties }) =>
    within(properties[name], 5 * minute, 14 * day) ? undefined : outOfRange(member, 'PT5M', 'P14D');

const periodAndFrequency: Check = ({ properties }) => {
  const frequency = length(properties['queryFrequency']);
  const period = length(properties['queryPeriod']);
  if (frequency === undefined || period === undefined) return undefined;
  if (period < frequency)
    return invalidModel(`${scheduled} 'queryPeriod' should be greater than or equal to 'queryFrequency'`);
  if (period >= 2 * day && frequency < hour)
    return invalidModel(
      `${scheduled} When 'queryPeriod' greater than or equal to 2 days, ` +
        `the 'queryFrequency' should be greater than or equal to 1 hour.`,
    );
  return undefined;
};

const threshold: Check = ({ properties }) => {
  const value = properties['triggerThreshold'];
  return typeof value === 'number' && (value < 0 || value > 10_000)
    ? outOfRange('TriggerThreshold', 0, 10_000)
    : undefined;
};

const suppression: Check = ({ kind, properties }) => {
  const duration = length(properties['suppressionDuration']);
  if (duration === undefined) return undefined;
  if (!within(properties['suppressionDuration'], 5 * minute, 24 * hour))
    return outOfRange('SuppressionDuration', 'PT5M', 'PT24H');
  const frequency = length(properties['queryFrequency']);
  // Hundreds of real rules break this while suppression is off, so it holds only while it is on.
  if (kind !== 'Scheduled' || properties['suppressionEnabled'] !== true || frequency === undefined) return undefined;
  return duration < frequency
    ? invalidModel(`${scheduled} 'suppressionDuration' should be greater than or equal to 'queryFrequency'`)
    : undefined;
};

const startTime: Check = ({ properties, settings, now }) => {
  const value = properties['startTimeUtc'];
  if (isAbsent(value) || settings.startTimes === 'unchecked') return undefined;
  const start = Date.parse(textOf(value));
  if (Number.isNaN(start)) return invalidModel(`Error converting value "${textOf(value)}" to type 'DateTime'.`);
  return start < now + 10 * minute || start > now + 30 * day
    ? invalidModel(
        `${scheduled} 'startTimeUtc' should be at least 10 minutes and at most 30 days after the current time.`,
      )
    : undefined;
};

/** When a rule runs and for how long it then keeps still. */
export const checkSchedule: Check = firstOf(
  range('queryFrequency', 'QueryFrequency'),
  range('queryPeriod', 'QueryPeriod'),
  periodAndFrequency,
  threshold,
  suppression,
  startTime,
);
