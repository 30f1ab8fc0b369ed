import { isArray } from '../../../core/json.ts';
import { memberOf, type AutomationCheck } from './draft.ts';

export const actsOnEverything: AutomationCheck = {
  id: 'rule/acts-on-everything',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule has no condition.',
  why:
    'Without a condition the rule acts on every incident, or every alert, of the workspace. It mostly happens when the ' +
    'condition on the analytics rule was left out (hashicorp/terraform-provider-azurerm issue 14286).',
  *check({ raw, draft: { values } }) {
    if (values.triggeringLogic === undefined) return;
    const { conditions } = memberOf(raw, 'triggeringLogic');
    if (isArray(conditions) && conditions.length > 0) return;
    yield {
      at: '/triggeringLogic',
      message: `The rule has no condition: it acts on every ${values.triggeringLogic.triggersOn === 'Alerts' ? 'alert' : 'incident'}.`,
      hint: 'Say under `conditions` on what it should act, such as the ids of analytics rules. If it is meant for all, switch this finding off with a reason.',
    };
  },
};
