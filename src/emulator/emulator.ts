import type { Clock, Transport, WireRequest, WireResponse } from '../core/ports.ts';
import { alertRules } from './service/alert-rules.ts';
import type { QuerySchema } from '../kql/index.ts';
import { covers } from './covers.ts';
import { blobs } from './service/blobs.ts';
import { compilerOf, type ReadyCompiler } from './checks/compile.ts';
import { apiVersionOf, type Exchange } from './exchange.ts';
import { faultCounter, strike, type Fault, listDistortion } from './faults.ts';
import { logAnalytics } from './service/log-analytics.ts';
import { metadata } from './service/metadata.ts';
import { neighbours } from './service/neighbours.ts';
import { authorizationFailed, failure, notOnboarded, type Reply } from './reply.ts';
import { onboardingStates } from './service/onboarding.ts';
import { routeOf, type Route, type WorkspaceRef } from './route.ts';
import { summaryLogs } from './service/summary-logs.ts';
import { savedSearches } from './service/saved-searches.ts';
import { withSettings, type SettingOverrides } from './settings/settings.ts';
import { readOnly, type Store, type Transaction } from './store/store.ts';
import { deploymentStacks, stackWhatIfs } from './service/stacks.ts';
import { workbooks } from './service/workbooks.ts';
import { workflows } from './service/workflows.ts';
import { createThrottle } from './throttle.ts';
import {
  activityLog,
  checkWorkspace,
  deniedActions,
  isOnboarded,
  permissions,
  tables,
  workspaceItself,
} from './service/workspace.ts';
import { workspaceSchemas } from './service/workspace-schema.ts';

export type EmulatorOptions = {
  readonly store: Store;
  /** Laid over the defaults. */
  readonly settings?: SettingOverrides;
  readonly clock: Clock;
  readonly faults?: readonly Fault[];
  /** What every workspace of Log Analytics has, loaded when the first query is compiled. */
  readonly shipped?: () => Promise<QuerySchema>;
  /** Called before each request is looked at, numbered from 1: a place for an edit from another side. */
  readonly onRequest?: (index: number, request: WireRequest) => void | Promise<void>;
};

const publicOrigin = 'https://management.azure.com';

/**
 * Scheme and host for links in answers. Over HTTP the request came to loopback, so the client names the host that it
 * meant in `x-picket-host`; links always lead to https.
 */
const originOf = (request: WireRequest, url: URL): string => {
  const named = request.headers['x-picket-host'];
  if (named !== undefined && URL.canParse(named) && new URL(named).protocol === 'https:') return new URL(named).origin;
  return url.protocol === 'https:' ? url.origin : publicOrigin;
};

const checkVersion = (exchange: Exchange, route: Route): Reply | undefined => {
  if (route.area === 'none' || route.area === 'log-analytics' || route.area === 'blobs') return undefined;
  const version = apiVersionOf(exchange);
  if (version === '')
    return failure(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  const known = exchange.settings.apiVersions;
  const served =
    route.area === 'security-insights' ? known.includes(version) : /^\d{4}-\d\d-\d\d(-preview)?$/.test(version);
  return served
    ? undefined
    : failure(
        400,
        'InvalidApiVersionParameter',
        `The api-version '${version}' is invalid. The supported versions are '${known.join(',')}'.`,
      );
};

const verbs = { GET: 'read', PUT: 'write', PATCH: 'write', POST: 'action', DELETE: 'delete' } as const;

/** The refusal of an action that the caller lacks. */
const refusedTo = ({ settings, url }: Exchange, denied: readonly string[], action: string): Reply | undefined =>
  denied.some((pattern) => covers(pattern, action))
    ? authorizationFailed(settings.caller, action, url.pathname)
    : undefined;

const checkPermission = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  type: string,
): Reply | undefined =>
  refusedTo(
    exchange,
    deniedActions(transaction, workspace, exchange.settings),
    `${type}/${verbs[exchange.request.method]}`,
  );

const serveSentinel = (
  exchange: Exchange,
  transaction: Transaction,
  route: Extract<Route, { area: 'security-insights' }>,
): Reply => {
  const { workspace, type, name, child } = route;
  const refused = checkPermission(exchange, transaction, workspace, `Microsoft.SecurityInsights/${type}`);
  if (refused !== undefined) return refused;
  const key = type.toLowerCase();
  if (key === 'onboardingstates') return onboardingStates(exchange, transaction, workspace, name);
  if (!isOnboarded(transaction, workspace, exchange.settings)) return notOnboarded(workspace.name);
  if (child === undefined && key === 'alertrules') return alertRules(exchange, transaction, workspace, name);
  if (child === undefined && key === 'metadata') return metadata(exchange, transaction, workspace, name);
  return neighbours(exchange, transaction, route);
};

/** Settings deny what a workspace denies; a resource group has no store of its own for that. */
const serveGroup = (
  exchange: Exchange,
  transaction: Transaction,
  { group, type, name }: Extract<Route, { area: 'resource-group' }>,
): Reply => {
  const refused = refusedTo(exchange, exchange.settings.denied, `${type}/${verbs[exchange.request.method]}`);
  if (refused !== undefined) return refused;
  switch (type) {
    case 'Microsoft.Insights/workbooks':
      return workbooks(exchange, transaction, group, name);
    case 'Microsoft.Logic/workflows':
      return workflows(exchange, transaction, group, name);
    case 'Microsoft.Resources/deploymentStacks':
      return deploymentStacks(exchange, transaction, group, name);
    case 'Microsoft.Resources/deploymentStacksWhatIfResults':
      return stackWhatIfs(exchange, transaction, group, name);
  }
};

