import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { SecurityInsights, type ScheduledAlertRule, type Watchlist } from '@azure/arm-securityinsight';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { WitnessTarget } from './witnesses.ts';

/** Sends what a client means for Azure to the emulator: a client refuses to sign for anything but https. */
const sentTo = (address: string): HttpClient => {
  const http = createDefaultHttpClient();
  return {
    sendRequest: (request) => {
      const { pathname, search } = new URL(request.url);
      request.url = `${address}${pathname}${search}`;
      request.allowInsecureConnection = true;
      return http.sendRequest(request);
    },
  };
};

const credential = { getToken: () => Promise.resolve({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 }) };

const named = async (items: AsyncIterable<{ readonly name?: string }>): Promise<string> => {
  const names: string[] = [];
  for await (const { name } of items) names.push(name ?? '');
  return names.toSorted().join(',');
};

const counted = async (items: AsyncIterable<unknown>): Promise<string> => {
  let count = 0;
  for await (const _ of items) count += 1;
  return String(count);
};

/** What came of an operation: the text of its result, or the status of its refusal and a word of its message. */
const outcomeOf = async (operation: () => Promise<string | undefined | void>): Promise<string> => {
  try {
    const result = await operation();
    return typeof result === 'string' ? result : 'done';
  } catch (error) {
    // The client's error class has two copies, one for each module system.
    if (!(error instanceof Error) || !('statusCode' in error)) throw error;
    const word = /SYN0001|recently deleted|Etag does not match|Newer data/.exec(error.message)?.[0];
    return ['refused', String(error.statusCode), word].filter((part) => part !== undefined).join(' ');
  }
};

const rule = (severity: string, query: string, etag?: string): ScheduledAlertRule => ({
  kind: 'Scheduled',
  displayName: 'Witness',
  enabled: true,
  severity,
  query,
  queryFrequency: 'PT1H',
  queryPeriod: 'PT1H',
  triggerOperator: 'GreaterThan',
  triggerThreshold: 0,
  suppressionEnabled: false,
  suppressionDuration: 'PT5H',
  ...(etag === undefined ? {} : { etag }),
});

const watchlist: Watchlist = {
  displayName: 'VIPs',
  provider: 'Witness',
  source: 'Local file',
  itemsSearchKey: 'Name',
  contentType: 'text/csv',
  rawContent: 'Name,Dept\nada,it\nbob,hr\n',
};

/**
 * Runs the operations of a team's day against an emulator through the typed methods of Microsoft's JavaScript SDK;
 * the outcome of each by its name, in order. Rejects where a client fails otherwise than by an answer.
 */
