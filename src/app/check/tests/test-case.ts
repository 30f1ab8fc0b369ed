import type { QueryRule } from '../../../content/alerts/index.ts';
import {
  checkExpected,
  otherVariations,
  runCase,
  testDiagnostic,
  usualVariation,
  type CaseOutcome,
  type Mismatch,
  type TestFinding,
  type Variation,
} from '../../../content/rule-test/index.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Clock } from '../../../core/ports.ts';
import { rangeOf, type SourceDocument } from '../../../core/text/source.ts';
import type { Comparison, TestedCase, TestStatus } from '../../../core/tests.ts';
import { RunError, type Compilation, type RunBudget, type RunFinding } from '../../../kql/index.ts';
import { withinTime } from '../../../workers/time-box.ts';
import type { RuleItem } from '../../content/content.ts';
import { choices, noExpectation, noiseOf, notGiven, notGivenToRun } from './case-findings.ts';
import type { ReadCase } from './test-files.ts';

/** What became of a case: for reports, as findings, and what came out where it ran. */
export type CaseVerdict = {
  readonly each: ReadCase;
  readonly tested: TestedCase;
  readonly diagnostics: readonly Diagnostic[];
  readonly outcome: CaseOutcome | undefined;
};

/** Values that one run may hold at a time: about 512 MB of them. */
const mostCells = 16_000_000;

/** What runs may take from now on: so many milliseconds, whatever they are at, and the memory of one run. */
export const budgetOf = (clock: Pick<Clock, 'now'>, timeout: number): RunBudget => {
  const end = clock.now() + timeout;
  return {
    isUsedUp: () => clock.now() > end,
    within: (work) => withinTime(end - clock.now(), work),
    maxCells: mostCells,
  };
};

/** The first column that is not as expected, in words. */
const differenceOf = ({ columns, lines }: Comparison): string => {
  const expected = lines.find((line) => line.of === 'expected');
  const actual = lines.find((line) => line.of === 'actual');
  const [wrong] = actual?.wrong ?? [];
  if (expected === undefined || actual === undefined || wrong === undefined) return '';
  return ` \`${columns[wrong] ?? ''}\` is \`${actual.cells[wrong] ?? ''}\`, not \`${expected.cells[wrong] ?? ''}\`.`;
};

type Place = { readonly each: ReadCase; readonly document: SourceDocument; readonly rulePath: string };

const tested = (
  { each, document, rulePath }: Place,
  rule: string,
  status: TestStatus,
  rest: Pick<TestedCase, 'alerts' | 'failures'>,
): TestedCase => ({
  rule,
  rulePath,
  path: document.path,
  name: each.case.name,
  range: rangeOf(document, { at: `${each.case.at}/name` }),
  status,
  ...rest,
});

const withoutRun = (
  place: Place,
  rule: string,
  status: TestStatus,
  message: string,
  diagnostics: readonly Diagnostic[],
): CaseVerdict => ({
  each: place.each,
  tested: tested(place, rule, status, { alerts: 0, failures: [{ message }] }),
  diagnostics,
  outcome: undefined,
});

/** A case whose rule cannot be run: it has errors, or no query, or there is none. */
export const cannotRun = (
  each: ReadCase,
  document: SourceDocument,
  rulePath: string,
  name: string | undefined,
): CaseVerdict =>
  withoutRun({ each, document, rulePath }, name ?? rulePath, 'invalid', 'The rule cannot be run: it is not valid.', []);

/** A finding about a query at its place in the rule file. */
export const queryDiagnostic = ({ document }: RuleItem, finding: RunFinding): Diagnostic => ({
  code: finding.code,
  severity: 'error',
  message: finding.message,
  path: document.path,
  range: document.range(document.locateWithin('/query', finding.span)),
});

const statusOf = ({ code }: RunFinding): TestStatus => (code === 'kql/unsupported' ? 'unsupported' : 'failed');

export type CaseRun = {
  readonly rule: QueryRule;
  readonly item: RuleItem;
  readonly compilation: Compilation;
  /** The test file. */
  readonly document: SourceDocument;
  readonly each: ReadCase;
  readonly clock: Pick<Clock, 'now'>;
  /** Milliseconds for one run of the query. */
  readonly timeout: number;
};

