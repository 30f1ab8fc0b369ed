import type { QueryRule } from '../../../content/alerts/index.ts';
import type { CaseOutcome, TestFinding } from '../../../content/rule-test/index.ts';
import { alertsADay } from '../../../core/service/backtest.ts';
import { subtractWhole, ticksPer, type Program } from '../../../kql/index.ts';
import type { ReadCase } from './test-files.ts';

/** That a rule reads something of which its case says nothing. */
const missing = ({ case: each }: ReadCase, said: string, hint: string): TestFinding => ({
  code: 'test/table-not-given',
  at: each.origin('/given'),
  part: 'key',
  message: `The rule reads ${said}`,
  hint,
});

const missingTable = (each: ReadCase, name: string): TestFinding =>
  missing(
    each,
    `\`${name}\`, and the case \`${each.case.name}\` does not give it.`,
    `Give it rows, or \`${name}: []\` for an empty table.`,
  );

/** What the rule reads by what its text says and the case does not say anything about. */
export const notGiven = (program: Program, each: ReadCase): readonly TestFinding[] => {
  const { input } = each;
  const tables = program.reads.tables.filter((name) => !input.tables.has(name));
  const lists = program.reads.watchlists.filter((alias) => !input.watchlists.has(alias.toLowerCase()));
  const addresses = program.reads.addresses.filter((address) => !input.external.has(address));
  return [
    ...tables.map((name) => missingTable(each, name)),
    ...lists.map((alias) =>
      missing(
        each,
        `the watchlist \`${alias}\`, which neither the case \`${each.case.name}\` nor the repository has.`,
        `Give it items as \`watchlist(${alias})\`, or \`watchlist(${alias}): []\`.`,
      ),
    ),
    ...addresses.map((address) =>
      missing(
        each,
        `${address}, and the case \`${each.case.name}\` does not give it.`,
        `Give it rows, lines or a file as \`externaldata(${address})\`, or \`externaldata(${address}): []\`.`,
      ),
    ),
  ];
};

/** The same of what only a run shows, such as the addresses whose place on the earth it asks for. */
export const notGivenToRun = (subject: string, each: ReadCase): TestFinding =>
  subject.startsWith('geo(')
    ? missing(
        each,
        `where ${subject.slice('geo('.length, -1)} is, and the case \`${each.case.name}\` does not give it.`,
        `Give it as \`${subject}: {country: Norway}\`, or \`${subject}: {}\` for an address that nobody knows.`,
      )
    : missingTable(each, subject);

/** A case that expects nothing, which nobody would notice. */
export const noExpectation = (each: ReadCase): TestFinding => ({
  code: 'test/no-expectation',
  at: each.case.at,
  message: `The case \`${each.case.name}\` does not say what it expects.`,
  hint: 'Add `expect`; `picket test --update` writes what comes out.',
});

/** What says that a rule raises more alerts a day than its `noise` allows; a case whose runs span less counts as a day. */
export const noiseOf = (
  rule: QueryRule,
  { input }: ReadCase,
  { alerts }: CaseOutcome,
): Pick<TestFinding, 'code' | 'message' | 'hint'> | undefined => {
  const limit = rule.noise?.maxAlertsPerDay;
  const span = input.runs === undefined ? 0 : Number(subtractWhole(input.runs.to, input.runs.from));
  const days = Math.max(1, span / ticksPer.day);
  if (limit === undefined || alerts.length / days <= limit) return undefined;
  return {
    code: 'test/too-noisy',
    message: `The rule raises ${alertsADay(alerts.length / days)}, and its \`noise\` allows ${limit}.`,
    hint: 'Narrow the query, raise the threshold, group the rows in one alert, or allow more under `noise` of the rule.',
  };
};

/** The names of what makes the answer depend on chance. */
export const choices = ({ arbitrary }: Program): string => [...new Set(arbitrary.map(({ name }) => name))].join(', ');
