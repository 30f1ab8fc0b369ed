import { listOf, objectOf, textOf, type JsonObject } from '../../core/json.ts';
import type { Permission, ResourceKind, SettledState } from '../../core/resource.ts';

const failureIn = (properties: JsonObject): string => {
  const error = objectOf(properties['error']);
  const [first] = listOf(error['details']);
  return textOf(objectOf(first)['message']) ?? textOf(error['message']) ?? 'the service does not say why';
};

/** How far a deployment is, by the words of its state (recorded in lower case and with a capital). */
const stateOf = (body: JsonObject): SettledState => {
  const properties = objectOf(body['properties']);
  switch (textOf(properties['provisioningState'])?.toLowerCase()) {
    case undefined:
    case 'succeeded':
      return { is: 'done' };
    case 'failed':
    case 'canceled':
      return { is: 'failed', why: failureIn(properties) };
    default:
      return { is: 'pending' };
  }
};

const shared = {
  provider: 'Microsoft.Resources',
  scope: 'resource-group',
  etag: 'body',
  created: 201,
  stateOf,
} as const;

const ofLogicApps = (action: string): Permission => ({ action, role: 'Logic App Contributor' });

/** Deployment stacks: what one template made, known as one thing. A stack that is deleted takes what it made with it. */
export const stacks: ResourceKind = {
  ...shared,
  words: 'playbooks',
  collection: 'deploymentStacks',
  apiVersion: '2024-03-01',
  role: 'Azure Deployment Stack Contributor',
  // A stack makes what its template says in the name of whoever writes it; a plan makes a what-if.
  alsoTakes: {
    plan: [
      {
        action: 'Microsoft.Resources/deploymentStacksWhatIfResults/write',
        role: 'Azure Deployment Stack Contributor',
      },
    ],
    write: [
      'Microsoft.Resources/deployments/write',
      'Microsoft.Logic/workflows/write',
      'Microsoft.Logic/workflows/delete',
      'Microsoft.Web/connections/write',
      'Microsoft.Web/connections/delete',
    ].map(ofLogicApps),
  },
  ask: {
    one: () => ({}),
    list: () => ({}),
    remove: () => ({
      'unmanageAction.Resources': 'delete',
      'unmanageAction.ResourceGroups': 'detach',
      'unmanageAction.ManagementGroups': 'detach',
      bypassStackOutOfSyncError: 'false',
    }),
  },
};

/** What a stack would change, as a resource that the service makes and keeps for a while. */
export const whatIfs: ResourceKind = {
  ...shared,
  words: 'what-ifs of playbooks',
  collection: 'deploymentStacksWhatIfResults',
  apiVersion: '2025-07-01',
};
