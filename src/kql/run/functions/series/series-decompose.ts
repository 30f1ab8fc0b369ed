import type { Value } from '../../values/value.ts';
import { array, count, type Functions, optional, real, text } from '../call.ts';
import type { Argument, ScalarFunction } from '../index.ts';
import { fitLine, outlierScores } from './series-statistics.ts';
import { numbersOf, realsOf } from './series.ts';

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Shorter periods are not looked for; longer ones than half of the series cannot be told from chance. */
const shortestPeriod = 4;

/** How a series resembles itself so many places later, from -1 to 1, for each distance up to the longest period. */
const autocorrelation = (values: readonly number[]): readonly number[] => {
  const mean = meanOf(values);
  const centered = values.map((value) => value - mean);
  const spread = centered.reduce((sum, value) => sum + value * value, 0) / values.length;
  if (spread === 0) return [];
  return Array.from({ length: Math.floor(values.length / 2) + 1 }, (_, lag) => {
    const sum = centered.reduce((total, value, at) => total + value * (centered[at + lag] ?? 0), 0);
    return sum / (values.length - lag) / spread;
  });
};

/** The period of a series: the shortest distance at which it resembles itself about as well as at any; 0 for none. */
const periodOf = (values: readonly number[], threshold: number): number => {
  const line = fitLine(values).fit;
  const scores = autocorrelation(values.map((value, at) => value - (line[at] ?? 0)));
  const peaks = scores.flatMap((score, lag) => {
    const isPeak = score >= (scores[lag - 1] ?? 0) && score >= (scores[lag + 1] ?? 0);
    return lag >= shortestPeriod && lag * 2 < values.length && isPeak && score >= threshold ? [{ lag, score }] : [];
  });
  const best = Math.max(...peaks.map(({ score }) => score));
  return peaks.find(({ score }) => score >= best * 0.9)?.lag ?? 0;
};

const seasonalOf = (values: readonly number[], period: number, learned: number): readonly number[] => {
  if (period <= 0) return values.map(() => 0);
  const phases = Array.from({ length: Math.min(period, values.length) }, (_, phase) =>
    medianOf(values.slice(0, learned).filter((__, at) => at % period === phase)),
  );
  return values.map((_, at) => phases[at % period] ?? 0);
};

type Trend = (values: readonly number[], learned: number) => readonly number[];

const trends: Readonly<Record<string, Trend>> = {
  avg: (values, learned) => {
    const mean = meanOf(values.slice(0, learned));
    return values.map(() => mean);
  },
  linefit: (values, learned) => {
    const { slope, interception } = fitLine(values.slice(0, learned));
    return values.map((_, at) => interception + slope * (at + 1));
  },
  none: (values) => values.map(() => 0),
};

type Parts = {
  readonly baseline: readonly number[];
  readonly seasonal: readonly number[];
  readonly trend: readonly number[];
  readonly residual: readonly number[];
};

type Options = {
  readonly seasonality: number;
  readonly trend: string;
  readonly testPoints: number;
  readonly threshold: number;
};

/** The steps of the page, in its order: season, trend of what is left, baseline, residual. */
const decompose = (values: readonly number[], options: Options): Parts => {
  const learned = Math.max(values.length - options.testPoints, 0);
  const { seasonality } = options;
  const period = seasonality < 0 ? periodOf(values.slice(0, learned), options.threshold) : Math.trunc(seasonality);
  const seasonal = seasonalOf(values, period, learned);
  const rest = values.map((value, at) => value - (seasonal[at] ?? 0));
  const trend = (trends[options.trend] ?? trends['avg'])?.(rest, learned) ?? rest;
  const baseline = seasonal.map((value, at) => value + (trend[at] ?? 0));
  return { baseline, seasonal, trend, residual: values.map((value, at) => value - (baseline[at] ?? 0)) };
};

/** Positions of the arguments that say how to decompose. */
type Places = {
  readonly seasonality: number;
  readonly trend: number;
  readonly testPoints: number;
  readonly threshold: number;
};

const optionsOf = (args: readonly Argument[], places: Places): ((values: readonly Value[]) => Options) => {
  const seasonality = optional(count, -1)(args[places.seasonality], places.seasonality);
  const trend = optional(text, 'avg')(args[places.trend], places.trend);
  const testPoints = optional(count, 0)(args[places.testPoints], places.testPoints);
  const threshold = optional(real, 0.6)(args[places.threshold], places.threshold);
  return (values) => ({
    seasonality: seasonality(values) ?? -1,
    trend: trend(values) ?? 'avg',
    testPoints: testPoints(values) ?? 0,
    threshold: threshold(values) ?? 0.6,
  });
};

/** The four parts as columns; the first one, the baseline, is the forecast beyond what was learned. */
const decomposed = (places: Places): ScalarFunction => ({
  bind: (args) => {
    const read = array(args[0], 0);
    const readOptions = optionsOf(args, places);
    return (values): Value => {
      const items = read(values);
      if (items === null) return [null, null, null, null];
      const { baseline, seasonal, trend, residual } = decompose(numbersOf(items), readOptions(values));
      return [baseline, seasonal, trend, residual].map(realsOf);
    };
  },
});

/** Flags, scores and baseline: which values lie how far from what season and trend make expect. */
const anomalies: ScalarFunction = {
  bind: (args) => {
    const readSeries = array(args[0], 0);
    const readThreshold = optional(real, 1.5)(args[1], 1);
    const readOptions = optionsOf(args, { seasonality: 2, trend: 3, testPoints: 4, threshold: 6 });
    const readMethod = optional(text, 'ctukey')(args[5], 5);
    return (values) => {
      const items = readSeries(values);
      if (items === null) return [null, null, null];
      const options = readOptions(values);
      const { baseline, residual } = decompose(numbersOf(items), options);
      const [low, high] = readMethod(values) === 'tukey' ? [25, 75] : [10, 90];
      const scores = outlierScores(residual, low ?? 10, high ?? 90, options.testPoints);
      const threshold = readThreshold(values) ?? 1.5;
      const flags = scores.map((score) => (Math.abs(score) > threshold ? Math.sign(score) : 0));
      return [flags, realsOf(scores), realsOf(baseline)];
    };
  },
};

const seasonal: ScalarFunction = {
  bind: (args) => {
    const read = array(args[0], 0);
    const readPeriod = optional(count, -1)(args[1], 1);
    const readTestPoints = optional(count, 0)(args[2], 2);
    return (values) => {
      const items = read(values);
      if (items === null) return null;
      const numbers = numbersOf(items);
      const learned = Math.max(numbers.length - (readTestPoints(values) ?? 0), 0);
      const given = readPeriod(values) ?? -1;
      // The page names a threshold of 0.7 here and one of 0.6 for decomposition.
      const period = given < 0 ? periodOf(numbers.slice(0, learned), 0.7) : Math.trunc(given);
      return realsOf(seasonalOf(numbers, period, learned));
    };
  },
};

/**
 * Functions that take a series apart into season, trend and rest. How the engine finds a period on its own is not
 * published: it is found here by autocorrelation, so that a series without a clear period may differ.
 */
export const seriesDecomposeFunctions: Functions = {
  series_seasonal: seasonal,
  series_decompose: decomposed({ seasonality: 1, trend: 2, testPoints: 3, threshold: 4 }),
  series_decompose_forecast: decomposed({ testPoints: 1, seasonality: 2, trend: 3, threshold: 4 }),
  series_decompose_anomalies: anomalies,
};
