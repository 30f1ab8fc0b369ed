import { groupingLists } from '../values/incidents.ts';
import { isObject, isArray } from '../../../core/json.ts';
import { hasQuery, mappingsOf, present, shown, shownList, textsAt, type RuleCheck, durationAt } from './fields.ts';
import { pointer } from '../../../core/pointer.ts';

const minute = 60 * 1000;
const day = 24 * 60 * minute;

export const groupingLookbackOutOfRange: RuleCheck = {
  id: 'rule/grouping-lookback-out-of-range',
  scope: 'item',
  severity: 'error',
  summary: 'lookbackDuration of the alert grouping is outside 5 minutes to 7 days.',
  why:
    'Alerts are grouped into one incident within a time frame of 5 minutes to 7 days (Microsoft Learn, "Create a ' +
    'scheduled analytics rule").',
  *check(item) {
    if (!hasQuery(item)) return;
    const lookback = durationAt(item, 'incidentConfiguration', 'groupingConfiguration', 'lookbackDuration');
    if (lookback === undefined || (lookback.length >= 5 * minute && lookback.length <= 7 * day)) return;
    yield {
      at: lookback.at,
      message: `lookbackDuration ${shown(lookback.value)} is outside what the service takes: 5 minutes to 7 days.`,
      hint: 'Use a value from `5m` to `7d`; left out, it is `5h`.',
    };
  },
};

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
    const values = groupingLists.map((key) => grouping[key] ?? []);
    if (!values.every((value) => isArray(value) && value.length === 0)) return;
    yield {
      at: pointer('incidentConfiguration', 'groupingConfiguration', 'matchingMethod'),
      message: `matchingMethod \`Selected\` needs at least one entry in ${groupingLists.join(', ')}.`,
      hint: 'Add what alerts must have in common, or use `AllEntities` or `AnyAlert`.',
    };
  },
};

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
