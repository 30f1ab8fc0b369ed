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

/**
 * Where Microsoft's published KQL engine, which Picket binds queries with, and the engine of the service are known to
 * judge differently: the one place for such knowledge. What rests on a row is never an error.
 */
export type Difference = {
  readonly id: string;
  /** What the service does with what the published engine judges otherwise. */
  readonly service: 'takes' | 'refuses';
  /** The published engine's codes that rest on the difference; none where it says nothing at all. */
  readonly codes: readonly string[];
  /** The functions and plugins in whose calls it stands; anywhere where absent. */
  readonly calls?: readonly string[];
  /** What the text of the place looks like; anything where absent. */
  readonly text?: RegExp;
  /**
   * `corrected`: the engine is told better, or its finding is dropped. `warned`: the finding is a warning that says so.
   */
  readonly treatment: 'corrected' | 'warned';
  /** A sentence for whoever reads the warning. */
  readonly said: string;
  /** Where it was seen or is documented. */
  readonly evidence: string;
};

const emulator = 'as the Kusto emulator answered for the examples of Microsoft Learn';

export const differences: readonly Difference[] = [
  {
    id: 'count-of-values',
    service: 'takes',
    codes: ['KS107'],
    calls: ['count'],
    treatment: 'warned',
    said: 'The service takes it and counts every row, also those without a value; write `count()`, or `countif(isnotnull(...))` for those with one.',
    evidence: `"summarize operator", summary of \`count(x)\` and \`count(y)\`, ${emulator}`,
  },
  {
    id: 'make-timespan-real-seconds',
    service: 'takes',
    codes: ['KS134'],
    calls: ['make_timespan', 'make_datetime'],
    text: /^[^"']/,
    treatment: 'warned',
    said: 'The service takes seconds with a fraction here.',
    evidence: 'Microsoft Learn, "make_timespan()" and "make_datetime()": second is real; example with 55.123',
  },
  {
    id: 'schema-merge',
    service: 'takes',
    codes: [],
    calls: ['schema_merge'],
    treatment: 'corrected',
    said: 'The service knows this plugin.',
    evidence: `"schema_merge plugin", ${emulator}`,
  },
  {
    id: 'union-of-several-types',
    service: 'takes',
    codes: [],
    treatment: 'corrected',
    said: 'The service names a column after its type where legs of a union have it of several.',
    evidence:
      'Microsoft Learn, "union operator": suffixes of types; the published engine forgets the type of a third leg',
  },
  {
    id: 'wildcard-over-views',
    service: 'takes',
    codes: ['KS111', 'KS142', 'KS204'],
    text: /\*/,
    treatment: 'corrected',
    said: 'The service looks for views and tables of that name.',
    evidence: 'Microsoft Learn, "union operator": a wildcard also stands for `let` functions declared with `view`',
  },
  {
    id: 'wildcard-of-no-column',
    service: 'takes',
    codes: ['KS142', 'KS109'],
    text: /\*/,
    treatment: 'corrected',
    said: 'The service passes over a wildcard that fits no column.',
    evidence: 'Published rules with `project-away Name*` where no column fits, in use',
  },
  {
    id: 'column-ifexists-type',
    service: 'takes',
    codes: [],
    calls: ['column_ifexists', 'columnifexists'],
    treatment: 'corrected',
    said: 'The service gives the type of the column, not that of the default.',
    evidence: 'Azure-Sentinel, SkipValidationsTemplates.json: rules that its validation refuses and the service takes',
  },
  {
    id: 'todynamic-of-dynamic',
    service: 'takes',
    codes: ['KS107'],
    calls: ['todynamic', 'toobject'],
    treatment: 'corrected',
    said: 'The service takes a dynamic value, as it does for `parse_json`.',
    evidence: 'Azure-Sentinel, SkipValidationsTemplates.json',
  },
  {
    id: 'bag-unpack-options',
    service: 'takes',
    codes: [],
    calls: ['bag_unpack'],
    treatment: 'corrected',
    said: 'The service takes what to do about clashes and what to leave out.',
    evidence: 'Microsoft Learn, "bag_unpack plugin": columnsConflict, ignoredProperties',
  },
  {
    id: 'lookup-over-unknown-columns',
    service: 'takes',
    codes: [],
    calls: ['ipv4_lookup', 'ipv6_lookup'],
    treatment: 'corrected',
    said: 'Columns of a watchlist or of a table that is not known come out too.',
    evidence: 'Microsoft Learn, "ipv4_lookup plugin": the result has the columns of both tables',
  },
  {
    id: 'profile-of-a-bare-column',
    service: 'takes',
    codes: ['KS142'],
    calls: ['FileProfile', 'DeviceFromIP', 'SeenBy'],
    treatment: 'corrected',
    said: 'The service takes the name of a column of the input.',
    evidence: 'Microsoft Learn, "FileProfile()": `invoke FileProfile(SHA1, 1000)`',
  },
  {
    id: 'fuzzy-leg',
    service: 'takes',
    codes: [],
    treatment: 'warned',
    said: 'It stands in a leg of `union isfuzzy=true`: the service leaves out a leg that it cannot resolve, and the rest runs.',
    evidence: 'Exported rules whose fuzzy legs hold semantic errors; Microsoft Learn, "union operator", isfuzzy',
  },
  {
    id: 'not-in-log-analytics',
    service: 'refuses',
    codes: [],
    calls: [
      'cursor_after',
      'cursor_before_or_at',
      'cursor_current',
      'current_cursor',
      'current_principal',
      'current_principal_details',
      'current_principal_is_member_of',
      'extent_id',
      'extent_tags',
      'external_table',
      'python',
      'r',
      'sql_request',
      'mysql_request',
      'postgresql_request',
      'cosmosdb_sql_request',
      'http_request',
      'http_request_post',
      'azure_digital_twins_query_request',
    ],
    treatment: 'warned',
    said: 'Azure Data Explorer knows it; Log Analytics, where a rule runs, does not.',
    evidence: 'Microsoft Learn, "KQL in Azure Monitor": functions and plugins that Azure Monitor does not support',
  },
];

/** The row for a finding of the published engine; undefined where both engines are believed to agree. */
export const differenceFor = (code: string, text: string, call: string | undefined): Difference | undefined =>
  differences.find(
    (each) =>
      each.service === 'takes' &&
      each.codes.includes(code) &&
      (each.calls === undefined || (call !== undefined && each.calls.includes(call))) &&
      (each.text === undefined || each.text.test(text)),
  );

const refused = differences.filter(({ service }) => service === 'refuses');

/** The row for a call of a function or plugin that the published engine knows and the service does not. */
export const refusedCall = (name: string): Difference | undefined =>
  refused.find(({ calls }) => calls?.includes(name) === true);

/** Errors of the binder about calls that the engine takes and can run: `count(x)` counts rows. */
export const takenCalls: readonly { readonly code: string; readonly call: string }[] = differences
  .filter(({ id }) => id === 'count-of-values')
  .flatMap(({ codes, calls = [] }) => codes.flatMap((code) => calls.map((call) => ({ code, call }))));

/** The row of an id; throws for none. */
export const difference = (id: string): Difference => {
  const found = differences.find((each) => each.id === id);
  if (found === undefined) throw new TypeError(`no known difference ${id}`);
  return found;
};
