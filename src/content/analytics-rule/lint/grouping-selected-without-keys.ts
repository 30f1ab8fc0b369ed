import { isArray, isObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { hasQuery, present, type RuleCheck } from './fields.ts';

const keys = ['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails'];

export const groupingSelectedWithoutKeys: RuleCheck = {
  id: 'rule/grouping-selected-without-keys',
  scope: 'item',
  severity: 'error',
  summary: 'Alerts are grouped by selected things, and none is selected.',
  why:
    'With matchingMethod Selected the service wants at least one entry in groupByEntities, groupByAlertDetails or ' +
    'groupByCustomDetails (the REST specification of Microsoft.SecurityInsights, groupingConfiguration).',
  *check(item) {
    const grouping = present(item, 'incidentConfiguration', 'groupingConfiguration');
    if (!hasQuery(item) || !isObject(grouping) || grouping['matchingMethod'] !== 'Selected') return;
    const values = keys.map((key) => grouping[key] ?? []);
    if (!values.every((value) => isArray(value) && value.length === 0)) return;
    yield {
      at: pointer('incidentConfiguration', 'groupingConfiguration', 'matchingMethod'),
      message: `matchingMethod \`Selected\` needs at least one entry in ${keys.join(', ')}.`,
      hint: 'Add what alerts must have in common, or use `AllEntities` or `AnyAlert`.',
    };
  },
};
