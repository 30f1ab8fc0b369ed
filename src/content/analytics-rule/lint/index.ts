import type { LintRule } from '../../../core/lint-rule.ts';
import type { AnalyticsRuleDraft } from '../model.ts';
import {
  accountNotStrong,
  entityIdentifierLegacy,
  entityIdentifierMissing,
  entityIdentifierUnknown,
  entityIdentifierRepeated,
  tooManyEntityMappings,
} from './entity-mappings.ts';
import { apiVersionTooOld } from './api-version-too-old.ts';
import { confusableName, hiddenCharacter } from './characters.ts';
import { descriptionEmpty, descriptionQuoted } from './description.ts';
import { duplicateId, idNotGuid, idChanged, removedWithoutDeprecation } from './identity.ts';
import { duplicateName, namePlaceholder, nameSurroundingSpace, nameFiltersOverlap } from './names.ts';
import {
  frequencyBelowHourWithLongPeriod,
  periodShorterThanFrequency,
  scheduleOutOfRange,
  startTimeOutOfRange,
  suppressionShorterThanFrequency,
  suppressionOutOfRange,
} from './schedule.ts';
import { groupingKeyNotMapped, groupingSelectedWithoutKeys, groupingLookbackOutOfRange } from './grouping.ts';
import { kindMissing } from './kind-missing.ts';
import { overridePlaceholderMalformed, overridePlaceholdersTooMany } from './override-placeholders.ts';
import { ownerUnlike, reviewOverdue } from './owners.ts';
import { queryEmpty, queryReadsEverything } from './query.ts';
import { tacticsMissing, techniqueRetired, techniqueUnknown, techniqueWithoutTactic } from './techniques.ts';
import { templateUsedTwice, templateVersionWithoutTemplate } from './template.ts';
import { versionForm, versionMissing, versionNotRaised } from './versions.ts';

/** Every check of analytics rules beyond the schema; a family is a file, and each check has a page and a folder of fixtures. */
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
  reviewOverdue,
  ownerUnlike,
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
