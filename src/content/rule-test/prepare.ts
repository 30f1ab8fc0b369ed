import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import { pointer } from '../../core/pointer.ts';
import type { QuerySchema } from '../../kql/index.ts';
import {
  type DynamicBag,
  isBag,
  subtractWhole,
  ticksPer,
  type Value,
  type Whole,
  type Column,
} from '../../kql/run/values/value.ts';
import { dynamicOf, named } from './cells.ts';
import { readFixture, type FixtureRows } from './fixtures.ts';
import { usualNow, type RuleTest, type TestCase, type TestFinding } from './model.ts';
import { givenRows, type GivenRows, type RowsContext } from './rows.ts';
import type { CaseInput } from './run-case.ts';
import { subjectOf } from './tables.ts';
import { readMoment, readTime, timeForms } from './times.ts';
import { records } from '../../core/text/csv.ts';
import type { WatchlistContent } from '../../core/symbols.ts';

/**
 * The rows that `_GetWatchlist` yields for a watchlist of the repository: its items, all of them texts, and the column
 * that they are searched by under `SearchKey`.
 */
export const watchlistRows = ({ text, delimiter, searchKey }: WatchlistContent): GivenRows => {
  const [header = [], ...items] = [...records(text.replace(/^\uFEFF/, ''), delimiter)];
  const names = header.map((name) => name.trim());
  const key = Math.max(0, names.indexOf(searchKey ?? ''));
  const kept = names.flatMap((name, index) => (name !== '' && names.indexOf(name) === index ? [{ name, index }] : []));
  const columns: readonly Column[] = [
    ...kept.map(({ name }): Column => ({ name, type: 'string' })),
    { name: 'SearchKey', type: 'string' },
  ];
  const rows = items.map((item) => [...kept.map(({ index }) => item[index] ?? ''), item[key] ?? '']);
  return { columns, rows, ingested: [] };
};

/** What cases are read with. */
export type CaseContext = {
  readonly schema: QuerySchema;
  readonly shared: RowsContext['shared'];
  /** The text of a file that a case names; a problem where it cannot be read. */
  readonly textOf: (path: string) => { readonly text: string } | { readonly problem: string };
  /** Rows of the repository's own watchlists, by alias in lower case. */
  readonly watchlists: ReadonlyMap<string, GivenRows>;
};

/** A case with its rows typed; `findings` point into the document, and with any the case cannot be run. */
export type PreparedCase = { readonly input: CaseInput; readonly findings: readonly TestFinding[] };

const momentOf = (test: RuleTest, each: TestCase, found: TestFinding[]): Whole => {
  const written = each.now ?? test.now;
  const read = written === undefined ? undefined : readMoment(written);
  if (written !== undefined && read === undefined)
    found.push({
      code: 'test/time',
      at: each.now === undefined ? '/now' : each.origin('/now'),
      message: `\`now\` is ${named(written)}, and has to be a moment such as \`2026-03-01T12:00:00Z\`.`,
    });
  return read ?? readMoment(usualNow) ?? 0;
};

const runsOf = (each: TestCase, now: Whole, found: TestFinding[]): CaseInput['runs'] => {
  if (each.runs === undefined) return undefined;
  const time = (key: 'from' | 'to'): Whole => {
    const written = each.runs?.[key] ?? 'now';
    const read = typeof written === 'string' ? readTime(written, now) : undefined;
    if (read === undefined)
      found.push({
        code: 'test/time',
        at: each.origin(`/runs/${key}`),
        message: `\`${key}\` is ${named(written)}, and has to be ${timeForms}.`,
      });
    return read ?? now;
  };
  const runs = { from: time('from'), to: time('to') };
  if (runs.from > runs.to)
    found.push({
      code: 'test/time',
      at: each.origin('/runs/from'),
      message: 'The first run is after the last one.',
      hint: 'A time before now begins with a minus: `-2h`.',
    });
  return runs;
};