/** A query by resource is a read of the workspace's tables; one by customerId names no workspace that could deny it. */
const serveLogs = (
  exchange: Exchange,
  transaction: Transaction,
  route: Extract<Route, { area: 'log-analytics' }>,
): Reply => {
  const { workspace } = route;
  const denied = typeof workspace === 'string' ? [] : deniedActions(transaction, workspace, exchange.settings);
  return (
    refusedTo(exchange, denied, 'Microsoft.OperationalInsights/workspaces/query/read') ??
    logAnalytics(exchange, transaction, route)
  );
};

const serve = (exchange: Exchange, transaction: Transaction, route: Route): Reply => {
  if ('workspace' in route && typeof route.workspace !== 'string') {
    const missing = checkWorkspace(route.workspace, exchange.settings);
    if (missing !== undefined) return missing;
  }
  switch (route.area) {
    case 'security-insights':
      return serveSentinel(exchange, transaction, route);
    case 'workspace':
      return workspaceItself(exchange, transaction, route.workspace);
    case 'permissions':
      return permissions(exchange, transaction, route.workspace);
    case 'tables':
      return tables(exchange, transaction, route.workspace, route.name);
    case 'saved-searches':
      return savedSearches(exchange, transaction, route.workspace, route.name);
    case 'summary-logs':
      return summaryLogs(exchange, transaction, route.workspace, route.name);
    case 'resource-group':
      return serveGroup(exchange, transaction, route);
    case 'activity':
      return (
        refusedTo(exchange, exchange.settings.denied, 'Microsoft.Insights/eventtypes/values/read') ??
        activityLog(exchange, transaction, route.subscription)
      );
    case 'log-analytics':
      return serveLogs(exchange, transaction, route);
    case 'blobs':
      return blobs(exchange, transaction, route.place);
    case 'none':
      return route.reply;
  }
};

const subscriptionOf = (route: Route): string | undefined => {
  switch (route.area) {
    case 'activity':
      return route.subscription;
    case 'resource-group':
      return route.group.subscription;
    case 'log-analytics':
    case 'blobs':
    case 'none':
      return undefined;
    case 'security-insights':
    case 'workspace':
    case 'permissions':
    case 'tables':
    case 'saved-searches':
    case 'summary-logs':
      return route.workspace.subscription;
  }
};

const wire = (reply: Reply, headers: Readonly<Record<string, string>>): WireResponse => ({
  status: reply.status,
  headers: {
    ...(reply.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
    ...reply.headers,
  },
  body: reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body)),
});

/**
 * A local Sentinel: one handler over a store, written from what is published and observed of the service and never
 * from Picket's own checks. Rejects only as a connection would: by a fault, or with the signal's reason.
 */
export const createEmulator = (options: EmulatorOptions): Transport => {
  const { store, clock, faults = [], onRequest, shipped } = options;
  const settings = withSettings(options.settings);
  const faultOf = faultCounter(faults);
  const throttle = createThrottle(settings);
  const distorted = listDistortion(settings);
  const schemaOfWorkspace = workspaceSchemas(settings);
  const engine = compilerOf(settings, shipped);
  let count = 0;

  // The first look at a workspace remembers it; every other read leaves the store alone and needs no lock.
  const run = (exchange: Exchange, route: Route): Promise<Reply> =>
    exchange.request.method === 'GET' && route.area !== 'workspace'
      ? store.read((view) => serve(exchange, readOnly(view), route))
      : store.transact((transaction) => serve(exchange, transaction, route));

  const writesRule = ({ method }: WireRequest, route: Route): boolean =>
    method === 'PUT' &&
    route.area === 'security-insights' &&
    route.type.toLowerCase() === 'alertrules' &&
    route.child === undefined;

  const canCompile = (request: WireRequest, route: Route): boolean =>
    settings.queries === 'compiled' && writesRule(request, route);
  const compileWith =
    ({ compiler, base }: ReadyCompiler): Exchange['compile'] =>
    (query, view, workspace) =>
      compiler(query, schemaOfWorkspace(view, workspace, base));

  const answer = async (request: WireRequest, index: number): Promise<WireResponse> => {
    if (!URL.canParse(request.url)) return wire(failure(400, 'InvalidRequestUri', `'${request.url}' is no URL.`), {});
    const url = new URL(request.url);
    const origin = originOf(request, url);
    const route = routeOf(url, new URL(origin).hostname);
    const requestId = { 'x-ms-request-id': `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` };
    const subscription = subscriptionOf(route);
    const admitted = subscription === undefined ? { headers: {} } : throttle.admit(request, subscription, clock.now());
    if ('refusal' in admitted) return wire(admitted.refusal, requestId);
    // Nothing is waited for that is there already: a write must not be overtaken by what was asked later.
    const compile = canCompile(request, route) ? compileWith(engine.ready() ?? (await engine.load())) : undefined;
    const exchange: Exchange = { request, url, settings, now: clock.now(), origin, compile };
    const early = checkVersion(exchange, route);
    const reply = early ?? distorted(await run(exchange, route), request, route);
    return wire(reply, { ...requestId, ...admitted.headers });
  };

  return async (request) => {
    count += 1;
    const index = count;
    const fault = faultOf(request);
    await onRequest?.(index, request);
    request.signal?.throwIfAborted();
    if (settings.latency > 0) await clock.sleep(settings.latency, request.signal);
    return fault === undefined ? answer(request, index) : strike(fault, request, () => answer(request, index));
  };
};
