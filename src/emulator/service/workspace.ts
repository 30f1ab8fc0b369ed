import { type JsonObject, textOrEmpty } from '../../core/json.ts';
import { activityOf } from './activity.ts';
import type { Exchange } from '../exchange.ts';
import { comparisonsOf, page } from './filter.ts';
import { currentEntries } from '../store/records.ts';
import { badRequest, methodNotAllowed, notFound, ok, resourceNotFound, type Reply } from '../reply.ts';
import { customerIdOf, workspaceRef, type WorkspaceRef, tablesOf } from '../route.ts';
import type { EmulatorSettings, TableSetting } from '../settings/settings.ts';
import type { Transaction, View } from '../store/store.ts';

/** What the portal changed about a workspace as a whole: `{onboarded?: boolean, denied?: string[]}`. */
const facts = 'workspaces';

export const factsOf = (view: View, workspace: WorkspaceRef): JsonObject => view.get(facts, workspace.key) ?? {};

/** Changes facts of a workspace; it is remembered from then on, so that its customerId can be looked up. */
export const setFacts = (transaction: Transaction, workspace: WorkspaceRef, changed: JsonObject): void => {
  const { subscription, resourceGroup, name } = workspace;
  transaction.set(facts, workspace.key, {
    ...factsOf(transaction, workspace),
    ...changed,
    subscription,
    resourceGroup,
    name,
  });
};

/** The workspace with a customerId, if any request or the portal named it before. */
export const workspaceOfCustomer = (view: View, customerId: string): WorkspaceRef | undefined => {
  for (const [, { subscription, resourceGroup, name }] of view.entries(facts)) {
    if (typeof subscription !== 'string' || typeof resourceGroup !== 'string' || typeof name !== 'string') continue;
    const workspace = workspaceRef(subscription, resourceGroup, name);
    if (customerIdOf(workspace) === customerId.toLowerCase()) return workspace;
  }
  return undefined;
};

export const isOnboarded = (view: View, workspace: WorkspaceRef, settings: EmulatorSettings): boolean => {
  const { onboarded } = factsOf(view, workspace);
  return typeof onboarded === 'boolean' ? onboarded : settings.onboarded;
};

/** The actions that the caller lacks, by settings and portal. */
export const deniedActions = (view: View, workspace: WorkspaceRef, settings: EmulatorSettings): readonly string[] => {
  const { denied } = factsOf(view, workspace);
  const own = Array.isArray(denied) ? denied.filter((action) => typeof action === 'string') : [];
  return [...settings.denied, ...own];
};

export const workspaceItself = (exchange: Exchange, transaction: Transaction, workspace: WorkspaceRef): Reply => {
  if (exchange.request.method !== 'GET')
    return methodNotAllowed(exchange.request.method, 'Microsoft.OperationalInsights/workspaces');
  if (factsOf(transaction, workspace)['name'] === undefined) setFacts(transaction, workspace, {});
  return ok({
    id: workspace.path,
    name: workspace.name,
    type: 'Microsoft.OperationalInsights/workspaces',
    location: 'westeurope',
    properties: {
      customerId: customerIdOf(workspace),
      provisioningState: 'Succeeded',
      sku: { name: 'PerGB2018' },
      retentionInDays: 90,
    },
  });
};

/** What the caller may do: everything, less what is denied. */
export const permissions = (exchange: Exchange, view: View, workspace: WorkspaceRef): Reply => {
  if (exchange.request.method !== 'GET')
    return methodNotAllowed(exchange.request.method, 'Microsoft.Authorization/permissions');
  const notActions = deniedActions(view, workspace, exchange.settings);
  return ok({ value: [{ actions: ['*'], notActions, dataActions: [], notDataActions: [] }] });
};

/** A table as the ARM API describes it: own columns of a custom table, standard columns of others. */
export const tableProperties = ({ name, plan = 'Analytics', columns = {} }: TableSetting): JsonObject => {
  const list = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
  const custom = name.endsWith('_CL');
  return {
    plan,
    retentionInDays: 90,
    totalRetentionInDays: 90,
    provisioningState: 'Succeeded',
    schema: {
      name,
      tableType: custom ? 'CustomLog' : 'Microsoft',
      ...(custom ? { columns: list, standardColumns: [{ name: 'TimeGenerated', type: 'datetime' }] } : {}),
      ...(custom ? {} : { standardColumns: list }),
    },
  };
};