/** Runs one case and judges it; where the query leaves a choice open, once more for each way to make it. */
export const testCase = ({ rule, item, compilation, document, each, clock, timeout }: CaseRun): CaseVerdict => {
  const place: Place = { each, document, rulePath: item.document.path };
  const { findings, input } = each;
  if (findings.length > 0)
    // They are said with the file.
    return withoutRun(place, rule.name, 'invalid', findings[0]?.message ?? '', []);
  if (!compilation.ok) {
    const [first] = compilation.errors;
    const message = first === undefined ? 'The query cannot be run.' : first.message;
    return withoutRun(
      place,
      rule.name,
      first === undefined ? 'failed' : statusOf(first),
      message,
      compilation.errors.map((error) => queryDiagnostic(item, error)),
    );
  }
  const { program } = compilation;
  const invalid = (wrong: readonly TestFinding[]): CaseVerdict =>
    withoutRun(
      place,
      rule.name,
      'invalid',
      wrong[0]?.message ?? '',
      wrong.map((finding) => testDiagnostic(document, finding)),
    );
  const lacking = notGiven(program, each);
  if (lacking.length > 0) return invalid(lacking);
  const { expect } = each.case;
  const run = (variation: Variation): CaseOutcome => runCase(rule, program, input, variation, budgetOf(clock, timeout));
  try {
    const outcome = run(usualVariation);
    if (expect === undefined) return { ...invalid([noExpectation(each)]), outcome };
    const { mismatches, findings: wrong } = checkExpected(expect, outcome, input.now);
    if (wrong.length > 0)
      return { ...invalid(wrong.map((finding) => ({ ...finding, at: each.case.origin(finding.at) }))), outcome };
    const isPassed = mismatches.length === 0;
    const changes = (variation: Variation): boolean =>
      (checkExpected(expect, run(variation), input.now).mismatches.length === 0) !== isPassed;
    if (program.arbitrary.length > 0 && otherVariations.some(changes)) {
      const message = `The verdict depends on chance: ${choices(program)} may take another row each time.`;
      return failedFor(place, rule, outcome, {
        code: 'test/flaky',
        message,
        hint: 'Make the query choose: another kind of join, `arg_max` by something unique, or an order before the choice.',
      });
    }
    const noisy = isPassed ? noiseOf(rule, each, outcome) : undefined;
    return noisy === undefined ? judged(place, rule, outcome, mismatches) : failedFor(place, rule, outcome, noisy);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { notGiven: subject } = error.finding;
    if (subject !== undefined) return invalid([notGivenToRun(subject, each)]);
    return withoutRun(place, rule.name, statusOf(error.finding), error.finding.message, [
      queryDiagnostic(item, error.finding),
    ]);
  }
};

/** A case that came out as expected, and fails for what is wrong with that. */
const failedFor = (
  place: Place,
  rule: QueryRule,
  outcome: CaseOutcome,
  { code, message, hint }: Pick<TestFinding, 'code' | 'message' | 'hint'>,
): CaseVerdict => {
  const { each, document } = place;
  const said: TestFinding = {
    code,
    at: each.case.origin('/expect'),
    part: 'key',
    message: `${each.case.name}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  };
  return {
    each,
    tested: tested(place, rule.name, code === 'test/flaky' ? 'flaky' : 'failed', {
      alerts: outcome.alerts.length,
      failures: [{ message }],
    }),
    diagnostics: [testDiagnostic(document, said)],
    outcome,
  };
};

const judged = (place: Place, rule: QueryRule, outcome: CaseOutcome, mismatches: readonly Mismatch[]): CaseVerdict => {
  const { each, document } = place;
  const failures = mismatches.map(({ at, message, comparison }) => {
    const finding: TestFinding = {
      code: 'test/failed',
      at: each.case.origin(at),
      message: `${each.case.name}: ${message}${comparison === undefined ? '' : differenceOf(comparison)}`,
    };
    const diagnostic = testDiagnostic(document, finding);
    return {
      diagnostic,
      failure: {
        message,
        ...(diagnostic.range === undefined ? {} : { range: diagnostic.range }),
        ...(comparison === undefined ? {} : { comparison }),
      },
    };
  });
  return {
    each,
    tested: tested(place, rule.name, failures.length === 0 ? 'passed' : 'failed', {
      alerts: outcome.alerts.length,
      failures: failures.map(({ failure }) => failure),
    }),
    diagnostics: failures.map(({ diagnostic }) => diagnostic),
    outcome,
  };
};
