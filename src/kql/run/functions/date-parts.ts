import { addMonths, dayOfDate, instant, partsOf, splitDay, weekdayOf } from '../values/instants.ts';
import { addWhole, divideWhole, floorDivideWhole, multiplyWhole, subtractWhole, ticksPer } from '../values/value.ts';
import type { Type, Value, Whole } from '../values/value.ts';
import { binary, datetime, long, prepared, ternary, typed, unary } from './call.ts';
import type { Functions } from './call.ts';
import type { ScalarFunction } from './index.ts';

const dayOfYear = (ticks: Whole): number => splitDay(ticks).day - dayOfDate(partsOf(ticks).year, 1, 1) + 1;

/**
 * Number of a week that belongs to the year of one of its days: that of its Thursday, with weeks from Monday on (ISO
 * 8601), or that of its Wednesday, with weeks from Sunday on, for the obsolete function.
 */
const weekNumber = (ticks: Whole, firstWeekday: number): number => {
  const { day } = splitDay(ticks);
  const start = day - ((weekdayOf(day) - firstWeekday + 7) % 7);
  const middle = start + 3;
  const { year } = partsOf(multiplyWhole(middle, ticksPer.day));
  return Math.floor((middle - dayOfDate(year, 1, 1)) / 7) + 1;
};

const tickParts: Readonly<Record<string, (tick: number) => number>> = {
  hour: (tick) => Math.floor(tick / ticksPer.hour),
  minute: (tick) => Math.floor(tick / ticksPer.minute) % 60,
  second: (tick) => Math.floor(tick / ticksPer.second) % 60,
  millisecond: (tick) => Math.floor((tick % ticksPer.second) / ticksPer.millisecond),
  microsecond: (tick) => Math.floor((tick % ticksPer.second) / 10),
  nanosecond: (tick) => (tick % ticksPer.second) * 100,
};

const parts: Readonly<Record<string, (ticks: Whole) => number>> = {
  year: (ticks) => partsOf(ticks).year,
  quarter: (ticks) => Math.floor((partsOf(ticks).month - 1) / 3) + 1,
  month: (ticks) => partsOf(ticks).month,
  week_of_year: (ticks) => weekNumber(ticks, 1),
  day: (ticks) => partsOf(ticks).day,
  dayofyear: dayOfYear,
  ...Object.fromEntries(
    Object.entries(tickParts).map(([name, part]) => [name, (ticks: Whole) => part(splitDay(ticks).tick)]),
  ),
};

const partOf = prepared((name) => parts[name.toLowerCase()] ?? null);
const datetimePart = typed(
  'long',
  binary(partOf, datetime, (part, ticks) => part(ticks)),
);

const unitTicks: Readonly<Record<string, number>> = {
  week: ticksPer.day * 7,
  day: ticksPer.day,
  hour: ticksPer.hour,
  minute: ticksPer.minute,
  second: ticksPer.second,
  millisecond: ticksPer.millisecond,
  microsecond: 10,
};
const unitMonths: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

type Adder = (ticks: Whole, amount: Whole) => Whole | null;

const adderOf = (unit: string): Adder | null => {
  const name = unit.toLowerCase();
  const months = unitMonths[name];
  if (months !== undefined) return (ticks, amount) => addMonths(ticks, Number(amount) * months);
  if (name === 'nanosecond') return (ticks, amount) => instant(addWhole(ticks, divideWhole(amount, 100) ?? 0));
  const length = unitTicks[name];
  return length === undefined ? null : (ticks, amount) => instant(addWhole(ticks, multiplyWhole(amount, length)));
};

type Difference = (left: Whole, right: Whole) => Value;

const monthsOf = (ticks: Whole): number => {
  const { year, month } = partsOf(ticks);
  return year * 12 + month - 1;
};

const differenceOf = (unit: string): Difference | null => {
  const name = unit.toLowerCase();
  const months = unitMonths[name];
  if (months !== undefined)
    return (left, right) => Math.floor(monthsOf(left) / months) - Math.floor(monthsOf(right) / months);
  if (name === 'nanosecond') return (left, right) => multiplyWhole(subtractWhole(left, right), 100);
  const length = unitTicks[name];
  if (length === undefined) return null;
  // Weeks begin on a Sunday; day 0, 2010-01-01, was a Friday.
  const shift = name === 'week' ? ticksPer.day * 5 : 0;
  const unitsTo = (ticks: Whole): Whole => floorDivideWhole(addWhole(ticks, shift), length) ?? 0;
  return (left, right) => subtractWhole(unitsTo(left), unitsTo(right));
};

/** The engine counts weeks in a real, everything else in a long. */
const datetimeDiff: ScalarFunction = {
  ...ternary(prepared(differenceOf), datetime, datetime, (difference, left, right) => difference(left, right)),
  type: ([unit]): Type =>
    typeof unit?.constant === 'string' && unit.constant.toLowerCase() === 'week' ? 'real' : 'long',
};

/** Parts of datetimes, and sums and differences by calendar units. */
export const datePartFunctions: Functions = {
  datetime_part: datetimePart,
  datepart: datetimePart,
  datetime_add: ternary(prepared(adderOf), long, datetime, (add, amount, ticks) => add(ticks, amount)),
  datetime_diff: datetimeDiff,
  dayofweek: unary(datetime, (ticks) => weekdayOf(splitDay(ticks).day) * ticksPer.day),
  dayofmonth: unary(datetime, (ticks) => partsOf(ticks).day),
  dayofyear: unary(datetime, dayOfYear),
  hourofday: unary(datetime, (ticks) => Math.floor(splitDay(ticks).tick / ticksPer.hour)),
  monthofyear: unary(datetime, (ticks) => partsOf(ticks).month),
  getmonth: unary(datetime, (ticks) => partsOf(ticks).month),
  getyear: unary(datetime, (ticks) => partsOf(ticks).year),
  week_of_year: unary(datetime, (ticks) => weekNumber(ticks, 1)),
  weekofyear: unary(datetime, (ticks) => weekNumber(ticks, 0)),
};
