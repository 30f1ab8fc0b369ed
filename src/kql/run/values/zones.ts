import { dayOfDate, joinDay, partsOf } from './instants.ts';
import { addWhole, subtractWhole, ticksPer, wholeOf } from './value.ts';
import type { Whole } from './value.ts';

/** Moves datetimes between UTC and the clocks of a time zone. */
export type Zone = { readonly toLocal: (utc: Whole) => Whole; readonly toUtc: (local: Whole) => Whole };

const unixEpoch = joinDay(dayOfDate(1970, 1, 1), 0);

const millisecondsOf = (ticks: Whole): number =>
  Number((BigInt(ticks) - BigInt(unixEpoch)) / BigInt(ticksPer.millisecond));

const formatterOf = (name: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/** A zone of the IANA database (`Europe/Brussels`, `US/Pacific`), or null where there is none of that name. */
export const zoneOf = (name: string): Zone | null => {
  const formatter = formatterOf(name);
  if (formatter === null) return null;
  /** Ticks that the zone's clocks are ahead of UTC. */
  const offsetAt = (utc: Whole): Whole => {
    const at = millisecondsOf(utc);
    const found = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const year = found.get('year') ?? 1970;
    const day = dayOfDate(year, found.get('month') ?? 1, found.get('day') ?? 1);
    const seconds = ((found.get('hour') ?? 0) * 60 + (found.get('minute') ?? 0)) * 60 + (found.get('second') ?? 0);
    const local = joinDay(day, seconds * ticksPer.second);
    const { tick } = partsOf(utc);
    return subtractWhole(local, subtractWhole(utc, tick % ticksPer.second));
  };
  return {
    toLocal: (utc) => addWhole(utc, offsetAt(utc)),
    toUtc: (local) => {
      // The clocks that a local time is read from: those before a change where the hour comes twice, and the new ones
      // where it does not exist, so that 02:00 to 03:00 of a spring night is the hour before it.
      const before = offsetAt(subtractWhole(local, wholeOf(ticksPer.day)));
      const after = offsetAt(addWhole(local, wholeOf(ticksPer.day)));
      const first = subtractWhole(local, before);
      if (offsetAt(first) === before) return first;
      return subtractWhole(local, after);
    },
  };
};