/** What `externaldata` reads: the text of a file, its lines, or rows by their columns, whatever format the query reads. */
const externalOf = (
  value: JsonValue,
  context: CaseContext,
): { readonly given: string | readonly DynamicBag[] } | { readonly problem: string } => {
  const file = isObject(value) ? value['file'] : undefined;
  if (typeof file === 'string') {
    const read = context.textOf(file);
    return 'text' in read ? { given: read.text } : read;
  }
  const entries = isArray(value) ? value : [value];
  const rows = entries.map(dynamicOf).filter(isBag);
  if (rows.length === entries.length) return { given: rows };
  return { given: entries.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('') };
};

const defaultsOf = (test: RuleTest, table: string): JsonObject => objectOf(test.defaults[table]);

const noRows: JsonObject = {};

/** Reads what a case gives, by the schema of each table. */
export const prepareCase = (test: RuleTest, each: TestCase, context: CaseContext): PreparedCase => {
  const found: TestFinding[] = [];
  const now = momentOf(test, each, found);
  const runs = runsOf(each, now, found);
  const usual = subtractWhole(now, ticksPer.minute);
  const tables = new Map<string, GivenRows>();
  const watchlists = new Map<string, GivenRows>(context.watchlists);
  const external = new Map<string, string | readonly DynamicBag[]>();
  const geo = new Map<string, Value>();
  const placed: TestFinding[] = [];
  for (const [key, value] of Object.entries(each.given)) {
    const place = pointer('given', key);
    const subject = subjectOf(key, context.schema);
    if ('problem' in subject) {
      placed.push({ at: place, part: 'key', ...subject.problem });
      continue;
    }
    if (subject.kind === 'geo') {
      geo.set(subject.name, dynamicOf(value));
      continue;
    }
    if (subject.kind === 'external') {
      const read = externalOf(value, context);
      if ('given' in read) external.set(subject.name, read.given);
      else
        placed.push({
          code: 'test/fixture',
          at: `${place}/file`,
          message: `The file cannot be read: ${read.problem}.`,
        });
      continue;
    }
    const rowsContext: RowsContext = {
      now,
      usual,
      defaults: subject.kind === 'watchlist' ? noRows : defaultsOf(test, key),
      shared: context.shared,
      file: (path, typeOf): FixtureRows => {
        const read = context.textOf(path);
        return 'text' in read ? readFixture(path, read.text, { name: subject.name, typeOf }) : read;
      },
    };
    const rows = givenRows(subject, value, place, rowsContext, placed);
    if (subject.kind === 'watchlist') watchlists.set(subject.name.toLowerCase(), rows);
    else tables.set(subject.name, rows);
  }
  const findings = [...found, ...placed.map((finding) => ({ ...finding, at: each.origin(finding.at) }))];
  return { input: { now, tables, watchlists, external, geo, runs }, findings };
};

/** What is wrong with the defaults of a file: a table that is not known. Their columns are checked with the rows. */
export const checkDefaults = ({ defaults }: RuleTest, schema: QuerySchema): readonly TestFinding[] =>
  Object.keys(defaults).flatMap((key): readonly TestFinding[] => {
    const subject = subjectOf(key, schema);
    if ('problem' in subject) return [{ at: pointer('defaults', key), part: 'key', ...subject.problem }];
    if (subject.kind !== 'table' && subject.kind !== 'function') return [];
    const names = subject.columns.map(({ name }) => name);
    if (subject.open) return [];
    return Object.keys(defaultsOf({ now: undefined, defaults, cases: [] }, key))
      .filter((name) => name !== '_ingested' && !names.includes(name))
      .map((name): TestFinding => {
        const [near] = nearest(name, names);
        return {
          code: 'test/unknown-column',
          at: pointer('defaults', key, name),
          part: 'key',
          message: `\`${key}\` has no column \`${name}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        };
      });
  });
