import { resolve } from 'node:path';
import { queryRuleOf, type Alert, type QueryRule } from '../../../content/analytics-rule/alerts/index.ts';
import { firstType } from '../../../content/index.ts';
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
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { type JsonObject, textOrEmpty } from '../../../core/json.ts';
import { shown } from '../../../files/discover.ts';
import { kindOf } from '../../../files/disk.ts';
import {
  columnsOf,
  loadConditions,
  loadRunCompiler,
  loadStructure,
  RunError,
  type Program,
  type QueryCondition,
  type RunCompiler,
} from '../../../kql/index.ts';
import { version } from '../../../version.ts';
import { breath } from '../../breath.ts';
import { loadContent } from '../../content/content.ts';
import { lintContext } from '../../lint-context.ts';
import { chooseWorkspace, openProject, type ConfigChoice } from '../../project.ts';
import { querySchema, type DeclaredSchema } from '../../query-schema.ts';
import { readBase } from '../affected.ts';
import type { Reported } from '../validate.ts';
import { budgetOf } from './test-case.ts';
import { readTests, testFolders } from './test-files.ts';

export type CompareRequest = {
  readonly config: ConfigChoice;
  /** Name in picket.yaml; undefined for all content. */
  readonly workspace: string | undefined;
  /** Rules or folders relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Git ref of the state before. */
  readonly against: string;
};

/** A rule that can be run, before or after. */
type Side = { readonly rule: QueryRule; readonly query: string; readonly program: Program };

/** Rows to run both over, and how a difference in them is said: `in the case …`, `when … is …`. */
type Ground = { readonly words: string; readonly input: CaseInput };

/** So many changed rows are tried for one rule. */
const mostVariations = 400;
/** Limits beyond this are not reached by rows. */
const highestLimit = 500;
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

type Tools = {
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

const compareSides = (
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

/**
 * Runs rules as they were at a git ref, and as they are, over the cases of their tests and over rows that the conditions
 * of both queries name, and tells what is no longer caught, newly caught, or said otherwise. Both are run with the tables and
 * parsers of today. Rejects with `usage` or `config` errors only.
 */
export const compareRules = async (io: Io, request: CompareRequest): Promise<Reported> => {
  const project = await openProject(io, request.config);
  const workspace = request.workspace === undefined ? undefined : chooseWorkspace(project, io, request.workspace);
  for (const path of request.paths)
    if ((await kindOf(resolve(io.cwd, path))) === 'nothing')
      throw new PicketError('usage', `${path} does not exist.`, {
        code: 'no-such-path',
        hint: 'Name rules or folders, relative to the working directory.',
      });
  const declared = await querySchema(project, io, workspace);
  const folders = await testFolders(project, io, request.paths, workspace);
  const content = await loadContent(project, io, lintContext(io, workspace), {
    paths: folders,
    queries: 'skip',
    ...(workspace === undefined ? {} : { workspace }),
  });
  const base = await readBase(project, io, request.against, folders);
  const structure = await loadStructure();
  const tools: Tools = {
    io,
    declared,
    compile: await loadRunCompiler(),
    conditions: await loadConditions(),
    limits: (query) =>
      structure(query)
        .filters.flatMap(({ conjuncts }) => conjuncts)
        .flatMap(({ threshold }) => {
          const limit = threshold === undefined ? NaN : Number(query.slice(threshold.limit.start, threshold.limit.end));
          return Number.isInteger(limit) && limit > 0 && limit <= highestLimit ? [limit] : [];
        }),
  };
  const sideOf = (raw: JsonObject): Side | { readonly problem: string } => {
    const rule = queryRuleOf(raw);
    const query = textOrEmpty(raw['query']);
    if (rule === undefined) return { problem: 'is not valid' };
    const compiled = tools.compile(query, declared.schema);
    return compiled.ok
      ? { rule, query, program: compiled.program }
      : { problem: `cannot be run: ${compiled.errors[0]?.message ?? ''}` };
  };
  const tests = await readTests(project, io, async () => declared, folders);
  const compared: ComparedRule[] = [];
  const add = (rule: string, path: string, rest: Partial<Omit<ComparedRule, 'rule' | 'path'>>): void => {
    compared.push({ rule, path, cases: 0, generated: 0, changes: [], ...rest });
  };
  const items = content.items.filter(({ type }) => type.name === firstType.name);
  const ids = new Map(base.map((each) => [textOrEmpty(each.raw['id']).toLowerCase(), each]));
  const paths = new Map(base.map((each) => [each.path, each]));
  const kept = new Set<string>();
  for (const { document, raw } of items) {
    await breath(io);
    const old = ids.get(textOrEmpty(raw['id']).toLowerCase()) ?? paths.get(document.path);
    const name = textOrEmpty(raw['name']);
    if (old === undefined) {
      add(name, document.path, { note: 'The rule is new.' });
      continue;
    }
    kept.add(old.path);
    if (JSON.stringify(old.raw) === JSON.stringify(raw)) continue;
    const [before, after] = [sideOf(old.raw), sideOf(raw)];
    if ('problem' in before || 'problem' in after) {
      const problem =
        'problem' in after
          ? `The rule ${after.problem}`
          : 'problem' in before
            ? `The rule as it was ${before.problem}`
            : '';
      add(name, document.path, { note: problem });
      continue;
    }
    const cases = tests
      .filter(({ rule }) => rule !== undefined && shown(io.cwd, rule) === document.path)
      .flatMap((test) => test.cases)
      .filter(({ findings }) => findings.length === 0)
      .map((each): Ground => ({ words: `in the case \`${each.case.name}\``, input: each.input }));
    add(name, document.path, compareSides(before, after, cases, tools));
  }
  for (const { path, raw, type } of base)
    if (type.name === firstType.name && !kept.has(path))
      add(textOrEmpty(raw['name']), path, { changes: [{ kind: 'lost', words: 'is deleted' }] });
  return {
    report: {
      command: 'compare',
      version,
      diagnostics: project.diagnostics,
      files: items.length,
      compared,
      ...(workspace === undefined ? {} : { workspace: workspace.name }),
    },
    source: (path) => content.sources.get(path),
  };
};
