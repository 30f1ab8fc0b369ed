const form = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** True where a text begins with a day of the calendar: Date.parse takes 31 February for 3 March. */
export const beginsWithDay = (text: string): boolean => {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
};

/**
 * Milliseconds since 1970 of an ISO 8601 date or time, in UTC where it names no zone; undefined for anything else, and for a
 * day that no calendar has.
 */
export const instantOf = (text: string): number | undefined => {
  const match = form.exec(text);
  if (match === null || !beginsWithDay(text)) return undefined;
  const zoned = match[1] === undefined && text.length > 10 ? `${text}Z` : text;
  const instant = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(instant) ? undefined : instant;
};

/** The canonical form of an instant in milliseconds since 1970: `2026-01-31T08:00:00Z`. */
export const printInstant = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');

/** Lengths of time as the rule files and the service write them; always milliseconds in between. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const isoForm = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const shortForm = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i;

const length = (match: RegExpExecArray | null): number | undefined => {
  if (match === null) return undefined;
  const [, days, hours, minutes, seconds] = match;
  if (days === undefined && hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  const total =
    Number(days ?? 0) * day + Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute + Number(seconds ?? 0) * second;
  return Math.min(total, Number.MAX_SAFE_INTEGER);
};

/**
 * The length of an ISO 8601 duration (`PT1H`, `P1DT2H`) in milliseconds. Undefined for anything else: weeks, months and
 * years (which the service does not take), fractions, and slips such as `PT1D`. A length beyond the exact numbers is the
 * greatest of them.
 */
export const parseIsoDuration = (text: string): number | undefined => length(isoForm.exec(text));

/**
 * The length in milliseconds of a duration as rule files write it: the short form of Microsoft's public rules (`1h`,
 * `14d`, `1h10m`, `2H`) or ISO 8601. Undefined for anything else; a bare number has no unit, so it is no duration.
 */
export const parseDuration = (text: string): number | undefined =>
  parseIsoDuration(text) ?? length(shortForm.exec(text));

type Parts = { readonly days: number; readonly hours: number; readonly minutes: number; readonly seconds: number };

const partsOf = (milliseconds: number): Parts => ({
  days: Math.floor(milliseconds / day),
  hours: Math.floor((milliseconds % day) / hour),
  minutes: Math.floor((milliseconds % hour) / minute),
  seconds: Math.floor((milliseconds % minute) / second),
});

const unit = (count: number, name: string): string => (count === 0 ? '' : `${count}${name}`);

/** The canonical ISO 8601 form of a length in milliseconds, whole seconds: `P1D`, never `PT24H`; `PT0S` for nothing. */
export const printIsoDuration = (milliseconds: number): string => {
  const { days, hours, minutes, seconds } = partsOf(milliseconds);
  const time = unit(hours, 'H') + unit(minutes, 'M') + unit(seconds, 'S');
  if (days === 0 && time === '') return 'PT0S';
  return `P${unit(days, 'D')}${time === '' ? '' : `T${time}`}`;
};

/** The short form for rule files of a length in milliseconds, whole seconds: `1d`, `1h10m`; `0s` for nothing. */
export const printShortDuration = (milliseconds: number): string => {
  const { days, hours, minutes, seconds } = partsOf(milliseconds);
  return unit(days, 'd') + unit(hours, 'h') + unit(minutes, 'm') + unit(seconds, 's') || '0s';
};

const wordUnits = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** A length of milliseconds in words: `1 hour`, `1 day 2 hours`. */
export const lengthInWords = (milliseconds: number): string => {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [size, noun] of wordUnits) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${noun}${count === 1 ? '' : 's'}`);
    rest %= size;
  }
  return parts.join(' ') || 'no time';
};
