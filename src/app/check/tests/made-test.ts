import type { QueryRule } from '../../../content/alerts/index.ts';
import {
  expectationOf,
  prepareCase,
  resolveTest,
  runCase,
  type CaseContext,
  type CaseOutcome,
} from '../../../content/rule-test/index.ts';
import { isObject, type JsonObject, type JsonValue, listOf } from '../../../core/json.ts';
import { RunError, type Program, type RunBudget } from '../../../kql/index.ts';

export type MadeTestRequest = {
  readonly rule: QueryRule;
  readonly query: string;
  readonly program: Pick<Program, 'run' | 'reads'>;
  readonly context: Pick<CaseContext, 'schema' | 'watchlists'>;
  /** Rows as a test file has them, by what they are given for. */
  readonly rows: ReadonlyMap<string, readonly JsonObject[]>;
  /** Of the firing case. */
  readonly name: string;
  readonly budget: () => RunBudget;
};

/** A test file's value; `outcome` is what comes of the rows. */
export type MadeTest = { readonly value: JsonObject; readonly outcome: CaseOutcome };

const minute = 60_000;

const timeOf = ({ TimeGenerated: time }: JsonObject): number => (typeof time === 'string' ? Date.parse(time) : NaN);

/** The first full minute after the last row; undefined where no row has a time. */
const nowAfter = (rows: readonly JsonObject[]): string | undefined => {
  const latest = rows.reduce((last, row) => Math.max(last, timeOf(row) || 0), 0);
  if (latest === 0) return undefined;
  return new Date((Math.floor(latest / minute) + 1) * minute).toISOString().replace('.000Z', 'Z');
};

/** A row with what the query names of it. */
const sparse = (row: JsonObject, words: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name === 'TimeGenerated' || words.has(name)));

const isFilled = (value: JsonValue | undefined): value is string => typeof value === 'string' && value !== '';

/** The texts of a row that the query names: `CommandLine`, and `EventData.Image` for what is within a bag. */
const textsIn = (row: JsonObject, words: ReadonlySet<string>): readonly string[] =>
  Object.entries(row).flatMap(([name, value]) => {
    if (name === 'TimeGenerated') return [];
    if (isFilled(value)) return [name];
    const inner = isObject(value) ? Object.entries(value) : [];
    return inner.flatMap(([key, text]) => (words.has(key) && isFilled(text) ? [`${name}.${key}`] : []));
  });

type Blank = { readonly what: string; readonly places: readonly string[] };

/** Where the texts that the query names stand, each with all rows that have it; what the query names last comes first. */
const blanksIn = (given: JsonObject, query: string, words: ReadonlySet<string>): readonly Blank[] =>
  Object.entries(given)
    .flatMap(([table, rows]) => {
      const texts = listOf(rows).map((row) => (isObject(row) ? textsIn(row, words) : []));
      return [...new Set(texts.flat())].map((what) => ({
        what,
        places: texts.flatMap((names, index) => (names.includes(what) ? [`${table}.${index}.${what}`] : [])),
      }));
    })
    .toSorted((left, right) => query.indexOf(wordOf(right.what)) - query.indexOf(wordOf(left.what)));

const wordOf = (what: string): string => what.slice(what.lastIndexOf('.') + 1);

const caseWith = (base: string, blanks: readonly Blank[]): JsonObject => {
  const names = [...new Set(blanks.map(({ what }) => what))];
  return {
    name: `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} blank`,
    base,
    with: Object.fromEntries(blanks.flatMap(({ places }) => places.map((place) => [place, '']))),
  };
};

/** The fewest texts that have to be blank for the rule to fall silent; undefined where it never does. */
const silencing = (
  blanks: readonly Blank[],
  isSilent: (blank: readonly Blank[]) => boolean,
): readonly Blank[] | undefined => {
  const one = blanks.find((each) => isSilent([each]));
  if (one !== undefined) return [one];
  if (!isSilent(blanks)) return undefined;
  return blanks.reduce((kept, each) => {
    const fewer = kept.filter((other) => other !== each);
    return isSilent(fewer) ? fewer : kept;
  }, blanks);
};

/**
 * A test of a rule from rows that should make it fire: a case with what comes of them, and a silent one in which as little as
 * possible is blank. The rows keep the columns that the query names. Throws a RunError where the query
 * cannot be run over them.
 */
export const madeTest = (request: MadeTestRequest): MadeTest => {
  const { rule, query, program, context, name, budget } = request;
  const words = new Set(query.match(/\w+/g));
  const all = [...request.rows.values()].flat();
  const empty = program.reads.tables.filter((table) => !request.rows.has(table));
  const given: JsonObject = {
    ...Object.fromEntries([...request.rows].map(([table, rows]) => [table, rows.map((row) => sparse(row, words))])),
    ...Object.fromEntries(empty.map((table) => [table, []])),
  };
  const now = nowAfter(all);
  const head: JsonObject = now === undefined ? {} : { now };
  const outcomeOf = (cases: readonly JsonObject[]): CaseOutcome => {
    const { test } = resolveTest({ ...head, cases });
    const last = test.cases.at(-1);
    if (last === undefined) throw new TypeError('a case has no outcome without being one');
    const { input } = prepareCase(test, last, {
      ...context,
      shared: new Map(),
      textOf: () => ({ problem: 'there is no such file' }),
    });
    return runCase(rule, program, input, undefined, budget());
  };
  const firing: JsonObject = { name, given };
  const outcome = outcomeOf([firing]);
  const fires: JsonObject = { ...firing, expect: expectationOf(undefined, outcome) };
  const isSilent = (blank: readonly Blank[]): boolean => {
    try {
      return outcomeOf([firing, caseWith(name, blank)]).alerts.length === 0;
    } catch (error) {
      if (error instanceof RunError) return false;
      throw error;
    }
  };
  const silent = outcome.alerts.length === 0 ? undefined : silencing(blanksIn(given, query, words), isSilent);
  const cases = silent === undefined ? [fires] : [fires, { ...caseWith(name, silent), expect: 'silent' }];
  return { value: { ...head, cases }, outcome };
};
