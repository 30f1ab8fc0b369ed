import type { JsonObject } from './json.ts';

/** The collection of a workspace that a resource is in, as its URL names it: `metadata`. */
export type ResourceType = string;

/** How the resources of one collection are reached. */
export type ResourceKind = {
  readonly collection: ResourceType;
  /** The provider that extends the workspace with the collection; absent for a collection of the workspace itself. */
  readonly provider?: 'Microsoft.SecurityInsights';
  readonly apiVersion: string;
  /** Where a write names the version that it is to replace: in `If-Match` and in the body, or in the body alone. */
  readonly etag: 'header' | 'body';
  /** What a PUT that makes a resource is answered with: where it is 200, an answer does not tell a create from an update. */
  readonly created: 200 | 201;
};

/** What Azure is given: `body` is the whole request body, `{kind, properties}` for an alert rule. */
export type Resource = { readonly type: ResourceType; readonly name: string; readonly body: JsonObject };

/**
 * What Azure answered. `name` is spelled as the service returned it; `id` is the full ARM id; `body` is the answer
 * as it came, unknown properties included.
 */
export type LiveResource = Resource & { readonly id: string; readonly etag: string | undefined };

/** Where a workspace is. */
export type WorkspaceTarget = {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly workspaceName: string;
  readonly cloud: 'public' | 'usgov' | 'china';
  readonly tenantId?: string;
};

/** The ARM path of a workspace, without host. */
export const workspacePath = (target: WorkspaceTarget): string =>
  `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}` +
  `/providers/Microsoft.OperationalInsights/workspaces/${target.workspaceName}`;

/** A key for maps: names are compared without case, and only within their collection. */
export const resourceKey = ({ collection }: Pick<ResourceKind, 'collection'>, name: string): string =>
  `${collection}/${name}`.toLowerCase();

/** Where a collection is: under which provider of the workspace, or in the workspace itself. */
export type ResourcePlace = Pick<ResourceKind, 'collection' | 'provider'>;

/**
 * The ARM path of a resource or of its collection, without host; `name` is URL-encoded. A collection that is named alone
 * is one of Microsoft.SecurityInsights.
 */
export const resourcePath = (target: WorkspaceTarget, place: ResourceType | ResourcePlace, name?: string): string => {
  const { collection, provider }: ResourcePlace =
    typeof place === 'string' ? { collection: place, provider: 'Microsoft.SecurityInsights' } : place;
  const within = provider === undefined ? '' : `/providers/${provider}`;
  return `${workspacePath(target)}${within}/${collection}` + (name === undefined ? '' : `/${encodeURIComponent(name)}`);
};
