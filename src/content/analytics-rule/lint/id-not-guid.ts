import { shown, textAt, type RuleCheck } from './fields.ts';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const builtIn = ['Fusion', 'MLBehaviorAnalytics', 'ThreatIntelligence'];

export const idNotGuid: RuleCheck = {
  id: 'rule/id-not-guid',
  scope: 'item',
  severity: 'warning',
  summary: 'The id of the rule is no GUID.',
  why:
    'The id becomes the name of the resource. The service takes other names, and some live rules have them; but the ' +
    "portal, Content Hub and Microsoft's tools make GUIDs, and two teams seldom mint the same one.",
  *check(item) {
    const id = textAt(item, 'id');
    // Built-in rules have names that the service gives, such as BuiltInFusion.
    if (id === undefined || id.value === '' || guid.test(id.value) || builtIn.includes(item.draft.kind)) return;
    yield {
      at: id.at,
      message: `The id ${shown(id.value)} is no GUID.`,
      hint: 'For a new rule mint a GUID; keep the id of a rule that is deployed, a new id is another rule.',
    };
  },
};
