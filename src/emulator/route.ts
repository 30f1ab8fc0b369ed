import { sha256 } from '../core/digest.ts';
import { percentDecoded } from '../core/text/notation.ts';
import { failure, type Reply } from './reply.ts';
import type { BlobPlace } from './service/blobs.ts';

export const tablesOf = (workspace: WorkspaceRef): string => `${workspace.key}/tables`;
/** Where the store keeps a type of neighbour; `type` in any case. */
export const neighboursOf = (workspace: WorkspaceRef, type: string): string => `${workspace.key}/${type.toLowerCase()}`;

/** Where the store keeps the rows of a watchlist. */
export const itemsOf = (workspace: WorkspaceRef, watchlist: string): string =>
  `${workspace.key}/watchlists/${watchlist.toLowerCase()}/watchlistitems`;

export const rulesOf = (workspace: WorkspaceRef): string => `${workspace.key}/alertrules`;
export const savedSearchesOf = (workspace: WorkspaceRef): string => `${workspace.key}/savedsearches`;

/** A workspace as a request names it. `key` is its path in lower case: ARM ids are compared without case. */
export type WorkspaceRef = {
  readonly path: string;
  readonly key: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
};

/** A resource group as a request names it. */
export type GroupRef = Pick<WorkspaceRef, 'key' | 'subscription' | 'resourceGroup'>;

const groupRef = (subscription: string, resourceGroup: string): GroupRef => ({
  key: `/subscriptions/${subscription}/resourcegroups/${resourceGroup}`.toLowerCase(),
  subscription,
  resourceGroup,
});

/** Where the store keeps the workbooks of a resource group. */
export const workbooksOf = (group: Pick<WorkspaceRef, 'subscription' | 'resourceGroup'>): string =>
  `${groupRef(group.subscription, group.resourceGroup).key}/workbooks`;

/** Where the store keeps the Logic Apps of a resource group. */
export const workflowsOf = (group: Pick<WorkspaceRef, 'subscription' | 'resourceGroup'>): string =>
  `${groupRef(group.subscription, group.resourceGroup).key}/workflows`;

/** What lies in a resource group beside its workspaces. */
const groupTypes = [
  'Microsoft.Insights/workbooks',
  'Microsoft.Logic/workflows',
  'Microsoft.Resources/deploymentStacks',
  'Microsoft.Resources/deploymentStacksWhatIfResults',
] as const;
export type GroupType = (typeof groupTypes)[number];

export type Route =
  | {
      readonly area: 'resource-group';
      readonly group: GroupRef;
      /** As Azure's role-based access control calls it: `Microsoft.Insights/workbooks`. */
      readonly type: GroupType;
      readonly name: string | undefined;
    }
  | {
      readonly area: 'security-insights';
      readonly workspace: WorkspaceRef;
      readonly type: string;
      readonly name: string | undefined;
      readonly child: { readonly type: string; readonly name: string | undefined } | undefined;
    }
  | { readonly area: 'workspace' | 'permissions'; readonly workspace: WorkspaceRef }
  | {
      readonly area: 'tables' | 'saved-searches' | 'summary-logs';
      readonly workspace: WorkspaceRef;
      readonly name: string | undefined;
    }
  | { readonly area: 'activity'; readonly subscription: string }
  | {
      readonly area: 'log-analytics';
      /** The workspace's customerId, or its resource id for a query by resource. */
      readonly workspace: string | WorkspaceRef;
      readonly operation: 'metadata' | 'query';
    }
  | { readonly area: 'blobs'; readonly place: BlobPlace }
  | { readonly area: 'none'; readonly reply: Reply };

const none = (reply: Reply): Route => ({ area: 'none', reply });

const unknownPath = (path: string): Route =>
  none(failure(404, 'ResourceNotFound', `The emulator does not serve '${path}'.`));

/** The reference of a workspace by its ARM path or by the names in it. */
export const workspaceRef = (subscription: string, resourceGroup: string, name: string): WorkspaceRef => {
  const path =
    `/subscriptions/${subscription}/resourceGroups/${resourceGroup}` +
    `/providers/Microsoft.OperationalInsights/workspaces/${name}`;
  return { path, key: path.toLowerCase(), subscription, resourceGroup, name };
};

/** A GUID made from a text, so that it stays the same. */
export const guidOf = (text: string): string => {
  const digest = sha256(text);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
};

