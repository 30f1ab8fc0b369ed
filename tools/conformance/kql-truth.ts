import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptySchema } from '../../src/kql/index.ts';
import { loadEngine } from '../../src/kql/engine.ts';
import { runCompiler } from '../../src/kql/run/compile.ts';
import { textOf } from '../../src/kql/run/values/convert.ts';
import { readJson } from '../../src/kql/run/values/json.ts';
import { jsonOf, textOfValue } from '../../src/kql/run/values/printed.ts';
import { RunError, type RunResult } from '../../src/kql/run/program.ts';
import { type Dynamic, isArray, isBag, isWhole, Real } from '../../src/kql/run/values/value.ts';
import { none, type Result } from './result.ts';

/** A query with an answer that somebody recorded. */
type Case = {
  readonly id: string;
  readonly trust: string;
  readonly tier: string;
  readonly query: string;
  readonly expected: Dynamic;
  readonly ordered: boolean;
  readonly approximate: boolean;
  readonly arbitraryRows: boolean;
};

type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'wrong'; readonly why: string };

const member = (value: Dynamic, name: string): Dynamic => (isBag(value) ? (value.get(name) ?? null) : null);

/** Read without a double: integers beyond 2^53 stand in some lines. */
const readCases = (shared: string): readonly Case[] =>
  readFileSync(join(shared, 'kql-truth', 'cases.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Case => {
      const read = readJson(line) ?? null;
      const flag = (name: string): boolean => member(read, name) === true;
      return {
        id: textOf(member(read, 'id')),
        trust: textOf(member(read, 'trust')),
        tier: textOf(member(read, 'tier')),
        query: textOf(member(read, 'query')),
        expected: member(read, 'expected'),
        ordered: flag('ordered'),
        approximate: flag('approximate'),
        arbitraryRows: flag('arbitraryRows'),
      };
    });

const numberOf = (value: Dynamic): number | undefined => {
  if (isWhole(value)) return Number(value);
  if (value instanceof Real) return value.value;
  return undefined;
};

/** Equal as JSON has it: numbers by value, the last digits of reals aside; whole numbers exactly. */
const isSame = (left: Dynamic, right: Dynamic, tolerance: number): boolean => {
  if (left === right) return true;
  const [one, other] = [numberOf(left), numberOf(right)];
  if (one !== undefined && other !== undefined) {
    if (isWhole(left) && isWhole(right) && tolerance < 1e-6) return left === right;
    return one === other || Math.abs(one - other) <= tolerance * Math.max(1, Math.abs(one), Math.abs(other));
  }
  if (isArray(left) && isArray(right))
    return left.length === right.length && left.every((each, index) => isSame(each, right[index] ?? null, tolerance));
  if (isBag(left) && isBag(right))
    return (
      left.size === right.size &&
      [...left].every(([name, each]) => right.has(name) && isSame(each, right.get(name) ?? null, tolerance))
    );
  return false;
};

const rowsOf = (result: RunResult): readonly Dynamic[] =>
  result.rows.map((row) =>
    result.columns.map(({ type }, index) => {
      const read = readJson(jsonOf(row[index] ?? null, type));
      if (read === undefined) throw new TypeError('a result is not printed as JSON');
      return read;
    }),
  );

/** Dates are written with and without a fraction. */
const withoutFraction = (value: Dynamic): Dynamic => {
  if (typeof value === 'string') {
    const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(value);
    return match === null ? value : `${match[1]}${(match[2] ?? '').replace(/\.?0+$/, '')}Z`;
  }
  if (isArray(value)) return value.map(withoutFraction);
  if (isBag(value)) return new Map([...value].map(([name, each]) => [name, withoutFraction(each)]));
  return value;
};

const show = (rows: readonly Dynamic[]): string =>
  rows
    .slice(0, 6)
    .map((row) => JSON.stringify(row, bare))
    .join(' ');
const bare = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Real) return value.value;
  return value instanceof Map ? Object.fromEntries(value) : value;
};

const compareRows = (actual: readonly Dynamic[], expected: readonly Dynamic[], each: Case): string | undefined => {
  const tolerance = each.approximate ? 0.1 : 1e-9;
  const [mine, theirs] = [actual.map(withoutFraction), expected.map(withoutFraction)];
  if (mine.length !== theirs.length)
    return `${mine.length} rows: ${show(mine)}, expected ${theirs.length}: ${show(theirs)}`;
  if (each.ordered) {
    const at = mine.findIndex((row, index) => !isSame(row, theirs[index] ?? null, tolerance));
    return at === -1 ? undefined : `row ${at}: ${show([mine[at] ?? null])}, expected ${show([theirs[at] ?? null])}`;
  }
  const left = [...theirs];
  for (const row of mine) {
    const at = left.findIndex((other) => isSame(row, other, tolerance));
    if (at === -1) return `${show([row])} is not expected; left are ${show(left)}`;
    left.splice(at, 1);
  }
  return undefined;
};

