import {
  incidentsOf,
  runDelay,
  runPeriod,
  runSchedule,
  runTimes,
  type Alert,
  type QueryRule,
  type RunOutcome,
} from '../alerts/index.ts';
import type { GivenTable, Program, RunBudget, RunInput } from '../../kql/run/program.ts';
import {
  addWhole,
  type DynamicBag,
  subtractWhole,
  type Row,
  type Table,
  type Value,
  type Whole,
  isWhole,
} from '../../kql/run/values/value.ts';
import type { GivenRows } from './rows.ts';

/** Everything that a case gives, typed. */
export type CaseInput = {
  readonly now: Whole;
  /** Rows of tables and functions by name. */
  readonly tables: ReadonlyMap<string, GivenRows>;
  /** By alias in lower case. */
  readonly watchlists: ReadonlyMap<string, GivenRows>;
  /** By address: the text of a file, or rows. */
  readonly external: ReadonlyMap<string, string | readonly DynamicBag[]>;
  readonly geo: ReadonlyMap<string, Value>;
  /** When the first and the last run are; one run now where it is undefined. */
  readonly runs: { readonly from: Whole; readonly to: Whole } | undefined;
};

/** How a run settles what the language leaves open. */
export type Variation = { readonly choice: 'first' | 'last'; readonly order: 'given' | 'reversed' | 'shuffled' };

export const usualVariation: Variation = { choice: 'first', order: 'given' };

/** The other ways to settle it: a verdict that one of them changes depends on chance. */
export const otherVariations: readonly Variation[] = [
  { choice: 'last', order: 'given' },
  { choice: 'first', order: 'reversed' },
  { choice: 'last', order: 'shuffled' },
];

export type CaseOutcome = {
  readonly runs: readonly RunOutcome[];
  /** The rows of all runs. */
  readonly result: Table;
  readonly alerts: readonly Alert[];
  readonly incidents: number;
};

/** Always the same order, and no run of neighbours stays together: the step has no divisor in common with the count. */
const shuffled = <T>(items: readonly T[]): readonly T[] => {
  const { length } = items;
  if (length < 3) return items.toReversed();
  const divides = (step: number): boolean => {
    let [left, right] = [length, step];
    while (right !== 0) [left, right] = [right, left % right];
    return left !== 1;
  };
  let step = Math.floor(length * 0.618) + 1;
  while (divides(step)) step += 1;
  return items.map((_, index) => items[(index * step + 1) % length]).filter((item) => item !== undefined);
};

const ordered = (rows: readonly Row[], order: Variation['order']): readonly Row[] => {
  if (order === 'given') return rows;
  return order === 'reversed' ? rows.toReversed() : shuffled(rows);
};

/** The rows that a run at a moment sees: of its window, and in the workspace by then. */
const seenAt = (
  rule: QueryRule,
  { columns, rows, ingested }: GivenRows,
  time: Whole,
  scheduled: boolean,
): readonly Row[] => {
  const at = columns.findIndex(({ name }) => name === 'TimeGenerated');
  const from = subtractWhole(time, runPeriod(rule));
  const seen = addWhole(time, runDelay(rule.kind));
  return rows.filter((row, index) => {
    const came = ingested[index] ?? time;
    if (came > seen) return false;
    const generated = at < 0 ? undefined : row[at];
    if (rule.kind === 'NRT') {
      // An NRT rule looks at what came in during its minute; one run alone looks at all of it.
      if (!scheduled) return !isWhole(generated) || generated < time;
      return came >= from && came < time;
    }
    return !isWhole(generated) || (generated >= from && generated < time);
  });
};

/** When each row of the tables of a case came in. */
const ingestionOf = ({ tables }: CaseInput): ReadonlyMap<Row, Whole> => {
  const ingestion = new Map<Row, Whole>();
  for (const { rows, ingested } of tables.values())
    for (const [index, row] of rows.entries()) {
      const came = ingested[index];
      if (came !== undefined) ingestion.set(row, came);
    }
  return ingestion;
};

/** What runs of a rule's query, or of a part of it, see at a moment of a case. */
export const runInputs = (
  rule: QueryRule,
  input: CaseInput,
  { choice, order }: Variation = usualVariation,
  budget?: RunBudget,
): ((time: Whole) => RunInput) => {
  const ingestion = ingestionOf(input);
  const given = ({ columns }: GivenRows, rows: readonly Row[]): GivenTable => ({ columns, rows: ordered(rows, order) });
  return (time) => {
    const tables = new Map<string, GivenTable>();
    return {
      table: (name) => {
        const known = tables.get(name);
        const rows = input.tables.get(name);
        if (known !== undefined || rows === undefined) return known;
        const made = given(rows, seenAt(rule, rows, time, input.runs !== undefined));
        tables.set(name, made);
        return made;
      },
      watchlist: (alias) => {
        const rows = input.watchlists.get(alias.toLowerCase());
        return rows === undefined ? undefined : given(rows, rows.rows);
      },
      external: (url) => input.external.get(url),
      geo: (address) => input.geo.get(address),
      now: time,
      ingestionTime: (_table, row) => ingestion.get(row),
      seed: choice === 'first' ? 1 : 2,
      choice,
      ...(budget === undefined ? {} : { budget }),
    };
  };
};

const outcomeOf = (rule: QueryRule, input: CaseInput, run: (time: Whole) => Table): CaseOutcome => {
  const runs = runSchedule(rule, runTimes(rule, rangeOf(input)), run);
  const results = runs.flatMap(({ result }) => result ?? []);
  const alerts = runs.flatMap((each) => each.alerts);
  return {
    runs,
    result: { columns: results[0]?.columns ?? [], rows: results.flatMap(({ rows }) => rows) },
    alerts,
    incidents: incidentsOf(rule, alerts).length,
  };
};

const rangeOf = ({ runs, now }: CaseInput): { readonly from: Whole; readonly to: Whole } =>
  runs ?? { from: now, to: now };

/**
 * Runs a rule over what a case gives: once, or at its frequency where the case says `runs`. Throws a RunError where the
 * interpreter cannot go on.
 */
export const runCase = (
  rule: QueryRule,
  program: Pick<Program, 'run'>,
  input: CaseInput,
  variation: Variation = usualVariation,
  budget?: RunBudget,
): CaseOutcome => {
  const inputAt = runInputs(rule, input, variation, budget);
  return outcomeOf(rule, input, (time) => program.run(inputAt(time)));
};

/** The same where a service gives the rows of the query at a moment. */
export const runCaseElsewhere = async (
  rule: QueryRule,
  input: CaseInput,
  ask: (seen: RunInput) => Promise<Table>,
): Promise<CaseOutcome> => {
  const inputAt = runInputs(rule, input);
  const tables = new Map<Whole, Table>();
  for (const time of runTimes(rule, rangeOf(input))) tables.set(time, await ask(inputAt(time)));
  return outcomeOf(rule, input, (time) => tables.get(time) ?? { columns: [], rows: [] });
};
