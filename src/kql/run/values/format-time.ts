import { partsOf, dayOfDate, joinDay } from './instants.ts';
import { ticksPer, type Whole, addWhole, subtractWhole, wholeOf } from './value.ts';

/** Moves datetimes between UTC and the clocks of a time zone. */
type Zone = { readonly toLocal: (utc: Whole) => Whole; readonly toUtc: (local: Whole) => Whole };

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

/** What a format writes of a time. */
type Clock = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Ticks within the second. */
  readonly fraction: number;
};

type Piece = (clock: Clock) => string;

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** `f` writes so many digits of the fraction, `F` drops the zeros at its end. */
const fractionOf = (width: number, drops: boolean): Piece => {
  return ({ fraction }) => {
    const digits = padded(fraction, 7).slice(0, width);
    return drops ? digits.replace(/(?<!0)0+$/, '') : digits;
  };
};

const hourOfHalf = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** Elements of a format by their letter, for a run of so many of it (Microsoft Learn, "format_datetime()"). */
const datePieces: Readonly<Record<string, (width: number) => Piece>> = {
  d: (width) => (clock) => padded(clock.day, Math.min(width, 2)),
  f: (width) => fractionOf(width, false),
  F: (width) => fractionOf(width, true),
  h: (width) => (clock) => padded(hourOfHalf(clock.hour), Math.min(width, 2)),
  H: (width) => (clock) => padded(clock.hour, Math.min(width, 2)),
  m: (width) => (clock) => padded(clock.minute, Math.min(width, 2)),
  M: (width) => (clock) => padded(clock.month, Math.min(width, 2)),
  s: (width) => (clock) => padded(clock.second, Math.min(width, 2)),
  y: (width) => (clock) => (width <= 2 ? padded(clock.year % 100, width) : padded(clock.year, width)),
  t: (width) => (clock) => (clock.hour < 12 ? 'AM' : 'PM').slice(0, width),
};

/** In a timespan days may be padded to eight digits, and hours have no halves of a day. */
const spanPieces: Readonly<Record<string, (width: number) => Piece>> = {
  d: (width) => (clock) => padded(clock.day, width),
  f: (width) => fractionOf(width, false),
  F: (width) => fractionOf(width, true),
  h: (width) => (clock) => padded(clock.hour, Math.min(width, 2)),
  H: (width) => (clock) => padded(clock.hour, Math.min(width, 2)),
  m: (width) => (clock) => padded(clock.minute, Math.min(width, 2)),
  s: (width) => (clock) => padded(clock.second, Math.min(width, 2)),
};

const piecesOf = (format: string, letters: Readonly<Record<string, (width: number) => Piece>>): readonly Piece[] =>
  Array.from(format.matchAll(/([a-zA-Z])\1*|[^a-zA-Z]+/g), ([run, letter]) => {
    const piece = letter === undefined ? undefined : letters[letter];
    return piece === undefined ? () => run : piece(run.length);
  });

const written = (pieces: readonly Piece[], clock: Clock): string => pieces.map((piece) => piece(clock)).join('');

const timeOfDay = (tick: number): Pick<Clock, 'hour' | 'minute' | 'second' | 'fraction'> => {
  const seconds = Math.floor(tick / ticksPer.second);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: tick % ticksPer.second,
  };
};

/** Reads a format of `format_datetime`; what it gives writes datetimes. Letters without a meaning stand for themselves. */
export const formatDatetime = (format: string): ((ticks: Whole) => string) => {
  const pieces = piecesOf(format, datePieces);
  return (ticks) => {
    const { year, month, day, tick } = partsOf(ticks);
    return written(pieces, { year, month, day, ...timeOfDay(tick) });
  };
};

/** Reads a format of `format_timespan`; what it gives writes timespans, a negative one with a minus before it. */
export const formatTimespan = (format: string): ((ticks: Whole) => string) => {
  const pieces = piecesOf(format, spanPieces);
  return (ticks) => {
    const size = ticks < 0 ? -BigInt(ticks) : BigInt(ticks);
    const day = Number(size / BigInt(ticksPer.day));
    const text = written(pieces, { year: 0, month: 0, day, ...timeOfDay(Number(size % BigInt(ticksPer.day))) });
    return ticks < 0 ? `-${text}` : text;
  };
};