const texts = (value: Dynamic): readonly string[] | undefined => (isArray(value) ? value.map(textOf) : undefined);

/** What is printed in a table of the documentation or another implementation's test: compared as text, leniently. */
const normal = (text: string): string => {
  const plain = text
    .trim()
    .replaceAll(/^"|"$/g, '')
    .replace(/^<?\(?null\)?>?$/i, '')
    .replaceAll(/\s+/g, '');
  const instant = /^(\d{4}-\d\d-\d\d)[T ]?(\d\d:\d\d:\d\d)?(\.\d+)?Z?$/.exec(plain);
  if (instant !== null) return `${instant[1]}T${instant[2] ?? '00:00:00'}${(instant[3] ?? '').replace(/\.?0+$/, '')}`;
  if (/^(true|false)$/i.test(plain)) return plain.toLowerCase();
  if (plain !== '' && Number.isFinite(Number(plain))) return Number(Number(plain).toPrecision(6)).toString();
  return plain.replaceAll('"', '').replaceAll("'", '');
};

const comparePrinted = (result: RunResult, expected: Dynamic, each: Case): string | undefined => {
  const printed = member(expected, 'printedRows');
  const mine = result.rows.map((row) =>
    result.columns.map(({ type }, index) => normal(textOfValue(row[index] ?? null, type))),
  );
  if (isArray(printed)) {
    const theirs = printed.map((row) => (texts(row) ?? []).map(normal));
    const key = (row: readonly string[]): string => row.join('|');
    const [one, other] = [mine.map(key), theirs.map(key)];
    const same = each.ordered
      ? one.join('\n') === other.join('\n')
      : one.toSorted().join('\n') === other.toSorted().join('\n');
    return same ? undefined : `${one.slice(0, 6).join(' / ')}, expected ${other.slice(0, 6).join(' / ')}`;
  }
  const text = textOf(member(expected, 'text'));
  const kind = textOf(member(expected, 'kind'));
  const lines = result.rows.map((row) =>
    result.columns.map(({ type }, index) => textOfValue(row[index] ?? null, type)).join(','),
  );
  const said = kind.endsWith('LastLineOfResult') ? (lines.at(-1) ?? '') : lines.join('\n');
  return cellsOf(said) === cellsOf(text) ? undefined : `${said.slice(0, 300)}, expected ${text.slice(0, 300)}`;
};

/** The cells of lines that are parted in one way or another, each as it is compared. */
const cellsOf = (text: string): string =>
  text
    .replaceAll(/[[\]]/g, '')
    .split(/[,|\n]/)
    .map(normal)
    .join('|');

/** The values of a column, sorted, as one text. */
const columnText = (rows: readonly Dynamic[], index: number): string =>
  rows
    .map((row) => JSON.stringify(isArray(row) ? (row[index] ?? null) : row, bare))
    .toSorted()
    .join('\n');

/**
 * Where the language leaves the rows open, those columns are certain that come out the same whichever choice a run makes;
 * if there are none, the number of rows.
 */
const compareCertain = (
  actual: readonly Dynamic[],
  other: readonly Dynamic[],
  expected: readonly Dynamic[],
  each: Case,
): string | undefined => {
  const width = Math.max(0, ...actual.map((row) => (isArray(row) ? row.length : 0)));
  const certain = Array.from({ length: width }, (_, index) => index).filter(
    (index) => columnText(actual, index) === columnText(other, index),
  );
  const cut = (rows: readonly Dynamic[]): readonly Dynamic[] =>
    rows.map((row) => (isArray(row) ? certain.map((index) => row[index] ?? null) : row));
  return compareRows(cut(actual), cut(expected), each);
};

/** What is wrong with a result; `other` is that of a run which makes the other choices. */
const judge = (result: RunResult, other: () => RunResult, each: Case): string | undefined => {
  const { expected } = each;
  const names = texts(member(expected, 'columns'));
  const types = texts(member(expected, 'types'));
  const [mine, own] = [result.columns.map(({ name }) => name), result.columns.map(({ type }) => type)];
  if (names !== undefined && mine.join('\n') !== names.join('\n'))
    return `columns ${mine.join(', ')}, expected ${names.join(', ')}`;
  if (types !== undefined && own.join('\n') !== types.join('\n'))
    return `types ${own.join(', ')}, expected ${types.join(', ')}`;
  const rows = member(expected, 'rows');
  if (!isArray(rows)) return comparePrinted(result, expected, each);
  return each.arbitraryRows
    ? compareCertain(rowsOf(result), rowsOf(other()), rows, each)
    : compareRows(rowsOf(result), rows, each);
};

