import { isObject } from '../../../core/json.ts';
import { hasQuery, mappingsOf, present, shown, shownList, textsAt, type RuleCheck } from './fields.ts';

const grouping = ['incidentConfiguration', 'groupingConfiguration'] as const;

export const groupingKeyNotMapped: RuleCheck = {
  id: 'rule/grouping-key-not-mapped',
  scope: 'item',
  severity: 'error',
  summary: 'Alerts are grouped by an entity type or a custom detail that the rule does not map.',
  why:
    'Only entities and custom details of the same rule can be grouped by (the REST specification of ' +
    'Microsoft.SecurityInsights, groupingConfiguration). While grouping is switched off it is a warning: such rules ' +
    'exist, and grouping fails on the day that somebody switches it on.',
  *check(item) {
    if (!hasQuery(item)) return;
    const weight = present(item, ...grouping, 'enabled') === true ? 'error' : 'warning';
    const mapped = new Set(mappingsOf(item).map(({ entityType }) => entityType));
    const types = [...mapped];
    for (const { at, value } of textsAt(item, ...grouping, 'groupByEntities')) {
      if (mapped.has(value)) continue;
      yield {
        at,
        severity: weight,
        message:
          `Alerts are grouped by ${shown(value)}, but entityMappings has no entity of this type` +
          (types.length === 0 ? '.' : ` (it has ${shownList(types)}).`),
        hint: `Map a column to ${shown(value)}, or take it out of groupByEntities.`,
      };
    }
    const details = present(item, 'customDetails');
    const names = isObject(details) ? Object.keys(details) : [];
    const defined = new Set(names);
    for (const { at, value } of textsAt(item, ...grouping, 'groupByCustomDetails')) {
      if (defined.has(value)) continue;
      yield {
        at,
        severity: weight,
        message:
          `Alerts are grouped by the custom detail ${shown(value)}, which customDetails does not define` +
          (names.length === 0 ? '.' : ` (it defines ${shownList(names)}).`),
        hint: `Add ${shown(value)} to customDetails, or take it out of groupByCustomDetails.`,
      };
    }
  },
};
