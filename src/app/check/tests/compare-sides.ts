import type { Alert, QueryRule } from '../../../content/alerts/index.ts';
import {
  prepareCase,
  resolveTest,
  rowFor,
  runCase,
  usualVariation,
  variationsOf,
  watchlistRows,
  type CaseContext,
  type CaseInput,
} from '../../../content/rule-test/index.ts';
import type { ComparedChange, ComparedRule } from '../../../core/compared.ts';
import type { Io } from '../../../core/io.ts';
import type { JsonObject } from '../../../core/json.ts';
import { columnsOf, RunError, type Program, type QueryCondition, type RunCompiler } from '../../../kql/index.ts';
import type { DeclaredSchema } from '../../query-schema.ts';
import { budgetOf } from './test-case.ts';

/** A rule that can be run, before or after. */
export type Side = { readonly rule: QueryRule; readonly query: string; readonly program: Program };

/** Rows to run both over, and how a difference in them is said: `in the case …`, `when … is …`. */
export type Ground = { readonly words: string; readonly input: CaseInput };

/** So many changed rows are tried for one rule. */
const mostVariations = 400;

/** So many columns of a row that was made are named. */
const mostWords = 3;

const timeout = 10_000;

const entityText = ({ type, identifiers }: Alert['entities'][number]): string =>
  `${type} ${Object.entries(identifiers)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;

/** So many titles or entities of one difference are named. */
const mostNamed = 3;

/** The first few of what a difference is about, each in quotes, and how many more there are. */
const few = (texts: readonly string[]): string => {
  const named = texts.slice(0, mostNamed).map((text) => `\`${text}\``);
  return [...named, ...(texts.length > mostNamed ? [`${texts.length - mostNamed} more`] : [])].join(', ');
};

const renamedIn = (before: readonly Alert[], after: readonly Alert[]): readonly string[] => {
  const words: string[] = [];
  const texts = (alerts: readonly Alert[], of: (alert: Alert) => string): readonly string[] =>
    [...new Set(alerts.map(of))].toSorted();
  for (const key of ['title', 'severity'] as const) {
    const [old, now] = [texts(before, (alert) => alert[key]), texts(after, (alert) => alert[key])];
    if (old.join('\n') !== now.join('\n')) words.push(`has the ${key} ${few(now)}, no longer ${few(old)}`);
  }
  const entities = (alerts: readonly Alert[]): readonly string[] => [
    ...new Set(alerts.flatMap((alert) => alert.entities.map(entityText))),
  ];
  const [old, now] = [entities(before), entities(after)];
  const gone = old.filter((text) => !now.includes(text));
  const come = now.filter((text) => !old.includes(text));
  if (gone.length > 0) words.push(`no longer names ${few(gone)}`);
  if (come.length > 0) words.push(`newly names ${few(come)}`);
  return words;
};

const alertsFor = ({ rule, program }: Side, input: CaseInput, io: Pick<Io, 'clock'>): readonly Alert[] =>
  runCase(rule, program, input, usualVariation, budgetOf(io.clock, timeout)).alerts;

/** What one ground shows of a change; undefined where one of both cannot be run over it. */
const changesIn = (before: Side, after: Side, { words, input }: Ground, io: Pick<Io, 'clock'>): ComparedChange[] => {
  const old = alertsFor(before, input, io);
  const now = alertsFor(after, input, io);
  if (old.length > 0 && now.length === 0) return [{ kind: 'lost', words: `no longer fires ${words}` }];
  if (old.length === 0 && now.length > 0) return [{ kind: 'gained', words: `newly fires ${words}` }];
  const counted =
    old.length === now.length
      ? []
      : [`raises ${now.length} alert${now.length === 1 ? '' : 's'}, no longer ${old.length}`];
  return [...renamedIn(old, now), ...counted].map((text) => ({ kind: 'renamed', words: `${text} ${words}` }));
};

/** What is said of a rule once, however many rows show it: the first that does. */
const distinct = (changes: readonly ComparedChange[]): readonly ComparedChange[] => {
  const seen = new Set<string>();
  return changes.filter(({ kind, words }) => {
    const [what = ''] = words.split(/ (?:in the case|when) /);
    const key = kind === 'renamed' ? what : words;
    return !seen.has(key) && seen.add(key).size > 0;
  });
};

/** What comparing any two versions of a rule takes. */
export type Tools = {
  readonly io: Io;
  readonly declared: DeclaredSchema;
  readonly compile: RunCompiler;
  readonly conditions: (query: string) => readonly QueryCondition[];
  readonly limits: (query: string) => readonly number[];
};

const noFile: CaseContext['textOf'] = () => ({ problem: 'there is no such file' });

/** A case of rows that need no file. */
const caseOf = (given: JsonObject, { declared }: Tools): CaseInput | undefined => {
  const { test } = resolveTest({ cases: [{ name: 'made', given }] });
  const [each] = test.cases;
  if (each === undefined) return undefined;
  const watchlists = new Map(declared.watchlists.map((one) => [one.alias.toLowerCase(), watchlistRows(one)]));
  const { input, findings } = prepareCase(test, each, {
    schema: declared.schema,
    shared: new Map(),
    watchlists,
    textOf: noFile,
  });
  return findings.length === 0 ? input : undefined;
};

