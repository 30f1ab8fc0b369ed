import type { QueryRule } from '../../../content/alerts/index.ts';
import { runCase, type CaseInput, type GivenRows } from '../../../content/rule-test/index.ts';
import { RunError, type Program, type RunBudget } from '../../../kql/index.ts';
import type { CaseVerdict } from './test-case.ts';

/** So many changes of one silent case are tried. */
const mostTries = 300;

/** So many rows of a table stand for all of them: those of a \`repeat\` are alike. */
const mostRows = 6;

/** The positions of a few entries of a list, evenly spread, the first and the last among them. */
const spread = (length: number): readonly number[] =>
  length <= mostRows
    ? Array.from({ length }, (_, index) => index)
    : Array.from({ length: mostRows }, (_, index) => Math.round((index * (length - 1)) / (mostRows - 1)));

const firesWith = (rule: QueryRule, program: Program, input: CaseInput, budget: RunBudget): boolean => {
  try {
    return runCase(rule, program, input, undefined, budget).alerts.length > 0;
  } catch (error) {
    if (error instanceof RunError) return false;
    throw error;
  }
};

const withRows = (input: CaseInput, name: string, given: GivenRows): CaseInput => ({
  ...input,
  tables: new Map([...input.tables, [name, given]]),
});

/** A case with one thing changed, and for a row that came from elsewhere what that row is without the case. */
type Changed = { readonly input: CaseInput; readonly alone?: CaseInput };

const emptied = (given: GivenRows): GivenRows => ({ ...given, rows: [], ingested: [] });

/**
 * A silent case with one thing changed: one value as a firing case has it, one row less, or one row more of a firing
 * case.
 */
const changedOnce = function* (silent: CaseInput, firing: CaseInput): Iterable<Changed> {
  for (const [address, place] of firing.geo)
    if (silent.geo.has(address)) yield { input: { ...silent, geo: new Map([...silent.geo, [address, place]]) } };
  const nothing = { ...silent, tables: new Map([...silent.tables].map(([name, given]) => [name, emptied(given)])) };
  for (const [name, given] of silent.tables) {
    const source = firing.tables.get(name);
    const all = source?.rows ?? [];
    const others = spread(all.length).flatMap((index) => {
      const row = all[index];
      return row === undefined ? [] : [{ index, row }];
    });
    const own = spread(given.rows.length).flatMap((index) => {
      const row = given.rows[index];
      return row === undefined ? [] : [{ index, row }];
    });
    for (const { index, row } of own)
      for (const { row: other } of others)
        for (const [at, { name: column }] of given.columns.entries()) {
          const from = source?.columns.findIndex((each) => each.name === column) ?? -1;
          const value = other[from];
          if (value === undefined || value === row[at]) continue;
          const rows = given.rows.with(index, row.with(at, value));
          yield { input: withRows(silent, name, { ...given, rows }) };
        }
    for (const { index } of own)
      yield {
        input: withRows(silent, name, {
          ...given,
          rows: given.rows.toSpliced(index, 1),
          ingested: given.ingested.toSpliced(index, 1),
        }),
      };
    if (source !== undefined)
      for (const { index, row: other } of others) {
        const row = given.columns.map(({ name: column, type }) => {
          const from = source.columns.findIndex((each) => each.name === column);
          return other[from] ?? (type === 'string' ? '' : null);
        });
        const came = source.ingested[index] ?? silent.now;
        yield {
          input: withRows(silent, name, { ...given, rows: [...given.rows, row], ingested: [...given.ingested, came] }),
          alone: withRows(nothing, name, { ...given, rows: [row], ingested: [came] }),
        };
      }
  }
};

/**
 * Whether a silent case is only just silent: one change of it makes the rule fire. A row that fires by itself would do so
 * whatever stands beside it, and says nothing about the case.
 */
const isJustSilent = (
  rule: QueryRule,
  program: Program,
  silent: CaseInput,
  firing: readonly CaseInput[],
  budget: () => RunBudget,
): boolean => {
  let tries = 0;
  for (const other of firing)
    for (const { input, alone } of changedOnce(silent, other)) {
      tries += 1;
      if (tries > mostTries) return false;
      if (!firesWith(rule, program, input, budget())) continue;
      if (alone === undefined || !firesWith(rule, program, alone, budget())) return true;
    }
  return false;
};

export const lacksFiring = 'a case that fires';
export const lacksSilent = 'a silent case that one change would make fire';

/**
 * What a rule's cases lack: one that fires, and a silent one that counts. A case that is silent whatever it holds proves
 * nothing, so one change of it, a value, a row less or a row more, has to make the rule fire.
 */
export const lackingOf = (
  rule: QueryRule,
  program: Program,
  verdicts: readonly CaseVerdict[],
  budget: () => RunBudget,
): readonly string[] => {
  const passed = verdicts.filter(({ tested, outcome }) => tested.status === 'passed' && outcome !== undefined);
  const firing = passed.filter(({ outcome }) => outcome !== undefined && outcome.alerts.length > 0);
  const silent = passed.filter(({ outcome }) => outcome?.alerts.length === 0);
  if (firing.length === 0) return silent.length === 0 ? [lacksFiring, lacksSilent] : [lacksFiring];
  const inputs = firing.map(({ each }) => each.input);
  const isProven = silent.some(({ each }) => isJustSilent(rule, program, each.input, inputs, budget));
  return isProven ? [] : [lacksSilent];
};
