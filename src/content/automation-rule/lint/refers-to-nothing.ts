import { isArray } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { ruleProperties } from '../names.ts';
import { conditionsOf, memberOf, type AutomationCheck } from './draft.ts';

export const refersToNothing: AutomationCheck = {
  id: 'rule/refers-to-nothing',
  scope: 'item',
  severity: 'warning',
  summary: 'A condition of an automation rule names an analytics rule that no file has.',
  why:
    'A condition on the id of an analytics rule that is gone never holds, so the automation rule silently does nothing. ' +
    'It mostly happens when a rule is removed, or gets another id. A rule that lives in the workspace only may be meant: ' +
    'its full id says so.',
  *check({ raw }, { has }) {
    if (has === undefined) return;
    for (const { at, value } of conditionsOf(raw)) {
      const { propertyName, propertyValues } = memberOf(value, 'conditionProperties');
      if (!ruleProperties.some((name) => name === propertyName) || !isArray(propertyValues)) continue;
      for (const [index, id] of propertyValues.entries())
        if (typeof id === 'string' && !id.includes('/') && !has({ type: 'analytics-rule', id }))
          yield {
            at: at + pointer('conditionProperties', 'propertyValues', index),
            message: `No file has an analytics rule with the id \`${id}\`.`,
            hint: 'Write the id as the file of the rule has it, or the full id of the resource for a rule that no file has.',
          };
    }
  },
};
