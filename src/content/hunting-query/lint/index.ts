import type { LintRule } from '../../../core/content-type.ts';
import { advice } from '../../analytics-rule/kql/advice.ts';
import { anyQueryChecks } from '../../analytics-rule/kql/index.ts';
import { deprecatedFunction } from '../../analytics-rule/kql/unknown-names.ts';
import { confusableName, hiddenCharacter } from '../../analytics-rule/lint/characters.ts';
import { duplicateId } from '../../analytics-rule/lint/identity.ts';
import { duplicateName, nameSurroundingSpace } from '../../analytics-rule/lint/names.ts';
import { queryEmpty } from '../../analytics-rule/lint/query.ts';
import {
  tacticsMissing,
  techniqueRetired,
  techniqueUnknown,
  techniqueWithoutTactic,
} from '../../analytics-rule/lint/techniques.ts';
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
  ...anyQueryChecks,
  noTimeFilter,
  deprecatedFunction,
  advice,
];