/** Answers of others that Microsoft's pages contradict, or that the pages print otherwise than the engine gives them. */
const disputed: ReadonlyMap<string, string> = new Map([
  [
    'loco-ModuloTests-ModuloNegativeInt',
    'a modulo is at least 0: -14 % 12 is 10 (Numerical operators, comment about the modulo operator)',
  ],
  ['loco-EndToEndTests-BuiltIns_Log2', 'null where the argument is negative (log2(), returns)'],
  ['loco-EndToEndTests-BuiltIns_Sqrt', 'null where the argument is negative (sqrt(), returns)'],
  [
    'loco-DateTimeTests-ToDateTime',
    'read are ISO 8601, RFC 822, RFC 850 and sortable dates, and no days before months (The datetime data type, supported formats)',
  ],
  ['docs-binary-xor-function-01', 'an expression alone, whose value the page heads `Result` (binary_xor(), examples)'],
  ['docs-binary-xor-function-02', 'an expression alone, whose value the page heads `Result` (binary_xor(), examples)'],
]);

const now = 5_000_000_000_000_000;

/** Runs every query with a known answer, and counts by trust and tier what passes, is refused by name, or is wrong. */
export const checkTruth = async (shared: string): Promise<readonly Result[]> => {
  const compile = runCompiler(await loadEngine());
  const outcome = (each: Case): Outcome => {
    const compiled = compile(each.query, emptySchema);
    if (!compiled.ok) {
      const [first] = compiled.errors;
      const why = `${first?.code}: ${first?.message}`;
      return first?.code === 'kql/unsupported' ? { kind: 'refused', why } : { kind: 'wrong', why };
    }
    try {
      const { program } = compiled;
      const budget = { isUsedUp: () => false, maxCells: 16_000_000 };
      const run = (choice: 'first' | 'last'): RunResult =>
        program.run({ table: () => undefined, now, choice, seed: choice === 'first' ? 1 : 2, budget });
      const why = judge(run('first'), () => run('last'), each);
      return why === undefined ? { kind: 'passed' } : { kind: 'wrong', why };
    } catch (error) {
      if (error instanceof RunError && error.finding.code === 'kql/unsupported')
        return { kind: 'refused', why: error.message };
      return {
        kind: 'wrong',
        why:
          error instanceof RunError
            ? error.message
            : `CRASH ${error instanceof Error ? error.stack?.slice(0, 400) : String(error)}`,
      };
    }
  };
  const judged = readCases(shared).map((each) => ({ each, outcome: outcome(each) }));
  const of = (trust: string, tier: string, kind: Outcome['kind']): readonly string[] =>
    judged
      .filter((one) => one.each.trust === trust && one.each.tier === tier && one.outcome.kind === kind)
      .map((one) => {
        const dispute = disputed.get(one.each.id);
        const note = dispute === undefined ? '' : ` [disputed: ${dispute}]`;
        return `${one.each.id}: ${one.outcome.kind === 'passed' ? '' : one.outcome.why}${note}`;
      });
  const counts = (trust: string, tier: string): Result => {
    const [passed, refused, wrong] = [of(trust, tier, 'passed'), of(trust, tier, 'refused'), of(trust, tier, 'wrong')];
    const strict = trust === 'engine';
    const isMet = !strict || (tier === 'core' ? refused.length + wrong.length === 0 : wrong.length <= 3);
    return {
      what: `answers of trust ${trust}, tier ${tier}`,
      value: `${passed.length} passed, ${refused.length} refused, ${wrong.length} wrong`,
      target: !strict ? 'reported' : tier === 'core' ? 'all pass' : 'at most 3 wrong',
      met: isMet,
      details: [...wrong, ...refused],
    };
  };
  return [
    ...['engine', 'printed', 'peer'].flatMap((trust) => [counts(trust, 'core'), counts(trust, 'extended')]),
    none(
      'queries with known answers that end in a crash',
      judged.flatMap((one) =>
        one.outcome.kind === 'wrong' && one.outcome.why.startsWith('CRASH') ? [one.each.id] : [],
      ),
    ),
  ];
};
