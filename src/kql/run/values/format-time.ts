import { partsOf } from './instants.ts';
import { ticksPer } from './value.ts';
import type { Whole } from './value.ts';

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
