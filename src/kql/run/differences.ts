/**
 * Where the engine's answers differ from what the binder (@kusto/language-service-next 12.4.1) says of them. All of it is
 * known from answers of Microsoft's engine. Types of results that differ stand with the functions themselves.
 */

/** Names that the engine gives the columns of aggregates, by the names of their arguments. */
export const engineNames: Readonly<Record<string, (args: readonly string[]) => string>> = {
  covariance: ([x = '', y = '']) => `covariance_${x}_${y}`,
  covarianceif: ([x = '', y = '']) => `covarianceif_${x}_${y}`,
  covariancep: ([x = '', y = '']) => `covariancep_${x}_${y}`,
  covariancepif: ([x = '', y = '']) => `covariancepif_${x}_${y}`,
  percentilesw_array: ([x = '']) => `percentiles_${x}`,
  count: ([x]) => (x === undefined ? 'count_' : `count_${x}`),
};

/** Errors of the binder about calls that the engine takes: `count(x)` counts rows. */
export const takenCalls: readonly { readonly code: string; readonly call: string }[] = [
  { code: 'KS107', call: 'count' },
];
