import type { LintRule } from '../../../core/lint-rule.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import { advice } from './advice.ts';
import { cannotVerify, mappedColumnDynamic, mappedColumnMissing } from './mapped-columns.ts';
import { deprecatedFunction, unknownColumn, unknownFunction, unknownTable } from './unknown-names.ts';
import { impossibleLiteral, regexRefused } from './constants.ts';
import {
  lookBackLongerThanPeriod,
  lookBackShorterThanFrequency,
  overlapUnhandled,
  timeframeDisagrees,
} from './look-back.ts';
import { alwaysTrue, neverTrue } from './never-true.ts';
import { noRows } from './no-rows.ts';
import { notAnalysed, tooComplex } from './not-analysed.ts';
import { nrtCrossesWorkspaces, reachesOutside, tablePlan } from './reach.ts';
import { semantics } from './semantics.ts';
import { syntax } from './syntax.ts';

/** What can be said of a query that nobody has parsed without an error. */
export const syntaxChecks: readonly LintRule<AnalyticsRuleDraft>[] = [syntax, notAnalysed, tooComplex];

/** What can be said of any query, wherever it stands. */
export const anyQueryChecks: readonly LintRule<AnalyticsRuleDraft>[] = [
  ...syntaxChecks,
  unknownColumn,
  unknownTable,
  unknownFunction,
  semantics,
  impossibleLiteral,
  regexRefused,
  neverTrue,
  alwaysTrue,
];

/** The same for files beside rules, which may map columns to entities. */
export const queryChecks: readonly LintRule<AnalyticsRuleDraft>[] = [...anyQueryChecks, mappedColumnMissing];

/** Every check of a rule's query; silent where the context has no facts about queries. */
export const kqlLint: readonly LintRule<AnalyticsRuleDraft>[] = [
  ...anyQueryChecks,
  noRows,
  mappedColumnMissing,
  cannotVerify,
  mappedColumnDynamic,
  lookBackLongerThanPeriod,
  lookBackShorterThanFrequency,
  timeframeDisagrees,
  overlapUnhandled,
  nrtCrossesWorkspaces,
  reachesOutside,
  tablePlan,
  deprecatedFunction,
  advice,
];