const typesIn = (name: string, { declared }: Tools): ReadonlyMap<string, string> =>
  new Map(columnsOf(declared.schema, name)?.map((column) => [column.name, column.type]));

/** A value as a column takes it; undefined where it cannot. */
const fitting = (value: JsonObject[string], type: string): JsonObject[string] | undefined => {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (type === 'dynamic') return value;
  if (type === 'bool') return typeof value === 'boolean' ? value : true;
  if (type === 'datetime') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : 1;
};

/** Rows made of the conditions of a query alone, for rules whose cases do not fire. */
const madeGrounds = (side: Side, tables: readonly string[], tools: Tools): readonly Ground[] => {
  const { row, words: said } = rowFor(tools.conditions(side.query));
  // What the query works out is no column of the rows.
  const known = new Set(tables.flatMap((name) => [...typesIn(name, tools).keys()]));
  const words = [...said].flatMap(([column, text]) => (known.has(column) ? [text] : [])).slice(0, mostWords);
  const given = (count: number): JsonObject =>
    Object.fromEntries(
      tables.map((name) => {
        const types = typesIn(name, tools);
        const own = Object.entries(row).flatMap(([column, value]): [string, JsonObject[string]][] => {
          const type = types.get(column);
          const cell = type === undefined ? undefined : fitting(value, type);
          return cell === undefined ? [] : [[column, cell]];
        });
        return [name, [{ repeat: { count, every: '1s' }, row: Object.fromEntries(own) }]];
      }),
    );
  const counts = [1, ...tools.limits(side.query).map((limit) => limit + 1)];
  return counts.flatMap((count) => {
    const input = caseOf(given(count), tools);
    const rows = count === 1 ? [] : [`there are ${count} such rows`];
    const text = [...words, ...rows].join(' and ');
    return input === undefined ? [] : [{ words: text === '' ? 'for any row' : `when ${text}`, input }];
  });
};

const fires = (side: Side, ground: Ground, io: Pick<Io, 'clock'>): boolean => {
  try {
    return alertsFor(side, ground.input, io).length > 0;
  } catch (error) {
    if (error instanceof RunError) return false;
    throw error;
  }
};

/** What two versions of a rule do differently over its cases, over rows that their conditions name, and over those changed by one value. */
export const compareSides = (
  before: Side,
  after: Side,
  cases: readonly Ground[],
  tools: Tools,
): Omit<ComparedRule, 'rule' | 'path'> => {
  const { io } = tools;
  const tables = [...new Set([...before.program.reads.tables, ...after.program.reads.tables])];
  const empty = caseOf(Object.fromEntries(tables.map((name) => [name, []])), tools);
  // What only one of both reads is empty for the other's cases.
  const whole = (ground: Ground): Ground => ({
    ...ground,
    input: { ...ground.input, tables: new Map([...(empty?.tables ?? []), ...ground.input.tables]) },
  });
  const changes: ComparedChange[] = [];
  let generated = 0;
  let failed: string | undefined;
  const look = (ground: Ground): void => {
    try {
      changes.push(...changesIn(before, after, ground, io));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      // Rows made up for a comparison ask for what nobody gives, such as the place of another address.
      if (error.finding.notGiven === undefined) failed ??= error.finding.message;
    }
  };
  const given = cases.map(whole);
  for (const ground of given) look(ground);
  const made = [...madeGrounds(before, tables, tools), ...madeGrounds(after, tables, tools)].map(whole);
  // Where both fire, one changed value tells what only one of them catches; else what one of them catches at all.
  const isFiring = (ground: Ground): boolean => fires(before, ground, io) || fires(after, ground, io);
  const ofCases = given.filter(isFiring);
  const firing = ofCases.length > 0 ? ofCases : made.filter(isFiring);
  const both = firing.filter((ground) => fires(before, ground, io) && fires(after, ground, io));
  const seeds = both.length > 0 ? both : firing;
  if (ofCases.length === 0)
    for (const ground of firing) {
      generated += 1;
      look(ground);
    }
  const conditions = [...tools.conditions(before.query), ...tools.conditions(after.query)];
  const limits = [...new Set([...tools.limits(before.query), ...tools.limits(after.query)])];
  for (const seed of seeds)
    for (const { words, input } of variationsOf(seed.input, conditions, limits)) {
      if (generated >= mostVariations) break;
      generated += 1;
      look({ words: `when ${words}`, input });
    }
  const note =
    failed ??
    (seeds.length === 0
      ? 'No case makes it fire, and no row could be made that does: give it a test.'
      : generated >= mostVariations
        ? `Only the first ${mostVariations} changed rows were tried.`
        : undefined);
  return { cases: cases.length, generated, changes: distinct(changes), ...(note === undefined ? {} : { note }) };
};
