import type { JsonObject } from './json.ts';

/** The kinds of ARM resources under a workspace's Microsoft.SecurityInsights that Picket reads or writes. */
export type ResourceType =
  | 'alertRules'
  | 'metadata'
  | 'automationRules'
  | 'watchlists'
  | 'alertRuleTemplates'
  | 'contentTemplates';

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

/** The ARM path of a Sentinel resource, without host; `name` is URL-encoded. */
export const resourcePath = (target: WorkspaceTarget, type: ResourceType, name?: string): string =>
  `${workspacePath(target)}/providers/Microsoft.SecurityInsights/${type}` +
  (name === undefined ? '' : `/${encodeURIComponent(name)}`);
