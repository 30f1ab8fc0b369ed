import { addWhole, epochTicks, multiplyWhole, ticksPer, whole } from './value.ts';
import type { Whole } from './value.ts';

/** A date of the Gregorian calendar and the ticks (100 ns) since its midnight, UTC. */
export type Parts = { readonly year: number; readonly month: number; readonly day: number; readonly tick: number };

/** Days from 1970-01-01 to 2010-01-01. */
const epochDay = 14_610;
/** The first and the last tick that a datetime can have: years 1 to 9999. */
export const firstTick = -epochTicks;
export const lastTick = 3_155_378_975_999_999_999n - epochTicks;

/** A datetime, or null where it lies outside the years 1 to 9999. */
export const instant = (ticks: Whole): Whole | null => (ticks < firstTick || ticks > lastTick ? null : ticks);

/** The day (0 is 2010-01-01) and the ticks since its midnight. */
export const splitDay = (ticks: Whole): { readonly day: number; readonly tick: number } => {
  if (typeof ticks === 'bigint') {
    const length = BigInt(ticksPer.day);
    const rest = ((ticks % length) + length) % length;
    return { day: Number((ticks - rest) / length), tick: Number(rest) };
  }
  const day = Math.floor(ticks / ticksPer.day);
  const tick = ticks - day * ticksPer.day;
  // The quotient is rounded: just below midnight it may be that of the next day.
  return tick < 0 ? { day: day - 1, tick: tick + ticksPer.day } : { day, tick };
};

/** The ticks of a day and of the time within it, which may be outside of that day. */
export const joinDay = (day: number, tick: Whole): Whole => addWhole(multiplyWhole(day, ticksPer.day), tick);

/** Days from 2010-01-01 to a date; months beyond 1 to 12 count on into other years. */
export const dayOfDate = (year: number, month: number, day: number): number => {
  const months = year * 12 + (month - 1);
  const wholeYear = Math.floor(months / 12);
  const wholeMonth = months - wholeYear * 12 + 1;
  // Years begin in March here, so that the leap day is the last.
  const shifted = wholeMonth <= 2 ? wholeYear - 1 : wholeYear;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (wholeMonth + (wholeMonth > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468 - epochDay;
};

/** The date of a datetime and its time of day. */
export const partsOf = (ticks: Whole): Parts => {
  const { day: days, tick } = splitDay(ticks);
  const shifted = days + epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day, tick };
};

export const daysInMonth = (year: number, month: number): number =>
  dayOfDate(year, month + 1, 1) - dayOfDate(year, month, 1);

/** Ticks of a date and a time of day; null where there is no such date, or it is outside the years 1 to 9999. */
export const ticksOfDate = (year: number, month: number, day: number, tick: Whole = 0): Whole | null => {
  if (!Number.isInteger(year) || year < 1 || year > 9999 || !(month >= 1 && month <= 12)) return null;
  if (!(day >= 1 && day <= daysInMonth(year, month))) return null;
  return instant(joinDay(dayOfDate(year, month, day), tick));
};

/** Sunday is 0. */
export const weekdayOf = (day: number): number =>
  // 2010-01-01 was a Friday. The remainder of a negative number may be -0, which is no day.
  (((day + 5) % 7) + 7) % 7;

/** A datetime so many months later; a day that the month does not have becomes its last one. */
export const addMonths = (ticks: Whole, months: number): Whole | null => {
  const { year, month, day, tick } = partsOf(ticks);
  const total = year * 12 + (month - 1) + months;
  const newYear = Math.floor(total / 12);
  if (newYear < 1 || newYear > 9999) return null;
  const newMonth = total - newYear * 12 + 1;
  return ticksOfDate(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)), tick);
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `2017-10-15T12:00:00.0000000Z`: ISO 8601 with seven digits, as the engine writes a datetime as text. */
export const formatIso = (ticks: Whole): string => {
  const { year, month, day, tick } = partsOf(ticks);
  const seconds = Math.floor(tick / ticksPer.second);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  const fraction = String(tick % ticksPer.second).padStart(7, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}.${fraction}Z`;
};

const ticksOfMillisecond = BigInt(ticksPer.millisecond);
const epochMilliseconds = BigInt(epochDay) * 86_400_000n;

/** Ticks of milliseconds since 1970. */
export const ticksOf = (milliseconds: number): Whole =>
  whole((BigInt(Math.floor(milliseconds)) - epochMilliseconds) * ticksOfMillisecond);

/** Milliseconds since 1970 of ticks. */
export const instantOf = (ticks: Whole): number => Number(BigInt(ticks) / ticksOfMillisecond + epochMilliseconds);
