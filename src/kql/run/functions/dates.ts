import { formatDatetime, formatTimespan, zoneOf } from '../values/format-time.ts';
import { dayOfDate, instant, joinDay, partsOf, splitDay, ticksOfDate, weekdayOf } from '../values/instants.ts';
import { parseInstant, parseSpan } from '../values/time-text.ts';
import { addWhole, subtractWhole, ticksPer, whole, wholeOf, type Value, type Whole } from '../values/value.ts';
import { binary, count, datetime, long, optional, prepared, real, timespan, type Functions } from './call.ts';
import type { Argument, ScalarFunction } from './index.ts';

/** Moves to the start of a period so many periods away; `end` is the last tick before the next one. */
const period = (startOf: (ticks: Whole, offset: number) => number, end: boolean): ScalarFunction =>
  binary(datetime, optional(count, 0), (ticks, offset) => {
    const start = joinDay(startOf(ticks, end ? offset + 1 : offset), 0);
    return instant(end ? subtractWhole(start, 1) : start);
  });

const dayStart = (ticks: Whole, offset: number): number => splitDay(ticks).day + offset;
const weekStart = (ticks: Whole, offset: number): number => {
  const { day } = splitDay(ticks);
  return day - weekdayOf(day) + offset * 7;
};
const monthStart = (ticks: Whole, offset: number): number => {
  const { year, month } = partsOf(ticks);
  return dayOfDate(year, month + offset, 1);
};
const yearStart = (ticks: Whole, offset: number): number => dayOfDate(partsOf(ticks).year + offset, 1, 1);

const now: ScalarFunction = {
  bind: (args, context) => {
    const offset = optional(timespan, 0)(args[0], 0);
    return (values) => {
      const by = offset(values);
      return by === null ? null : instant(addWhole(context.now(), by));
    };
  },
};

const ago: ScalarFunction = {
  bind: (args, context) => {
    const offset = timespan(args[0], 0);
    return (values) => {
      const by = offset(values);
      return by === null ? null : instant(subtractWhole(context.now(), by));
    };
  },
};

/** Numbers of a call, or null where one of them is. */
const numbersOf = (args: readonly Argument[]): ((values: readonly Value[]) => readonly number[] | null) => {
  const reads = args.map((argument, at) => real(argument, at));
  return (values) => {
    const numbers = reads.map((read) => read(values));
    return numbers.every((number) => number !== null) ? numbers : null;
  };
};

const isBelow = (value: number, limit: number): boolean => value >= 0 && value < limit;

const makeDatetime: ScalarFunction = {
  bind: (args) => {
    if (args.length === 1) {
      const read = args[0]?.type === 'datetime' ? datetime(args[0], 0) : prepared(parseInstant)(args[0], 0);
      return (values) => read(values);
    }
    const read = numbersOf(args);
    return (values) => {
      const numbers = read(values);
      if (numbers === null) return null;
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers.map((each, index) =>
        index < 5 ? Math.trunc(each) : each,
      );
      if (!isBelow(hour, 24) || !isBelow(minute, 60) || !isBelow(second, 60)) return null;
      const tick = hour * ticksPer.hour + minute * ticksPer.minute + Math.round(second * ticksPer.second);
      return ticksOfDate(year, month, day, tick);
    };
  },
};

/** The first number of days that no timespan holds. */
const mostDays = 10_675_200;

const makeTimespan: ScalarFunction = {
  bind: (args) => {
    if (args.length === 1) {
      const read = args[0]?.type === 'timespan' ? timespan(args[0], 0) : prepared(parseSpan)(args[0], 0);
      return (values) => read(values);
    }
    const read = numbersOf(args);
    return (values) => {
      const numbers = read(values);
      if (numbers === null) return null;
      const [days = 0, hours = 0, minutes = 0, seconds = 0] = numbers.length === 4 ? numbers : [0, ...numbers];
      if (!isBelow(hours, 24) || !isBelow(minutes, 60) || !isBelow(seconds, 60) || !isBelow(days, mostDays))
        return null;
      const tick =
        Math.trunc(hours) * ticksPer.hour +
        Math.trunc(minutes) * ticksPer.minute +
        Math.round(seconds * ticksPer.second);
      const ticks = BigInt(Math.trunc(days)) * BigInt(ticksPer.day) + BigInt(tick);
      return ticks < 2n ** 63n ? whole(ticks) : null;
    };
  },
};

/** More ticks than lie between 1970 and any year up to 9999; what is further away would wrap on its way to the check. */
const mostTicks = 4n * 10n ** 18n;
const unixEpoch = joinDay(dayOfDate(1970, 1, 1), 0);

/** A datetime so many units of some ticks after 1970; exact for integers, to the tick for reals. */
const fromUnix = (ticks: number, per: number): ScalarFunction => ({
  bind: (args) => {
    if (args[0]?.type === 'int' || args[0]?.type === 'long') {
      const read = long(args[0], 0);
      return (values) => {
        const value = read(values);
        if (value === null) return null;
        const moved = (BigInt(value) * BigInt(ticks)) / BigInt(per);
        return moved > mostTicks || moved < -mostTicks ? null : instant(addWhole(unixEpoch, moved));
      };
    }
    const read = real(args[0], 0);
    return (values) => {
      const value = read(values);
      if (value === null || !(Math.abs((value * ticks) / per) < mostTicks)) return null;
      return instant(addWhole(unixEpoch, wholeOf(Math.round((value * ticks) / per))));
    };
  },
});

/** Functions that make datetimes and timespans, move them to bounds of periods and zones, and write them. */
export const dateFunctions: Functions = {
  now,
  ago,
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  startofday: period(dayStart, false),
  startofweek: period(weekStart, false),
  startofmonth: period(monthStart, false),
  startofyear: period(yearStart, false),
  endofday: period(dayStart, true),
  endofweek: period(weekStart, true),
  endofmonth: period(monthStart, true),
  endofyear: period(yearStart, true),
  unixtime_seconds_todatetime: fromUnix(ticksPer.second, 1),
  unixtime_milliseconds_todatetime: fromUnix(ticksPer.millisecond, 1),
  unixtime_microseconds_todatetime: fromUnix(10, 1),
  unixtime_nanoseconds_todatetime: fromUnix(1, 100),
  format_datetime: binary(datetime, prepared(formatDatetime), (ticks, format) => format(ticks), ''),
  format_timespan: binary(timespan, prepared(formatTimespan), (ticks, format) => format(ticks), ''),
  datetime_utc_to_local: binary(datetime, prepared(zoneOf), (ticks, zone) => instant(zone.toLocal(ticks))),
  datetime_local_to_utc: binary(datetime, prepared(zoneOf), (ticks, zone) => instant(zone.toUtc(ticks))),
};
