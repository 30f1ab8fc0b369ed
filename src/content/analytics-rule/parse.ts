import { readFields } from '../../core/fields/field-table.ts';
import { present } from '../../core/fields/readers.ts';
import type { JsonObject } from '../../core/json.ts';
import { fields, type RuleValues } from './fields.ts';
import type { AnalyticsRuleDraft } from './model.ts';
import { sentinelEntities } from './values/entities.ts';

/** Entity mappings in the older spelling of sentinelEntitiesMappings are such. */
const entities = ({
  entityMappings,
  sentinelEntitiesMappings,
}: Partial<RuleValues>): Pick<AnalyticsRuleDraft, 'entityMappings' | 'sentinelEntitiesMappings'> => {
  const older = (entityMappings ?? [])
    .filter(({ entityType }) => entityType === sentinelEntities)
    .flatMap(({ fieldMappings }) => fieldMappings.map(({ columnName }) => ({ columnName })));
  return present({
    entityMappings: entityMappings?.filter(({ entityType }) => entityType !== sentinelEntities),
    sentinelEntitiesMappings:
      older.length === 0 ? sentinelEntitiesMappings : [...(sentinelEntitiesMappings ?? []), ...older],
  });
};

/**
 * The fields of a rule file that are present and valid. Never fails: null, an empty list and an empty mapping count as
 * absent, and the keys of values that are not valid are listed in `invalid`. No defaults are filled in, except in
 * `kind` (a missing one is Scheduled, as in Microsoft's public rules) and inside incidentConfiguration. The version of
 * the template that a rule was made from is the rule's own, unless the file names it apart.
 */
export const parse = (raw: JsonObject): AnalyticsRuleDraft => {
  const { values, invalid } = readFields(fields, raw);
  const { kind = 'Scheduled', alertRuleTemplateName, version } = values;
  const templateVersion = values.templateVersion ?? (alertRuleTemplateName === undefined ? undefined : version);
  return {
    ...values,
    ...entities(values),
    kind,
    ...present({ templateVersion }),
    ...(invalid.length === 0 ? {} : { invalid }),
  };
};
