import { activityReach } from '../core/service/audit.ts';
import { PicketError } from '../core/errors.ts';
import { type JsonObject, type JsonValue, listOf, objectOf } from '../core/json.ts';
import type { ActivityFact, Clock, FunctionSource, TableFact, Unknown, WorkspaceFacts } from '../core/ports.ts';
import { resourcePath, workspacePath, type ResourcePlace, type WorkspaceTarget } from '../core/resource.ts';
import type { Arm } from './arm.ts';
import { faultOfAnswer, saysUnknownWorkspace, type FaultContext } from './faults.ts';
import { readPages } from './paging.ts';

export type FactsOptions = {
  readonly arm: Arm;
  readonly target: WorkspaceTarget;
  readonly endpoint: string;
  readonly clock: Clock;
  /** Collections whose changes are asked for. */
  readonly watched: readonly ResourcePlace[];
  /** Collections that hold functions. */
  readonly functions: readonly FunctionSource[];
};

/** The newest stable api-version of each resource that is only read for facts. */
const versions = {
  onboardingStates: '2025-09-01',
  permissions: '2022-04-01',
  tables: '2022-10-01',
  activity: '2015-04-01',
};

/** What a workspace says about itself; see the port for what each answers. */
export const createFacts = ({ arm, target, endpoint, clock, watched, functions }: FactsOptions): WorkspaceFacts => {
  const workspace = `${endpoint}${workspacePath(target)}`;
  const contextOf = (what: string): FaultContext => ({ what, operation: 'read', target });
  const pages = (url: string, what: string, signal: AbortSignal | undefined): Promise<readonly JsonObject[]> =>
    readPages(arm, url, contextOf(what), signal);

  return {
    onboarded: (signal) =>
      known(async () => {
        const url = `${workspace}/providers/Microsoft.SecurityInsights/onboardingStates/default?api-version=${versions.onboardingStates}`;
        const context = contextOf('the onboarding state');
        try {
          const { status, text } = await arm({ method: 'GET', url, expects: 'object', context, signal });
          if (status === 404 && saysUnknownWorkspace(text)) throw faultOfAnswer(status, text, context);
          return status !== 404;
        } catch (error) {
          if (error instanceof PicketError && error.code === 'not-onboarded') return false;
          throw error;
        }
      }),

    missingPermissions: (actions, signal) =>
      known(async () => {
        const url = `${workspace}/providers/Microsoft.Authorization/permissions?api-version=${versions.permissions}`;
        const granted = await pages(url, 'the permissions', signal);
        return actions.filter((action) => !granted.some((grant) => allows(grant, action)));
      }),

    tables: (signal) =>
      known(async () => {
        const found = await pages(`${workspace}/tables?api-version=${versions.tables}`, 'the tables', signal);
        return found.flatMap((item) => tableOf(item) ?? []);
      }),

    functions: (signal) =>
      known(async () => {
        const listed = functions.map(async ({ kind, functionIn }) => {
          const url = `${endpoint}${resourcePath(target, kind)}?api-version=${kind.apiVersion}`;
          const found = await pages(url, `the ${kind.words}`, signal);
          return found.flatMap((item) => functionIn(item) ?? []);
        });
        return (await Promise.all(listed)).flat();
      }),

    exists: ({ path, apiVersion }, signal) =>
      known(async () => {
        const context = contextOf(path);
        const url = `${endpoint}${encodeURI(path)}?api-version=${apiVersion}`;
        const { status, text } = await arm({ method: 'GET', url, expects: 'object', context, signal });
        // Of a subscription that the caller does not see, nobody knows what it has.
        return status === 404 && text.includes('SubscriptionNotFound') ? { unknown: text } : status !== 404;
      }),

    activity: (since, signal) =>
      known(async () => {
        const now = clock.now();
        const from = new Date(Math.max(since, now - activityReach)).toISOString();
        const during = `eventTimestamp ge '${from}' and eventTimestamp le '${new Date(now).toISOString()}'`;
        const logOf = (provider: string): Promise<readonly JsonObject[]> => {
          const filter = `${during} and resourceProvider eq '${provider}'`;
          const url =
            `${endpoint}/subscriptions/${target.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values` +
            `?api-version=${versions.activity}&$filter=${encodeURIComponent(filter)}`;
          return pages(url, 'the activity log', signal);
        };
        const providers = new Set(watched.map(({ provider }) => provider ?? 'Microsoft.OperationalInsights'));
        const events = (await Promise.all([...providers].map(logOf))).flat();
        const places = watched.map((place) => `${resourcePath(target, place)}/`.toLowerCase());
        return events
          .flatMap((event) => activityOf(event) ?? [])
          .filter(({ resourceId }) => places.some((place) => resourceId.toLowerCase().startsWith(place)))
          .toSorted((left, right) => Date.parse(right.at) - Date.parse(left.at));
      }),
  };
};

/** A fact that the caller may not read is unknown; every other failure stays one. */
const known = async <T>(read: () => Promise<T>): Promise<T | Unknown> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PicketError && error.failure === 'forbidden') return { unknown: error.message };
    throw error;
  }
};

const text = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** `*` stands for any text, slashes included; case does not count. Source: Microsoft Learn, "Azure role definitions". */
const matches = (patterns: JsonValue | undefined, action: string): boolean =>
  listOf(patterns).some((pattern) => {
    if (typeof pattern !== 'string') return false;
    const expression = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
    return new RegExp(`^${expression}$`, 'i').test(action);
  });

/** One role grants an action when it lists it and does not exclude it; what another role excludes does not count. */
const allows = (grant: JsonObject, action: string): boolean =>
  matches(grant['actions'], action) && !matches(grant['notActions'], action);

const plans = ['Analytics', 'Basic', 'Auxiliary'] as const;

const tableOf = (item: JsonObject): TableFact | undefined => {
  const name = text(item['name']);
  if (name === undefined) return undefined;
  const properties = objectOf(item['properties']);
  const schema = objectOf(properties['schema']);
  const columns = [...listOf(schema['standardColumns']), ...listOf(schema['columns'])].flatMap((column) => {
    const found = text(objectOf(column)['name']);
    return found === undefined
      ? []
      : [{ name: found, type: text(objectOf(column)['type'])?.toLowerCase() ?? 'dynamic' }];
  });
  // Only Analytics tables can back a rule, and it is what a table without a plan has.
  return { name, plan: plans.find((plan) => plan === properties['plan']) ?? 'Analytics', columns };
};

/** An operation logs its start and its end; only what succeeded has changed something. */
const activityOf = (event: JsonObject): ActivityFact | undefined => {
  const status = text(objectOf(event['status'])['value']);
  const resourceId = text(event['resourceId']);
  const operation = text(objectOf(event['operationName'])['value']);
  const at = text(event['eventTimestamp']);
  if (resourceId === undefined || operation === undefined || at === undefined) return undefined;
  if (Number.isNaN(Date.parse(at)) || !/\/(write|delete)$/i.test(operation)) return undefined;
  if (status !== undefined && !/^succeeded$/i.test(status)) return undefined;
  return { resourceId, operation, caller: text(event['caller']) ?? 'unknown', at };
};
