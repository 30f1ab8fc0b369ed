import type { Ref } from './ref.ts';
import { valueAt, type JsonPointer } from './pointer.ts';
import type { JsonObject } from './json.ts';

/** The collection of a workspace that a resource is in, as its URL names it: `metadata`. */
export type ResourceType = string;

/** How far the service is with what a write began. */
export type SettledState =
  | { readonly is: 'done' | 'pending' }
  /** `why` in a sentence of the service. */
  | { readonly is: 'failed'; readonly why: string };

/** An action of Azure's role-based access control, and the built-in role that has it. */
export type Permission = { readonly action: string; readonly role: string };

/** A resource that another one's answer names: its ARM path without host, and the api-version that it is read at. */
export type NamedPart = { readonly path: string; readonly apiVersion: string };

/**
 * A resource that content cannot do without and that need not be content: what it is called, what to do where it is not
 * there, and which content it would be.
 */
export type NeededPart = NamedPart & { readonly words: string; readonly wayOut: string; readonly ref?: Ref };

/** How the resources of one collection are reached. */
export type ResourceKind = {
  /** What several of them are called: `automation rules`. */
  readonly words: string;
  readonly collection: ResourceType;
  /** The provider that extends the workspace with the collection; absent for a collection of the workspace itself. */
  readonly provider?: 'Microsoft.SecurityInsights' | 'Microsoft.Insights' | 'Microsoft.Resources';
  /** Where its resources lie: below the workspace unless given, or beside it in its resource group. */
  readonly scope?: 'resource-group';
  /** The collection whose resources each hold one of this kind below them: the rows of a list. */
  readonly within?: ResourceType;
  readonly apiVersion: string;
  /** True where the api-version that picket.yaml gives a workspace is meant for this collection. */
  readonly configurable?: boolean;
  /** Where a write names the version that it is to replace: in `If-Match` and in the body, or in the body alone. */
  readonly etag: 'header' | 'body';
  /** What a PUT that makes a resource is answered with: where it is 200, an answer does not tell a create from an update. */
  readonly created: 200 | 201;
  /** True where a resource has a place on earth of its own: a new one is made where the workspace is. */
  readonly located?: true;
  /** Where a write only begins the work: how far that is, by an answer. It is waited for. */
  readonly stateOf?: (body: JsonObject) => SettledState;
  /** What requests ask for besides the api-version: reads of one resource, of the list, and a deletion. */
  readonly ask?: {
    readonly one: (target: WorkspaceTarget) => Readonly<Record<string, string>>;
    readonly list: (target: WorkspaceTarget) => Readonly<Record<string, string>>;
    readonly remove?: () => Readonly<Record<string, string>>;
  };
  /**
   * Resources that an answer names and says nothing of. Each is read by itself; the member `parts` of the body then has
   * its body by its path, null where it is gone.
   */
  readonly parts?: (body: JsonObject) => readonly NamedPart[];
  /** Whether an answer holds all of a resource; what a list holds in part is read once more by itself. */
  readonly isWhole?: (body: JsonObject) => boolean;
  /** The role of Azure that may write it; `Microsoft Sentinel Contributor` unless given. */
  readonly role?: string;
  /** What a plan, and what a write takes besides what is done to the collection itself. */
  readonly alsoTakes?: { readonly plan?: readonly Permission[]; readonly write?: readonly Permission[] };
  /** What the service itself takes a role for, on the resource group; only who may give roles can tell whether it has it. */
  readonly runBy?: { readonly principal: string; readonly appId: string; readonly role: string };
  /** An answer as the code for it expects it, where the service spells its members in several ways. */
  readonly read?: (body: JsonObject) => JsonObject;
};

/** Looks collections up among those that Picket reads or writes; throws an Error for any other, which is a bug. */
export type KindOf = (collection: ResourceType) => ResourceKind;

const placeName = ({ within, collection }: Pick<ResourceKind, 'within' | 'collection'>): string =>
  within === undefined ? collection : `${within}//${collection}`;

/** The collection of the rows of one resource. */
export const rowsOf = (
  { type, name }: { readonly type: ResourceType; readonly name: string },
  { collection }: Pick<ResourceKind, 'collection'>,
): ResourceType => `${type}/${encodeURIComponent(name)}/${collection}`;

const nestedKind = (kinds: ReadonlyMap<string, ResourceKind>, collection: ResourceType): ResourceKind | undefined => {
  const [within = '', , last = ''] = collection.split('/');
  const kind = kinds.get(placeName({ within, collection: last }));
  return kind === undefined ? undefined : { ...kind, collection };
};

/** The collections of a run by their names. */
export const kindTable = (kinds: readonly ResourceKind[]): KindOf => {
  const byName = new Map(kinds.map((kind) => [placeName(kind), kind]));
  return (collection) => {
    const kind = byName.get(collection) ?? nestedKind(byName, collection);
    if (kind === undefined) throw new Error(`Nothing is known of the collection ${collection}.`);
    return kind;
  };
};

