import { parseDuration, printInstant } from '../../core/duration.ts';
import { PicketError } from '../../core/errors.ts';
import { hasExpired } from '../../core/plan/plan-options.ts';
import { datePattern } from '../../core/config/read-config.ts';

/** The last moment of the year 9999, in milliseconds since 1970: later ones have years of five digits. */
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * The day or the moment that `--until` names, `now` in milliseconds since 1970: a length of time (`4h`) is counted from now.
 * Throws a usage error for anything else and for what has passed.
 */
export const untilOf = (typed: string, now: number): string => {
  const length = parseDuration(typed);
  const end = now + (length ?? 0) - (now % 1000);
  // Beyond the last moment that a date can name, what was typed is none.
  const until = length === undefined || length === 0 || end > lastMoment ? typed : printInstant(end);
  // What picket.yaml would not take must not get into it: no command could read it any more.
  const parsed = datePattern.test(until) ? Date.parse(until) : Number.NaN;
  const isDay =
    !Number.isNaN(parsed) && new Date(`${until.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(until.slice(0, 10));
  if (!isDay)
    throw new PicketError('usage', `--until: \`${until}\` is no date.`, {
      code: 'bad-date',
      hint: 'Write a day as 2027-03-01, a moment as 2027-03-01T12:00:00Z, or a length of time as 4h.',
    });
  if (hasExpired(until, now))
    throw new PicketError('usage', `--until: ${until} has passed.`, {
      code: 'bad-date',
      hint: 'Name a day or a moment to come, or a length of time from now, such as 4h.',
    });
  return until;
};

/** The same as a moment in UTC: a day lasts to its end. */
export const momentOf = (typed: string, now: number): string => {
  const until = untilOf(typed, now);
  return until.length > 10 ? printInstant(Date.parse(until)) : `${until}T23:59:59Z`;
};
