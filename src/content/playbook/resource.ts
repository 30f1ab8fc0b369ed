import { listOf, objectOf, textOf, type JsonObject } from '../../core/json.ts';
import {
  groupPath,
  type NamedPart,
  type Permission,
  type ResourceKind,
  type SettledState,
  type Resource,
  type WorkspaceTarget,
} from '../../core/resource.ts';
import { isOfPlaybook } from './body.ts';

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

const logicApp = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Logic\/workflows\/[^/]+$/i;

/** The Logic Apps that a stack of a playbook manages: a stack says which they are, and nothing of what they do. */
const partsOf = (body: JsonObject): readonly NamedPart[] =>
  isOfPlaybook({ body })
    ? listOf(objectOf(body['properties'])['resources']).flatMap((each) => {
        const path = textOf(objectOf(each)['id']) ?? '';
        return logicApp.test(path) ? [{ path, apiVersion: '2019-05-01' }] : [];
      })
    : [];

const ofLogicApps = (action: string): Permission => ({ action, role: 'Logic App Contributor' });

/** Deployment stacks: what one template made, known as one thing. A stack that is deleted takes what it made with it. */
export const stacks: ResourceKind = {
  ...shared,
  words: 'playbooks',
  collection: 'deploymentStacks',
  apiVersion: '2024-03-01',
  role: 'Azure Deployment Stack Contributor',
  parts: partsOf,
  // Microsoft Learn, automation rules: Sentinel runs playbooks by an account of its own, whoever wrote the rule. Its id, the
  // same in every tenant: Microsoft Entra, "Microsoft service principal sign-in logs table".
  runBy: {
    principal: 'Azure Security Insights',
    appId: '98785600-1bb7-4fb9-b9fa-19afe2c8a360',
    role: 'Microsoft Sentinel Automation Contributor',
  },
  // A stack makes what its template says in the name of whoever writes it; a plan makes a what-if.
  alsoTakes: {
    plan: [
      { action: 'Microsoft.Logic/workflows/read', role: 'Reader' },
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

/** What asks the service what a stack would change; kept for a day unless it is deleted before. */
export const questionOf = ({ name, body }: Resource, target: WorkspaceTarget): Resource => {
  const { bypassStackOutOfSyncError: _ofWrites, ...properties } = objectOf(body['properties']);
  return {
    type: whatIfs.collection,
    name: `picket-${name}`,
    body: {
      properties: {
        ...properties,
        deploymentStackResourceId: `${groupPath(target)}/providers/${stacks.provider ?? ''}/${stacks.collection}/${name}`,
        retentionInterval: 'P1D',
      },
    },
  };
};

/** The changes that an answer tells, a sentence each: `create Microsoft.Logic/workflows/Enrich`. */
export const changesIn = (body: JsonObject): readonly string[] =>
  listOf(objectOf(objectOf(body['properties'])['changes'])['resourceChanges']).flatMap((change) => {
    const { changeType, id, changeCertainty } = objectOf(change);
    const kind = textOf(changeType);
    const path = textOf(id);
    if (kind === undefined || path === undefined || /^(?:noChange|ignore)$/i.test(kind)) return [];
    const place = path.slice(path.toLowerCase().lastIndexOf('/providers/') + '/providers/'.length);
    const doubt = textOf(changeCertainty);
    return [`${kind} ${place}${doubt === undefined || /^definite$/i.test(doubt) ? '' : ' (perhaps)'}`];
  });
