import { instant, ticksOfDate } from './instants.ts';
import { addWhole, subtractWhole, ticksPer, wholeOf } from './value.ts';
import type { Whole } from './value.ts';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zoneHours: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const time = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?(?:\s*([AaPp][Mm]))?`;
const zone = String.raw`\s*([A-Za-z]{1,3}|[+-]\d{1,2}(?::?\d{2})?)?`;
const clock = String.raw`(?:(?:\s+|[Tt])${time}${zone})?`;
// A literal may have spaces or commas here: datetime(2017 - 08 - 01), datetime(2025, 6, 14).
const joint = String.raw`\s*[-/.,]\s*`;
const yearFirst = new RegExp(String.raw`^(\d{4})${joint}(\d{1,2})(?:${joint}(\d{1,2}))?${clock}$`);
const yearOnly = new RegExp(String.raw`^(\d{4})$`);
const compact = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})${clock}$`);
const monthFirst = new RegExp(String.raw`^(\d{1,2})${joint}(\d{1,2})${joint}(\d{4})${clock}$`);
const weekday = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?`;
const dayNamed = new RegExp(String.raw`^${weekday}(\d{1,2})[\s-]+([a-z]{3,9})[\s-]+(\d{4}|\d{2})${clock}$`, 'i');
const monthNamed = new RegExp(String.raw`^${weekday}([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})${clock}$`, 'i');

const monthOf = (name: string): number | undefined => {
  const index = monthNames.indexOf(name.slice(0, 3).toLowerCase());
  return index === -1 ? undefined : index + 1;
};

/** Two digits mean the years 1950 to 2049, as calendars of the service's platform read them. */
const yearOf = (text: string): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
};

type Clock = readonly (string | undefined)[];

/** Ticks of the time of day and the offset of its zone; undefined where that is no time. */
const ticksOfClock = ([hours, minutes, seconds = '0', fraction = '', half, zoneText]: Clock): Whole | undefined => {
  if (hours === undefined || minutes === undefined) return 0;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  const isMidnight = hour === 24 && Number(minutes) === 0 && Number(seconds) === 0;
  if ((hour > 23 && !isMidnight) || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const offset = offsetOf(zoneText);
  if (offset === undefined) return undefined;
  const tick = Number(fraction.slice(0, 7).padEnd(7, '0'));
  return ((hour * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * ticksPer.second + tick;
};

/** Minutes ahead of UTC. */
const offsetOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return 0;
  const hours = zoneHours[text.toLowerCase()];
  if (hours !== undefined) return hours * 60;
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60) return undefined;
  return match[1] === '-' ? -minutes : minutes;
};

const dated = (year: number, month: number | undefined, day: number, rest: Clock): Whole | null => {
  const tick = ticksOfClock(rest);
  if (tick === undefined || month === undefined) return null;
  const midnight = ticksOfDate(year, month, day);
  return midnight === null ? null : instant(addWhole(midnight, tick));
};

/**
 * Reads a datetime: ISO 8601 with or without time and zone, RFC 822 and 850, month/day/year (Microsoft Learn, "The
 * datetime data type"); no zone means UTC. Null for anything else.
 */
export const parseInstant = (text: string): Whole | null => {
  const trimmed = text.trim();
  const year = yearOnly.exec(trimmed);
  if (year !== null) return ticksOfDate(Number(year[1]), 1, 1);
  const iso = yearFirst.exec(trimmed) ?? compact.exec(trimmed);
  if (iso !== null) return dated(Number(iso[1]), Number(iso[2]), Number(iso[3] ?? 1), iso.slice(4));
  const numbers = monthFirst.exec(trimmed);
  if (numbers !== null) return dated(Number(numbers[3]), Number(numbers[1]), Number(numbers[2]), numbers.slice(4));
  const day = dayNamed.exec(trimmed);
  if (day !== null) return dated(yearOf(day[3] ?? ''), monthOf(day[2] ?? ''), Number(day[1]), day.slice(4));
  const month = monthNamed.exec(trimmed);
  if (month !== null) return dated(Number(month[3]), monthOf(month[1] ?? ''), Number(month[2]), month.slice(4));
  return null;
};

const spanUnits: Readonly<Record<string, number>> = {
  d: ticksPer.day,
  day: ticksPer.day,
  days: ticksPer.day,
  h: ticksPer.hour,
  hr: ticksPer.hour,
  hrs: ticksPer.hour,
  hour: ticksPer.hour,
  hours: ticksPer.hour,
  m: ticksPer.minute,
  min: ticksPer.minute,
  minute: ticksPer.minute,
  minutes: ticksPer.minute,
  s: ticksPer.second,
  sec: ticksPer.second,
  second: ticksPer.second,
  seconds: ticksPer.second,
  ms: ticksPer.millisecond,
  milli: ticksPer.millisecond,
  millis: ticksPer.millisecond,
  millisec: ticksPer.millisecond,
  millisecond: ticksPer.millisecond,
  milliseconds: ticksPer.millisecond,
  micro: 10,
  micros: 10,
  microsec: 10,
  microsecond: 10,
  microseconds: 10,
  tick: 1,
  ticks: 1,
};

const spanClock = /^(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/**
 * Reads a timespan: `1d`, `1.5h`, `15 seconds`, `2` (days), `0.12:34:56.7` (Microsoft Learn, "The timespan data type");
 * ticks, or null for anything else.
 */
export const parseSpan = (text: string): Whole | null => {
  const trimmed = text.trim();
  const unit = /^(-?\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(trimmed);
  if (unit !== null) {
    const length = spanUnits[(unit[2] ?? 'd').toLowerCase()];
    const ticks = length === undefined ? Number.NaN : Math.round(Number(unit[1]) * length);
    return Math.abs(ticks) < 2 ** 63 ? wholeOf(ticks) : null;
  }
  const match = spanClock.exec(trimmed);
  if (match === null) return null;
  const [, sign, days = '0', hours, minutes, seconds = '0', fraction = ''] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const tick =
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * ticksPer.second + Number(fraction.padEnd(7, '0'));
  const ticks = addWhole(wholeOf(Number(days) * ticksPer.day), tick);
  return sign === undefined ? ticks : subtractWhole(0, ticks);
};

/** `1.02:03:04.5000000`: how the engine writes a timespan as text; no fraction where it is zero. */
export const formatSpan = (ticks: Whole): string => {
  const sign = ticks < 0 ? '-' : '';
  const size = ticks < 0 ? -BigInt(ticks) : BigInt(ticks);
  const days = size / BigInt(ticksPer.day);
  const rest = Number(size % BigInt(ticksPer.day));
  const seconds = Math.floor(rest / ticksPer.second);
  const clockText = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((each) => String(each).padStart(2, '0'))
    .join(':');
  const fraction = rest % ticksPer.second;
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(7, '0')}`;
  return `${sign}${days === 0n ? '' : `${days}.`}${clockText}${tail}`;
};