/** The GUID that Log Analytics knows a workspace by. */
export const customerIdOf = (workspace: WorkspaceRef): string => guidOf(workspace.key);

const workspacePattern = /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/;

const workspaceIn = (segments: readonly string[]): WorkspaceRef | undefined => {
  const fixed = ['subscriptions', '', 'resourcegroups', '', 'providers', 'microsoft.operationalinsights', 'workspaces'];
  const [, subscription, , group, , , , name] = segments;
  if (subscription === undefined || group === undefined || name === undefined) return undefined;
  const fits = fixed.every((word, index) => word === '' || segments[index]?.toLowerCase() === word);
  return fits ? workspaceRef(subscription, group, name) : undefined;
};

const logAnalytics = (segments: readonly string[], path: string): Route => {
  const operation = segments.at(-1)?.toLowerCase();
  if (operation !== 'metadata' && operation !== 'query') return unknownPath(path);
  if (segments[1]?.toLowerCase() === 'workspaces' && segments.length === 4)
    return { area: 'log-analytics', workspace: segments[2] ?? '', operation };
  const workspace = workspaceIn(segments.slice(1, -1));
  return workspace === undefined ? unknownPath(path) : { area: 'log-analytics', workspace, operation };
};

const underWorkspace = (workspace: WorkspaceRef, rest: readonly string[], path: string): Route => {
  if (!workspacePattern.test(workspace.name))
    return none(failure(400, 'InvalidResourceName', `The workspace name '${workspace.name}' is invalid.`));
  const [first, second, type, name, childType, childName, ...more] = rest;
  switch (first?.toLowerCase()) {
    case undefined:
      return { area: 'workspace', workspace };
    case 'tables':
      return type === undefined ? { area: 'tables', workspace, name: second } : unknownPath(path);
    case 'savedsearches':
      return type === undefined ? { area: 'saved-searches', workspace, name: second } : unknownPath(path);
    case 'summarylogs':
      return type === undefined ? { area: 'summary-logs', workspace, name: second } : unknownPath(path);
    case 'providers':
      break;
    default:
      return unknownPath(path);
  }
  const provider = second?.toLowerCase();
  if (provider === 'microsoft.authorization' && type?.toLowerCase() === 'permissions')
    return { area: 'permissions', workspace };
  if (provider !== 'microsoft.securityinsights')
    return none(failure(404, 'InvalidResourceNamespace', `The resource namespace '${second ?? ''}' is invalid.`));
  if (type === undefined || more.length > 0) return unknownPath(path);
  const child = childType === undefined ? undefined : { type: childType, name: childName };
  return { area: 'security-insights', workspace, type, name, child };
};

/** Hosts of storage accounts (Microsoft Learn, "Storage account overview"). */
const storageHost = /^[a-z0-9]{3,24}\.blob\./;

/** What a request's path asks for, at the host that the client means. Fixed words are matched without case. */
export const routeOf = (url: URL, host: string): Route => {
  const segments: string[] = [];
  for (const raw of url.pathname.split('/').slice(1)) {
    const segment = percentDecoded(raw);
    if (segment === undefined)
      return none(failure(400, 'InvalidRequestUri', `The path '${url.pathname}' is not valid percent-encoding.`));
    segments.push(segment);
  }
  if (segments.at(-1) === '') segments.pop();
  const [container = '', ...blob] = segments;
  if (storageHost.test(host))
    return { area: 'blobs', place: { host, container, blob: blob.length === 0 ? undefined : blob.join('/') } };
  const words = segments.map((segment) => segment.toLowerCase());
  if (words[0] === 'v1') return logAnalytics(segments, url.pathname);
  const [, subscription] = segments;
  if (
    subscription !== undefined &&
    words.slice(2).join('/') === 'providers/microsoft.insights/eventtypes/management/values'
  )
    return { area: 'activity', subscription };
  const [, , , group, , , , name, ...more] = segments;
  const type = groupTypes.find((each) => each.toLowerCase() === words.slice(5, 7).join('/'));
  if (
    subscription !== undefined &&
    group !== undefined &&
    words[2] === 'resourcegroups' &&
    words[4] === 'providers' &&
    type !== undefined &&
    more.length === 0
  )
    return { area: 'resource-group', group: groupRef(subscription, group), type, name };
  const workspace = workspaceIn(segments);
  return workspace === undefined
    ? unknownPath(url.pathname)
    : underWorkspace(workspace, segments.slice(8), url.pathname);
};
