import type { JsonObject } from '../../core/json.ts';
import { textOf } from '../checks/checks.ts';
import { plainCollection, type Collection } from './resources.ts';
import type { WorkspaceRef } from '../route.ts';

/** The playbooks of a rule, recorded at 2022-08-01: triggerUri is a secret that no answer has, workflowId comes from it. */
export const ruleActions = (workspace: WorkspaceRef, rule: string): Collection => {
  const type = 'Microsoft.SecurityInsights/alertRules/actions';
  const rules = `${workspace.path}/providers/Microsoft.SecurityInsights/alertRules`;
  const path = `${rules}/${rule}/actions`;
  const stored = ({ logicAppResourceId = null, triggerUri, workflowId }: JsonObject): JsonObject => {
    const workflow = /\/workflows\/([^/?]+)/.exec(textOf(triggerUri))?.[1] ?? workflowId;
    return { ...(workflow === undefined ? {} : { workflowId: workflow }), logicAppResourceId };
  };
  return {
    ...plainCollection(`${workspace.key}/alertrules/${rule.toLowerCase()}/actions`, path, type),
    accept: (properties) => ({ properties: stored(properties) }),
    answer: (live, shown) => {
      // A list names the rule as the service does inside.
      const inside = `asicustomalertsv3_${rule}_${live.name}`.toLowerCase();
      return {
        id: shown === 'listed' ? `${rules}/${inside}/actions/${live.name}` : `${path}/${live.name}`,
        name: live.name,
        ...(shown === 'written' ? {} : { etag: live.etag }),
        type,
        properties: live.properties,
      };
    },
  };
};