/** Markers: which project a resource belongs to, whatever its type. */
export const markerKind: ResourceKind = {
  words: 'ownership markers',
  collection: 'metadata',
  provider: 'Microsoft.SecurityInsights',
  apiVersion: '2025-09-01',
  etag: 'header',
  created: 201,
};

/** The roles that may do what is asked of some collections, by the actions that name them. */
export const rolesFor = (actions: readonly string[], kinds: readonly ResourceKind[]): readonly string[] => [
  ...new Set(
    actions.map((action) => {
      const prefix = action.slice(0, action.lastIndexOf('/'));
      const besides = kinds.flatMap(({ alsoTakes: { plan = [], write = [] } = {} }) => [...plan, ...write]);
      return (
        besides.find((each) => each.action === action)?.role ??
        kinds.find((kind) => actionPrefix(kind) === prefix)?.role ??
        'Microsoft Sentinel Contributor'
      );
    }),
  ),
];

/** The api-version of a collection in a workspace for which picket.yaml may name one. */
export const versionFor = ({ configurable, apiVersion }: ResourceKind, named: string | undefined): string =>
  (configurable === true ? named : undefined) ?? apiVersion;

/** What Azure's role-based access control calls a collection: `Microsoft.SecurityInsights/metadata`. */
export const actionPrefix = ({ provider, within, collection }: ResourcePlace & Pick<ResourceKind, 'within'>): string =>
  [provider ?? 'Microsoft.OperationalInsights/workspaces', ...(within === undefined ? [] : [within]), collection].join(
    '/',
  );

/** The actions that a verb is on some kinds, as Azure's role-based access control calls them. */
export const actionsOn = (kinds: readonly ResourceKind[], verb: 'read' | 'write' | 'delete'): readonly string[] =>
  kinds.map((kind) => `${actionPrefix(kind)}/${verb}`);

/** One of the things that lie beside the body of a resource, each a resource of its own; `value` is what it says. */
export type Row = { readonly name: string; readonly value: JsonObject; readonly etag?: string };

/**
 * What Azure is given: `body` is the whole request body, `{kind, properties}` for an alert rule; `rows` what lies beside
 * it, absent where there is nothing or nobody manages it.
 */
export type Resource = {
  readonly type: ResourceType;
  readonly name: string;
  readonly body: JsonObject;
  readonly rows?: readonly Row[];
  /** `seed`: the rows are given to a resource that is made, and are the workspace's from then on. */
  readonly rowsAre?: 'seed';
};

/**
 * What Azure answered. `name` is spelled as the service returned it; `id` is the full ARM id; `body` is the answer
 * as it came, unknown properties included.
 */
export type LiveResource = Resource & { readonly id: string; readonly etag: string | undefined };

/** Where the body of a resource has the name that people know it by. */
export const shownNameAt: JsonPointer = '/properties/displayName';

/** The name that a body shows; undefined where it has none, or an empty one. */
export const shownName = (body: JsonObject): string | undefined => {
  const name = valueAt(body, shownNameAt);
  return typeof name === 'string' && name !== '' ? name : undefined;
};

/** Where a workspace is. */
export type WorkspaceTarget = {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly workspaceName: string;
  readonly cloud: 'public' | 'usgov' | 'china';
  readonly tenantId?: string;
};

/** What stands in files for the ARM id of the workspace, so that one file fits every workspace. */
export const workspaceIdPlaceholder = '{{workspaceResourceId}}';

/** The ARM path of the resource group that a workspace is in, without host. */
export const groupPath = ({ subscriptionId, resourceGroup }: WorkspaceTarget): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

/** The ARM path of a workspace, without host. */
export const workspacePath = (target: WorkspaceTarget): string =>
  `${groupPath(target)}/providers/Microsoft.OperationalInsights/workspaces/${target.workspaceName}`;

/** A key for maps: names are compared without case, and only within their collection. */
export const resourceKey = ({ collection }: Pick<ResourceKind, 'collection'>, name: string): string =>
  `${collection}/${name}`.toLowerCase();

/** Where a collection is: under which provider of the workspace, or in the workspace itself. */
export type ResourcePlace = Pick<ResourceKind, 'collection' | 'provider' | 'scope'>;

/**
 * The ARM path of a resource or of its collection, without host; `name` is URL-encoded. A collection that is named alone
 * is one of Microsoft.SecurityInsights.
 */
export const resourcePath = (target: WorkspaceTarget, place: ResourceType | ResourcePlace, name?: string): string => {
  const { collection, provider, scope }: ResourcePlace =
    typeof place === 'string' ? { collection: place, provider: 'Microsoft.SecurityInsights' } : place;
  const within = provider === undefined ? '' : `/providers/${provider}`;
  const base = scope === undefined ? workspacePath(target) : groupPath(target);
  return `${base}${within}/${collection}` + (name === undefined ? '' : `/${encodeURIComponent(name)}`);
};
