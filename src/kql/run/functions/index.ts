import type { Type, Value, Whole } from '../value.ts';

/** What is known of an argument before any row is read. */
export type Argument = { readonly type: Type; readonly constant?: Value };

/** What a function may ask of the run that it takes part in. */
export type RunContext = {
  /** The time that the run takes for now, in ticks from 2010-01-01; throws while nothing runs. */
  readonly now: () => Whole;
  /** A number from 0 to 1, of the run's seed. */
  readonly random: () => number;
  /** What a test says about an address (`geo_info_from_ip_address`); undefined where it says nothing. */
  readonly geo: (address: string) => Value | undefined;
  /** Refuses a feature that is not supported: ends the compilation with a finding at the call. */
  readonly unsupported: (feature: string) => never;
};

/**
 * A function of scalars. `bind` is called once when a query is compiled, so that constants (a regular expression, a
 * format) can be prepared; what it gives is called for each row.
 */
export type ScalarFunction = {
  /** The result type by the types of the arguments, where the engine's differs from the binder's. */
  readonly type?: (types: readonly Type[]) => Type;
  readonly bind: (args: readonly Argument[], context: RunContext) => (values: readonly Value[]) => Value;
};

/** All functions of scalars by name. */
export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = new Map();