/** Tables of the settings and of the store; the store wins. Names keep their letters. */
export const tablesIn = (
  view: View,
  workspace: WorkspaceRef,
  settings: EmulatorSettings,
): ReadonlyMap<string, JsonObject> => {
  const tables = new Map(settings.tables.map((table) => [table.name, tableProperties(table)]));
  for (const live of currentEntries(view, tablesOf(workspace))) tables.set(live.name, live.properties);
  return tables;
};

/** Tables are read here and made by the portal; a list of them has no pages. */
export const tables = (exchange: Exchange, view: View, workspace: WorkspaceRef, name: string | undefined): Reply => {
  const type = 'Microsoft.OperationalInsights/workspaces/tables';
  if (exchange.request.method !== 'GET') return methodNotAllowed(exchange.request.method, type);
  const all = [...tablesIn(view, workspace, exchange.settings)].map(([table, properties]) => ({
    id: `${workspace.path}/tables/${table}`,
    name: table,
    type,
    properties,
  }));
  if (name === undefined) return ok({ value: all });
  const found = all.find((table) => table.name.toLowerCase() === name.toLowerCase());
  return found === undefined ? notFound(`${workspace.path}/tables/${name}`) : ok(found);
};

/** The activity log, newest first, with the filters that Azure Monitor insists on. */
export const activityLog = (exchange: Exchange, view: View, subscription: string): Reply => {
  if (exchange.request.method !== 'GET')
    return methodNotAllowed(exchange.request.method, 'Microsoft.Insights/eventtypes');
  const filter = exchange.url.searchParams.get('$filter');
  const comparisons = filter === null ? undefined : comparisonsOf(filter);
  if (comparisons === undefined) return badRequest('A $filter with eventTimestamp is required.');
  const since = comparisons.find(({ path, operator }) => path[0] === 'eventTimestamp' && operator.startsWith('g'));
  const start = Date.parse(since?.value ?? '');
  if (Number.isNaN(start)) return badRequest('The $filter needs a start: eventTimestamp ge <time>.');
  const until = comparisons.find(({ path, operator }) => path[0] === 'eventTimestamp' && operator.startsWith('l'));
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until.value);
  const wanted = comparisons.filter(({ path }) => path[0] !== 'eventTimestamp');
  const entries = activityOf(view, subscription).filter((entry) => {
    const at = Date.parse(textOrEmpty(entry['eventTimestamp']));
    const isWithin =
      (since?.operator === 'gt' ? at > start : at >= start) && (until?.operator === 'lt' ? at < end : at <= end);
    return isWithin && wanted.every((one) => concerns(entry, one.path[0] ?? '', one.value));
  });
  return page(
    exchange,
    entries.map((item, index) => ({ sequence: index + 1, item })),
  );
};

const concerns = (entry: JsonObject, member: string, value: string): boolean => {
  const id = textOrEmpty(entry['resourceId']).toLowerCase();
  const wanted = value.toLowerCase();
  switch (member.toLowerCase()) {
    case 'resourceuri':
    case 'resourceid':
      return id === wanted || id.startsWith(`${wanted}/`);
    case 'resourcegroupname':
      return id.includes(`/resourcegroups/${wanted}/`);
    case 'resourceprovider':
      return id.includes(`/providers/${wanted}/`);
    default:
      return true;
  }
};

/** A workspace's refusal before anything else is looked at. */
export const checkWorkspace = (workspace: WorkspaceRef, settings: EmulatorSettings): Reply | undefined => {
  if (settings.workspaces === 'any') return undefined;
  const known = settings.workspaces.some((name) => name.toLowerCase() === workspace.name.toLowerCase());
  return known
    ? undefined
    : resourceNotFound('Microsoft.OperationalInsights/workspaces', workspace.name, workspace.resourceGroup);
};
