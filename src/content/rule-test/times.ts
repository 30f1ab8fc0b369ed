import { addWhole, subtractWhole, ticksPer, whole, type Whole } from '../../kql/run/values/value.ts';

/** 2010-01-01T00:00:00Z in milliseconds since 1970: datetimes of queries count from there. */
const epoch = 1_262_304_000_000;

const lengthForm = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/i;
const clockForm = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;
const isoForm =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** As the portal writes dates into a CSV file. */
const portalForm = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))? ([AP])M$/i;

const fraction = (digits: string | undefined): number => Number((digits ?? '').padEnd(7, '0'));

const number = (text: string | undefined): number => Number(text ?? 0);

/** A length of time as rules write it (`10m`, `1h30m`, `14d`, `500ms`) in ticks; undefined for anything else. */
export const readLength = (text: string): Whole | undefined => {
  const match = text === '' ? null : lengthForm.exec(text);
  if (match === null) return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = match.map(number);
  return whole(
    BigInt(days) * BigInt(ticksPer.day) +
      BigInt(hours) * BigInt(ticksPer.hour) +
      BigInt(minutes) * BigInt(ticksPer.minute) +
      BigInt(seconds) * BigInt(ticksPer.second) +
      BigInt(milliseconds) * BigInt(ticksPer.millisecond),
  );
};

/** A timespan as a value: `10m`, or as KQL prints it, `1.02:03:04.5`; a leading minus allowed. */
export const readTimespan = (text: string): Whole | undefined => {
  const negative = text.startsWith('-');
  const bare = negative ? text.slice(1) : text;
  const match = clockForm.exec(bare);
  const [, days, hours, minutes, seconds, digits] = match ?? [];
  const ticks =
    match === null
      ? readLength(bare)
      : number(days) * ticksPer.day +
        number(hours) * ticksPer.hour +
        number(minutes) * ticksPer.minute +
        number(seconds) * ticksPer.second +
        fraction(digits);
  return ticks === undefined ? undefined : negative ? subtractWhole(0, ticks) : ticks;
};

const zoneMinutes = (zone: string | undefined): number => {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
};

const ofMoment = (milliseconds: number, ticks: number): Whole =>
  whole(BigInt(milliseconds - epoch) * BigInt(ticksPer.millisecond) + BigInt(ticks));

/** A day that no calendar has would silently be the next month's. */
const isDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

/** A moment in ISO 8601 with up to seven digits of a second, or as the portal exports it; undefined for anything else. */
export const readMoment = (text: string): Whole | undefined => {
  const portal = portalForm.exec(text);
  if (portal !== null) {
    const [, month, day, year, hours, minutes, seconds, digits, half] = portal;
    if (!isDay(number(year), number(month), number(day))) return undefined;
    const hour = (number(hours) % 12) + (half?.toUpperCase() === 'P' ? 12 : 0);
    return ofMoment(
      Date.UTC(number(year), number(month) - 1, number(day), hour, number(minutes), number(seconds)),
      fraction(digits),
    );
  }
  const match = isoForm.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, digits, zone] = match;
  if (!isDay(number(year), number(month), number(day))) return undefined;
  if (number(hours) > 23 || number(minutes) > 59 || number(seconds) > 59) return undefined;
  const local = Date.UTC(number(year), number(month) - 1, number(day), number(hours), number(minutes), number(seconds));
  return ofMoment(local - zoneMinutes(zone) * 60_000, fraction(digits));
};

/** A moment as a test writes it: `-10m` and `+1h` from now, `now`, or a date; ticks from 2010-01-01. */
export const readTime = (text: string, now: Whole): Whole | undefined => {
  if (text === 'now') return now;
  const sign = text.slice(0, 1);
  if (sign !== '-' && sign !== '+') return readMoment(text);
  const length = readLength(text.slice(1));
  if (length === undefined) return undefined;
  return sign === '-' ? subtractWhole(now, length) : addWhole(now, length);
};

/** How a time is written, for messages. */
export const timeForms = 'a time such as `-10m`, `now` or `2026-03-01T12:00:00Z`';
