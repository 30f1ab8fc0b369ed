import type { LintRule } from '../../../core/content-type.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import { advice } from './advice.ts';
import { cannotVerify } from './cannot-verify.ts';
import { deprecatedFunction } from './deprecated-function.ts';
import { impossibleLiteral } from './impossible-literal.ts';
import { lookBackLongerThanPeriod } from './look-back-longer-than-period.ts';
import { lookBackShorterThanFrequency } from './look-back-shorter-than-frequency.ts';
import { mappedColumnDynamic } from './mapped-column-dynamic.ts';
import { mappedColumnMissing } from './mapped-column-missing.ts';
import { neverTrue } from './never-true.ts';
import { noRows } from './no-rows.ts';
import { notAnalysed } from './not-analysed.ts';
import { nrtCrossesWorkspaces } from './nrt-crosses-workspaces.ts';
import { overlapUnhandled } from './overlap-unhandled.ts';
import { reachesOutside } from './reaches-outside.ts';
import { regexRefused } from './regex-refused.ts';
import { semantics } from './semantics.ts';
import { syntax } from './syntax.ts';
import { tablePlan } from './table-plan.ts';
import { timeframeDisagrees } from './timeframe-disagrees.ts';
import { tooComplex } from './too-complex.ts';
import { unknownColumn } from './unknown-column.ts';
import { unknownFunction } from './unknown-function.ts';
import { unknownTable } from './unknown-table.ts';

/** What can be said of a query that nobody has parsed without an error. */
export const syntaxChecks: readonly LintRule<AnalyticsRuleDraft>[] = [syntax, notAnalysed, tooComplex];

/** What can be said of any query, also of one without a schedule. */
export const queryChecks: readonly LintRule<AnalyticsRuleDraft>[] = [
  ...syntaxChecks,
  unknownColumn,
  unknownTable,
  unknownFunction,
  semantics,
  impossibleLiteral,
  regexRefused,
  neverTrue,
  mappedColumnMissing,
];

/** Every check of a rule's query; silent where the context has no facts about queries. */
export const kqlLint: readonly LintRule<AnalyticsRuleDraft>[] = [
  syntax,
  notAnalysed,
  tooComplex,
  unknownColumn,
  unknownTable,
  unknownFunction,
  semantics,
  impossibleLiteral,
  regexRefused,
  neverTrue,
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
