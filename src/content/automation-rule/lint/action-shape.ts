import { isNothing, objectOf } from '../../../core/json.ts';
import { actionsOf, type AutomationCheck } from './draft.ts';

/** What each type of action may have, and what it cannot be without. */
const members: Readonly<Record<string, { readonly takes: readonly string[]; readonly needsOne: readonly string[] }>> = {
  RunPlaybook: { takes: ['playbook', 'logicAppResourceId', 'tenantId'], needsOne: ['playbook', 'logicAppResourceId'] },
  AddIncidentTask: { takes: ['title', 'description'], needsOne: ['title'] },
  ModifyProperties: {
    takes: ['severity', 'status', 'classification', 'classificationReason', 'classificationComment', 'owner', 'labels'],
    needsOne: ['severity', 'status', 'classification', 'owner', 'labels'],
  },
};

export const actionShape: AutomationCheck = {
  id: 'rule/action-shape',
  scope: 'item',
  severity: 'error',
  summary: 'An action of an automation rule is not made as its type asks, or does not fit the trigger.',
  why:
    'Each type of action has members of its own, by the published schema of the service. A rule that acts on alerts has ' +
    'no incident to change or to add a task to: it can only run playbooks. An owner without an object id is nobody to ' +
    'the service.',
  *check({ raw, draft: { values } }) {
    for (const { at, value } of actionsOf(raw)) {
      const { actionType } = value;
      const known = typeof actionType === 'string' ? members[actionType] : undefined;
      if (known === undefined || typeof actionType !== 'string') continue;
      const said = objectOf(value['actionConfiguration']);
      const place = `${at}/actionConfiguration`;
      for (const name of Object.keys(said))
        if (!known.takes.includes(name) && !isNothing(said[name]))
          yield {
            at: `${place}/${name}`,
            message: `An action of the type ${actionType} has no \`${name}\`.`,
            hint: `It takes ${known.takes.map((each) => `\`${each}\``).join(', ')}.`,
          };
      if (known.needsOne.every((name) => isNothing(said[name])))
        yield {
          at: place,
          message: `An action of the type ${actionType} needs ${known.needsOne.map((each) => `\`${each}\``).join(' or ')}.`,
          hint: 'Say what the action should do, or take it out.',
        };
      if (values.triggeringLogic?.triggersOn === 'Alerts' && actionType !== 'RunPlaybook')
        yield {
          at: `${at}/actionType`,
          message: `The rule acts on alerts, which ${actionType} cannot change.`,
          hint: 'Use `triggersOn: Incidents`, or run a playbook.',
        };
      const owner = objectOf(said['owner']);
      if (!isNothing(owner) && isNothing(owner['objectId']))
        yield {
          at: `${place}/owner`,
          message: 'The owner has no `objectId`: the service knows people and groups by it.',
          hint: 'Add the object id of the person or group in Entra ID.',
        };
    }
  },
};
