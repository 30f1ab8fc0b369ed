import type { Type, Value, Whole } from '../values/value.ts';
import { arrayOrderFunctions, arrayFunctions } from './arrays.ts';
import { bagFunctions } from './bags.ts';
import { binFunctions } from './bins.ts';
import { bitFunctions, mathFunctions } from './math.ts';
import { conditionFunctions } from './conditions.ts';
import { conversionFunctions } from './conversions.ts';
import { datePartFunctions } from './date-parts.ts';
import { dateFunctions } from './dates.ts';
import { encodingFunctions } from './encodings.ts';
import { formatFunctions } from './formats.ts';
import { geoFunctions } from './geo.ts';
import { hashFunctions } from './hashes.ts';
import { ipAddressFunctions } from './ip-addresses.ts';
import { positionFunctions } from './positions.ts';
import { regularExpressionFunctions } from './regular-expressions.ts';
import { seriesFunctions } from './series/series.ts';
import { seriesDecomposeFunctions } from './series/series-decompose.ts';
import { seriesFillFunctions } from './series/series-fill.ts';
import { seriesFilterFunctions } from './series/series-filters.ts';
import { seriesStatisticFunctions } from './series/series-statistics.ts';
import { setFunctions } from './sets.ts';
import { sketchFunctions } from './sketches.ts';
import { stringFunctions } from './strings.ts';
import { unitFunctions } from './units.ts';

/** What is known of an argument before any row is read. */
export type Argument = { readonly type: Type; readonly constant?: Value };

/** What a function may ask of the run that it takes part in. */
export type RunContext = {
  /** The time that the run takes for now, in ticks from 2010-01-01; throws while nothing runs. */
  readonly now: () => Whole;
  /** A number from 0 to 1, of the run's seed. */
  readonly random: () => number;
  /** What a test says about an address (`geo_info_from_ip_address`); ends the run where it says nothing. */
  readonly geo: (address: string) => Value;
  /** Refuses a feature that is not supported: ends the compilation with a finding at the call. */
  readonly unsupported: (feature: string) => never;
  /** Ends the compilation or the run with an error that is the query's own. */
  readonly fail: (message: string) => never;
};

/**
 * A function of scalars. `bind` is called once when a query is compiled, so that constants (a regular expression, a
 * format) can be prepared; what it gives is called for each row. A function whose result has several columns
 * (`series_stats`, `array_sort_asc` of several arrays) gives an array of their values, in the order of the columns. The
 * argument `typeof(long)` is a constant text, the name of the type.
 */
export type ScalarFunction = {
  /** The result type by the arguments, where the engine's differs from the binder's or depends on them. */
  readonly type?: (args: readonly Argument[]) => Type;
  readonly bind: (args: readonly Argument[], context: RunContext) => (values: readonly Value[]) => Value;
};

/** All functions of scalars by name. What is not here is not supported. */
export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = new Map(
  [
    arrayOrderFunctions,
    arrayFunctions,
    bagFunctions,
    binFunctions,
    bitFunctions,
    conditionFunctions,
    conversionFunctions,
    datePartFunctions,
    dateFunctions,
    encodingFunctions,
    formatFunctions,
    geoFunctions,
    hashFunctions,
    ipAddressFunctions,
    mathFunctions,
    positionFunctions,
    regularExpressionFunctions,
    seriesFunctions,
    seriesDecomposeFunctions,
    seriesFillFunctions,
    seriesFilterFunctions,
    seriesStatisticFunctions,
    setFunctions,
    sketchFunctions,
    stringFunctions,
    unitFunctions,
  ].flatMap((family) => Object.entries(family)),
);
