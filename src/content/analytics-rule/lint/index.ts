import type { LintRule } from '../../../core/content-type.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import { accountNotStrong } from './account-not-strong.ts';
import { apiVersionTooOld } from './api-version-too-old.ts';
import { confusableName } from './confusable-name.ts';
import { descriptionEmpty } from './description-empty.ts';
import { descriptionQuoted } from './description-quoted.ts';
import { duplicateId } from './duplicate-id.ts';
import { duplicateName } from './duplicate-name.ts';
import { entityIdentifierLegacy } from './entity-identifier-legacy.ts';
import { entityIdentifierMissing } from './entity-identifier-missing.ts';
import { entityIdentifierRepeated } from './entity-identifier-repeated.ts';
import { entityIdentifierUnknown } from './entity-identifier-unknown.ts';
import { frequencyBelowHourWithLongPeriod } from './frequency-below-hour-with-long-period.ts';
import { groupingKeyNotMapped } from './grouping-key-not-mapped.ts';
import { groupingLookbackOutOfRange } from './grouping-lookback-out-of-range.ts';
import { groupingSelectedWithoutKeys } from './grouping-selected-without-keys.ts';
import { hiddenCharacter } from './hidden-character.ts';
import { idChanged } from './id-changed.ts';
import { idNotGuid } from './id-not-guid.ts';
import { kindMissing } from './kind-missing.ts';
import { namePlaceholder } from './name-placeholder.ts';
import { nameFiltersOverlap } from './name-filters-overlap.ts';
import { nameSurroundingSpace } from './name-surrounding-space.ts';
import { overridePlaceholderMalformed } from './override-placeholder-malformed.ts';
import { overridePlaceholdersTooMany } from './override-placeholders-too-many.ts';
import { periodShorterThanFrequency } from './period-shorter-than-frequency.ts';
import { queryEmpty } from './query-empty.ts';
import { queryReadsEverything } from './query-reads-everything.ts';
import { removedWithoutDeprecation } from './removed-without-deprecation.ts';
import { scheduleOutOfRange } from './schedule-out-of-range.ts';
import { startTimeOutOfRange } from './start-time-out-of-range.ts';
import { suppressionOutOfRange } from './suppression-out-of-range.ts';
import { suppressionShorterThanFrequency } from './suppression-shorter-than-frequency.ts';
import { tacticsMissing } from './tactics-missing.ts';
import { techniqueRetired } from './technique-retired.ts';
import { techniqueUnknown } from './technique-unknown.ts';
import { techniqueWithoutTactic } from './technique-without-tactic.ts';
import { templateUsedTwice } from './template-used-twice.ts';
import { templateVersionWithoutTemplate } from './template-version-without-template.ts';
import { tooManyEntityMappings } from './too-many-entity-mappings.ts';
import { versionForm } from './version-form.ts';
import { versionMissing } from './version-missing.ts';
import { versionNotRaised } from './version-not-raised.ts';

/** Every check of analytics rules beyond the schema; one file, one page and one folder of fixtures each. */
export const lint: readonly LintRule<AnalyticsRuleDraft>[] = [
  kindMissing,
  idNotGuid,
  nameSurroundingSpace,
  hiddenCharacter,
  namePlaceholder,
  descriptionEmpty,
  descriptionQuoted,
  versionMissing,
  versionForm,
  templateVersionWithoutTemplate,
  apiVersionTooOld,
  queryEmpty,
  queryReadsEverything,
  scheduleOutOfRange,
  periodShorterThanFrequency,
  frequencyBelowHourWithLongPeriod,
  startTimeOutOfRange,
  suppressionOutOfRange,
  suppressionShorterThanFrequency,
  tacticsMissing,
  techniqueUnknown,
  techniqueRetired,
  techniqueWithoutTactic,
  entityIdentifierUnknown,
  entityIdentifierRepeated,
  entityIdentifierMissing,
  entityIdentifierLegacy,
  accountNotStrong,
  tooManyEntityMappings,
  overridePlaceholdersTooMany,
  overridePlaceholderMalformed,
  groupingLookbackOutOfRange,
  groupingSelectedWithoutKeys,
  groupingKeyNotMapped,
  nameFiltersOverlap,
  duplicateId,
  duplicateName,
  templateUsedTwice,
  confusableName,
  idChanged,
  versionNotRaised,
  removedWithoutDeprecation,
];
