import { Real } from '../../values/value.ts';
import type { Dynamic, DynamicArray, Value } from '../../values/value.ts';
import { array, binary, bool, count, optional, real, text, unary } from '../call.ts';
import type { Functions } from '../call.ts';
import type { ScalarFunction } from '../index.ts';
import { numberIn, realsOf } from './series.ts';

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The variance of a sample; zero for a single value. */
const varianceOf = (values: readonly number[]): number => {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

const isFiniteNumber = (value: number | null): value is number => value !== null && Number.isFinite(value);

const statisticNames = ['min', 'min_idx', 'max', 'max_idx', 'avg', 'stdev', 'variance', 'sum', 'len'] as const;
/** How many of them are columns of `series_stats`. */
const columnCount = 7;

/** Statistics in the order of their names; nulls where there is a value that is not finite and those are not ignored. */
const statisticsOf = (values: DynamicArray, ignoresOthers: boolean): readonly Dynamic[] => {
  const numbers = values.map(numberIn);
  const finite = numbers.filter(isFiniteNumber);
  if (finite.length === 0 || (finite.length < numbers.length && !ignoresOthers)) return statisticNames.map(() => null);
  const smallest = finite.reduce((least, value) => Math.min(least, value));
  const largest = finite.reduce((most, value) => Math.max(most, value));
  const variance = varianceOf(finite);
  const sum = finite.reduce((total, value) => total + value, 0);
  return [
    new Real(smallest),
    numbers.indexOf(smallest),
    new Real(largest),
    numbers.indexOf(largest),
    new Real(meanOf(finite)),
    new Real(Math.sqrt(variance)),
    new Real(variance),
    new Real(sum),
    finite.length,
  ];
};

const statistics = (shape: (values: readonly Dynamic[]) => Value): ScalarFunction =>
  binary(array, optional(bool, false), (values, ignoresOthers) => shape(statisticsOf(values, ignoresOthers)));

type Line = {
  readonly rsquare: number;
  readonly slope: number;
  readonly variance: number;
  readonly rvariance: number;
  readonly interception: number;
  readonly fit: readonly number[];
};

/** The line with the least squares through values at 1, 2, 3 …, as the engine counts; NaN where values are missing. */
export const fitLine = (values: readonly number[]): Line => {
  const middle = (values.length + 1) / 2;
  const mean = meanOf(values);
  const spread = values.reduce((sum, _, at) => sum + (at + 1 - middle) ** 2, 0);
  const slope =
    spread === 0 ? 0 : values.reduce((sum, value, at) => sum + (at + 1 - middle) * (value - mean), 0) / spread;
  const interception = mean - slope * middle;
  const fit = values.map((_, at) => interception + slope * (at + 1));
  const variance = varianceOf(values);
  const freedom = Math.max(values.length - 1, 1);
  const rvariance = values.reduce((sum, value, at) => sum + (value - (fit[at] ?? 0)) ** 2, 0) / freedom;
  return { rsquare: variance === 0 ? 1 : 1 - rvariance / variance, slope, variance, rvariance, interception, fit };
};

const lineNames = ['rsquare', 'slope', 'variance', 'rvariance', 'interception', 'line_fit'] as const;

const lineOf = (values: DynamicArray): readonly Dynamic[] => {
  const numbers = values.map((value) => numberIn(value) ?? Number.NaN);
  if (numbers.length === 0) return lineNames.map(() => null);
  const { rsquare, slope, variance, rvariance, interception, fit } = fitLine(numbers);
  return [...realsOf([rsquare, slope, variance, rvariance, interception]), realsOf(fit)];
};

/** A real as the value of a column of type real. */
const plain = (value: Dynamic): Dynamic => (value instanceof Real ? value.value : value);

const bagOf = (names: readonly string[], values: readonly Dynamic[]): Dynamic =>
  new Map(names.map((name, at) => [name, values[at] ?? null]));

/** A percentile of sorted values, interpolated between the two nearest. */
const percentileOf = (sorted: readonly number[], percent: number): number => {
  const place = ((sorted.length - 1) * percent) / 100;
  const low = Math.floor(place);
  const left = sorted[low] ?? Number.NaN;
  return left + ((sorted[low + 1] ?? left) - left) * (place - low);
};

/**
 * How far values lie outside of a range of percentiles, in lengths of that range: Tukey's fences (Microsoft Learn,
 * "series_outliers()"). Missing values score 0; the range is that of the values before the test points.
 */
export const outlierScores = (
  values: readonly (number | null)[],
  low: number,
  high: number,
  testPoints = 0,
): readonly number[] => {
  const sorted = values
    .slice(0, values.length - testPoints)
    .filter(isFiniteNumber)
    .sort((left, right) => left - right);
  const bottom = percentileOf(sorted, low);
  const top = percentileOf(sorted, high);
  const range = top - bottom;
  return values.map((value) => {
    if (value === null || (value >= bottom && value <= top) || Number.isNaN(range)) return 0;
    return (value > top ? value - top : value - bottom) / range;
  });
};

const outliers: ScalarFunction = {
  bind: (args) => {
    const read = array(args[0], 0);
    const readKind = optional(text, 'ctukey')(args[1], 1);
    const readIgnored = real(args[2], 2);
    const readLow = optional(real, 10)(args[3], 3);
    const readHigh = optional(real, 90)(args[4], 4);
    const readTestPoints = optional(count, 0)(args[5], 5);
    return (values) => {
      const items = read(values);
      if (items === null) return null;
      const ignored = readIgnored(values);
      const numbers = items.map((item) => {
        const number = numberIn(item);
        return number === ignored ? null : number;
      });
      const isTukey = readKind(values) === 'tukey';
      const low = isTukey ? 25 : (readLow(values) ?? 10);
      const high = isTukey ? 75 : (readHigh(values) ?? 90);
      return realsOf(outlierScores(numbers, low, high, readTestPoints(values) ?? 0));
    };
  },
};

const pearson = (left: DynamicArray, right: DynamicArray): Value => {
  if (left.length !== right.length || left.length === 0) return null;
  const first = left.map((value) => numberIn(value) ?? Number.NaN);
  const second = right.map((value) => numberIn(value) ?? Number.NaN);
  const [firstMean, secondMean] = [meanOf(first), meanOf(second)];
  const product = first.reduce((sum, value, at) => sum + (value - firstMean) * ((second[at] ?? 0) - secondMean), 0);
  const squares = (values: readonly number[], mean: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const correlation = product / (Math.sqrt(squares(first, firstMean)) * Math.sqrt(squares(second, secondMean)));
  return Number.isNaN(correlation) ? null : correlation;
};

/** Functions that describe a series in a few numbers. */
export const seriesStatisticFunctions: Functions = {
  series_stats: statistics((values) => values.slice(0, columnCount).map(plain)),
  series_stats_dynamic: statistics((values) => bagOf(statisticNames, values)),
  series_fit_line: unary(array, (values) => lineOf(values).map(plain)),
  series_fit_line_dynamic: unary(array, (values) => bagOf(lineNames, lineOf(values))),
  series_outliers: outliers,
  series_pearson_correlation: binary(array, array, pearson),
};