export const witnessInJavaScript = async (target: WitnessTarget): Promise<ReadonlyMap<string, string>> => {
  const { address, subscription, group, workspace } = target;
  const options = { httpClient: sentTo(address), retryOptions: { maxRetries: 0 } };
  const sentinel = new SecurityInsights(credential, subscription, options);
  const logs = new OperationalInsightsManagementClient(credential, subscription, options);
  const outcomes = new Map<string, string>();
  const run = async (name: string, operation: () => Promise<string | undefined | void>): Promise<void> => {
    outcomes.set(name, await outcomeOf(operation));
  };
  const { alertRules, actions, metadata, automationRules, watchlists, watchlistItems, sentinelOnboardingStates } =
    sentinel;
  const parentId =
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/` +
    `${workspace}/providers/Microsoft.SecurityInsights/alertRules/witness`;
  const workflow = parentId.replace(/Microsoft\.OperationalInsights.*$/, 'Microsoft.Logic/workflows/playbook');

  await run(
    'onboarding: create',
    async () => (await sentinelOnboardingStates.create(group, workspace, 'default')).name,
  );
  await run('onboarding: get', async () => (await sentinelOnboardingStates.get(group, workspace, 'default')).name);
  let etag: string | undefined;
  const put = async (severity: string, query: string, given?: string): Promise<string | undefined> => {
    const written = await alertRules.createOrUpdate(group, workspace, 'witness', rule(severity, query, given));
    etag = written.etag;
    return 'severity' in written ? written.severity : written.kind;
  };
  await run('rules: create', () => put('Low', 'Witness_CL | take 1'));
  const first = etag;
  await run('rules: get', async () => (await alertRules.get(group, workspace, 'witness')).kind);
  await run('rules: update with its etag', () => put('High', 'Witness_CL | take 1', first));
  await run('rules: update with a stale etag', () => put('Medium', 'Witness_CL | take 1', first));
  await run('rules: update with a broken query', () => put('Low', 'Witness_CL | wher x'));
  await run('rules: list', () => named(alertRules.list(group, workspace)));
  await run('rules: get an absent one', async () => (await alertRules.get(group, workspace, 'absent')).name);
  const triggerUri = 'https://prod.example.com/workflows/0123/triggers/t/paths/invoke?sig=x';
  await run('actions: create', async () => {
    const action = { logicAppResourceId: workflow, triggerUri };
    return (await actions.createOrUpdate(group, workspace, 'witness', 'run', action)).name;
  });
  await run('actions: get', async () => (await actions.get(group, workspace, 'witness', 'run')).workflowId);
  await run('actions: list', () => named(actions.listByAlertRule(group, workspace, 'witness')));
  await run('actions: delete', () => actions.delete(group, workspace, 'witness', 'run'));
  await run('metadata: create', async () => {
    const model = { parentId, kind: 'AnalyticsRule', contentId: 'witness' };
    return (await metadata.create(group, workspace, 'marker', model)).source?.kind;
  });
  await run('metadata: get', async () => (await metadata.get(group, workspace, 'marker')).contentId);
  await run(
    'metadata: update',
    async () => (await metadata.update(group, workspace, 'marker', { version: '2' })).version,
  );
  await run('metadata: list', () => named(metadata.list(group, workspace)));
  await run('metadata: delete', () => metadata.delete(group, workspace, 'marker'));
  await run('metadata: get an absent one', async () => (await metadata.get(group, workspace, 'marker')).name);
  await run('automation rules: create', async () => {
    const written = await automationRules.createOrUpdate(group, workspace, 'close', {
      automationRuleToUpsert: {
        displayName: 'Close',
        order: 1,
        triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created' },
        actions: [{ actionType: 'ModifyProperties', order: 1, actionConfiguration: { severity: 'Low' } }],
      },
    });
    return `${written.displayName} ${written.triggeringLogic.conditions?.length ?? 'without'} conditions`;
  });
  await run('automation rules: list', () => named(automationRules.list(group, workspace)));
  await run('automation rules: delete', async () => {
    await automationRules.delete(group, workspace, 'close');
  });
  await run('watchlists: create', async () => {
    return (await watchlists.createOrUpdate(group, workspace, 'vips', watchlist)).watchlistAlias;
  });
  await run('watchlists: get', async () => (await watchlists.get(group, workspace, 'vips')).itemsSearchKey);
  await run('watchlists: list', () => named(watchlists.list(group, workspace)));
  await run('watchlist rows: list', () => counted(watchlistItems.list(group, workspace, 'vips')));
  const row = '11111111-0000-4000-8000-000000000001';
  await run('watchlist rows: create', async () => {
    const item = { itemsKeyValue: { Name: 'eve', Dept: 'it' } };
    return (await watchlistItems.createOrUpdate(group, workspace, 'vips', row, item)).watchlistItemId;
  });
  await run('watchlist rows: delete', () => watchlistItems.delete(group, workspace, 'vips', row));
  await run('watchlists: delete', async () => {
    await watchlists.delete(group, workspace, 'vips');
  });
  let searchEtag: string | undefined;
  const search = async (displayName: string, given?: string): Promise<string> => {
    const query = {
      category: 'Witness',
      displayName,
      query: 'Witness_CL',
      ...(given === undefined ? {} : { etag: given }),
    };
    const written = await logs.savedSearches.createOrUpdate(group, workspace, 'search', query);
    searchEtag = written.etag;
    return written.displayName;
  };
  await run('saved searches: create', () => search('One'));
  await run('saved searches: update without an etag', () => search('Two'));
  await run('saved searches: update with its etag', () => search('Two', searchEtag));
  await run('saved searches: get', async () => (await logs.savedSearches.get(group, workspace, 'search')).query);
  await run('saved searches: delete', () => logs.savedSearches.delete(group, workspace, 'search'));
  await run('tables: get', async () => (await logs.tables.get(group, workspace, 'Witness_CL')).plan);
  await run('tables: list', () => named(logs.tables.listByWorkspace(group, workspace)));
  await run('rules: delete', () => alertRules.delete(group, workspace, 'witness'));
  await run('rules: create a deleted one again', () => put('Low', 'Witness_CL | take 1'));
  return outcomes;
};
