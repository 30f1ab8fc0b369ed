import type { LintRule } from '../../../core/content-type.ts';
import { advice } from '../../analytics-rule/kql/advice.ts';
import { deprecatedFunction } from '../../analytics-rule/kql/deprecated-function.ts';
import { impossibleLiteral } from '../../analytics-rule/kql/impossible-literal.ts';
import { neverTrue } from '../../analytics-rule/kql/never-true.ts';
import { notAnalysed } from '../../analytics-rule/kql/not-analysed.ts';
import { reachesOutside } from '../../analytics-rule/kql/reaches-outside.ts';
import { regexRefused } from '../../analytics-rule/kql/regex-refused.ts';
import { semantics } from '../../analytics-rule/kql/semantics.ts';
import { syntax } from '../../analytics-rule/kql/syntax.ts';
import { tooComplex } from '../../analytics-rule/kql/too-complex.ts';
import { unknownColumn } from '../../analytics-rule/kql/unknown-column.ts';
import { unknownFunction } from '../../analytics-rule/kql/unknown-function.ts';
import { unknownTable } from '../../analytics-rule/kql/unknown-table.ts';
import { confusableName } from '../../analytics-rule/lint/confusable-name.ts';
import { duplicateId } from '../../analytics-rule/lint/duplicate-id.ts';
import { duplicateName } from '../../analytics-rule/lint/duplicate-name.ts';
import { hiddenCharacter } from '../../analytics-rule/lint/hidden-character.ts';
import { nameSurroundingSpace } from '../../analytics-rule/lint/name-surrounding-space.ts';
import { queryEmpty } from '../../analytics-rule/lint/query-empty.ts';
import { tacticsMissing } from '../../analytics-rule/lint/tactics-missing.ts';
import { techniqueRetired } from '../../analytics-rule/lint/technique-retired.ts';
import { techniqueUnknown } from '../../analytics-rule/lint/technique-unknown.ts';
import { techniqueWithoutTactic } from '../../analytics-rule/lint/technique-without-tactic.ts';
import type { HuntingDraft } from './draft.ts';
import { descriptionCut } from './description-cut.ts';
import { noTimeFilter } from './no-time-filter.ts';
import { scheduleIdle } from './schedule-idle.ts';
import { tagLimits } from './tag-limits.ts';
import { tagReserved } from './tag-reserved.ts';

export type { HuntingDraft } from './draft.ts';

/** Every check of hunting queries beyond the schema: those of analytics rules that hold for any query, and their own. */
export const lint: readonly LintRule<HuntingDraft>[] = [
  nameSurroundingSpace,
  hiddenCharacter,
  queryEmpty,
  tacticsMissing,
  techniqueUnknown,
  techniqueRetired,
  techniqueWithoutTactic,
  descriptionCut,
  tagLimits,
  tagReserved,
  scheduleIdle,
  duplicateId,
  duplicateName,
  confusableName,
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
  noTimeFilter,
  reachesOutside,
  deprecatedFunction,
  advice,
];
