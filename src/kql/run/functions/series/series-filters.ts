import type { DynamicArray, Value } from '../../values/value.ts';
import { array, bool, type Functions, ternary } from '../call.ts';
import type { ScalarFunction } from '../index.ts';
import { numbersOf, realsOf } from './series.ts';

/** A finite impulse response: each value is a weighted sum of itself and those before it, or around it. */
const fir = (series: readonly number[], filter: readonly number[], isCentered: boolean): readonly number[] => {
  const shift = isCentered ? Math.floor(filter.length / 2) : 0;
  return series.map((_, at) =>
    filter.reduce((sum, weight, index) => sum + weight * (series[at + shift - index] ?? 0), 0),
  );
};

/** Weights divided by their sum; a filter with a negative weight cannot be. */
const normalized = (filter: readonly number[], wanted: boolean | null): readonly number[] | null => {
  const hasNegative = filter.some((weight) => weight < 0);
  if (!(wanted ?? !hasNegative)) return filter;
  if (hasNegative) return null;
  const sum = filter.reduce((total, weight) => total + weight, 0);
  return filter.map((weight) => weight / sum);
};

const seriesFir: ScalarFunction = {
  bind: (args) => {
    const readSeries = array(args[0], 0);
    const readFilter = array(args[1], 1);
    const readNormalize = bool(args[2], 2);
    const readCenter = bool(args[3], 3);
    return (values): Value => {
      const series = readSeries(values);
      const filter = readFilter(values);
      if (series === null || filter === null) return null;
      const weights = normalized(numbersOf(filter), readNormalize(values));
      return weights === null ? null : realsOf(fir(numbersOf(series), weights, readCenter(values) ?? false));
    };
  },
};

/** An infinite impulse response by its recursive formula (Microsoft Learn, "series_iir()"). */
const iir = (series: DynamicArray, numerators: DynamicArray, denominators: DynamicArray): Value => {
  const inputs = numbersOf(series);
  const forward = numbersOf(numerators);
  const [first = 0, ...backward] = numbersOf(denominators);
  if (first === 0) return null;
  const outputs: number[] = [];
  for (const at of inputs.keys()) {
    const ahead = forward.reduce((sum, weight, index) => sum + weight * (inputs[at - index] ?? 0), 0);
    const behind = backward.reduce((sum, weight, index) => sum + weight * (outputs[at - index - 1] ?? 0), 0);
    outputs.push((ahead - behind) / first);
  }
  return realsOf(outputs);
};

/** Filters of series. */
export const seriesFilterFunctions: Functions = {
  series_fir: seriesFir,
  series_iir: ternary(array, array, array, iir),
};
