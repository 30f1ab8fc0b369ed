import { type JsonObject, type JsonValue, objectOf, textOrEmpty } from '../core/json.ts';
import type { Clock } from '../core/ports.ts';
import type { ResourceType, WorkspaceTarget } from '../core/resource.ts';
import { recordActivity } from './service/activity.ts';
import { ruleId } from './service/alert-rules.ts';
import { rowsOf } from './service/log-analytics.ts';
import { metadataOf } from './service/metadata.ts';
import { onboard } from './service/onboarding.ts';
import { currentEntries, putLive, removeLive, slotOf, type Author, type Live } from './store/records.ts';
import {
  workspaceRef,
  type WorkspaceRef,
  neighboursOf,
  rulesOf,
  savedSearchesOf,
  tablesOf,
  workbooksOf,
  workflowsOf,
} from './route.ts';
import type { RowsSetting, TableSetting } from './settings/settings.ts';
import type { Store, Transaction } from './store/store.ts';
import { factsOf, setFacts, tableProperties } from './service/workspace.ts';

export type PortalOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly target: Pick<WorkspaceTarget, 'subscriptionId' | 'resourceGroup' | 'workspaceName'>;
  /** Who edits; shown by the activity log and systemData. */
  readonly caller?: string;
};

/** What people, the service and other tools do to a workspace besides Picket. Every edit gets a new etag. */
export type Portal = {
  /** Changes some properties of a rule, as a person in the portal would. Rejects for a rule that is not there. */
  readonly editRule: (name: string, properties: JsonObject) => Promise<Live>;
  /** Makes or replaces a rule; nothing is checked. `body` is `{kind, properties}`. */
  readonly createRule: (name: string, body: JsonObject) => Promise<Live>;
  readonly deleteRule: (name: string) => Promise<void>;
  /** The service switches a rule off after repeated failures: a prefix for its name, a reason in its description. */
  readonly autoDisable: (name: string, reason: string) => Promise<Live>;
  /** The rule as the store keeps it; undefined where there is none. */
  readonly rule: (name: string) => Promise<Live | undefined>;
  readonly rules: () => Promise<readonly Live[]>;
  /** Makes or replaces any resource: automation rules, templates, watchlists, markers. */
  readonly seed: (type: ResourceType, name: string, body: JsonObject) => Promise<Live>;
  readonly remove: (type: ResourceType, name: string) => Promise<void>;
  readonly resources: (type: ResourceType) => Promise<readonly Live[]>;
  readonly addTable: (table: TableSetting) => Promise<void>;
  readonly addFunction: (name: string, parameters: string, body: string) => Promise<void>;
  /** Rows that the query endpoint answers for queries of a table (SentinelHealth, SentinelAudit). */
  readonly addRows: (rows: RowsSetting) => Promise<void>;
  /** Takes actions away from Picket's identity; an empty list gives all back. */
  readonly deny: (actions: readonly string[]) => Promise<void>;
  readonly onboard: () => Promise<void>;
  readonly offboard: () => Promise<void>;
};

const collectionOf = (workspace: WorkspaceRef, type: ResourceType): string => {
  switch (type) {
    case 'alertRules':
      return rulesOf(workspace);
    case 'savedSearches':
      return savedSearchesOf(workspace);
    case 'metadata':
      return metadataOf(workspace);
    case 'workbooks':
      return workbooksOf(workspace);
    case 'workflows':
      return workflowsOf(workspace);
    default:
      return neighboursOf(workspace, type);
  }
};

const service = 'Azure Security Insights';

/** The hands of others on an emulated workspace. Works on the store: the emulator need not run. */
export const createPortal = ({ store, clock, target, caller = 'analyst@emulator.example' }: PortalOptions): Portal => {
  const workspace = workspaceRef(target.subscriptionId, target.resourceGroup, target.workspaceName);
  const by = (who: string): Author => ({ caller: who, now: clock.now(), readLag: 0 });

  const log = (transaction: Transaction, name: string, verb: 'write' | 'delete', who: string): void =>
    recordActivity(transaction, {
      subscription: workspace.subscription,
      resourceId: ruleId(workspace, name),
      operation: `Microsoft.SecurityInsights/alertRules/${verb}`,
      caller: who,
      at: clock.now(),
    });

  const putBody = (type: ResourceType, name: string, body: JsonObject): Promise<Live> =>
    store.transact((transaction) => {
      const collection = collectionOf(workspace, type);
      const { kind, properties, location, tags } = body;
      const live = putLive(
        transaction,
        collection,
        {
          name: slotOf(transaction, collection, name)?.current?.name ?? name,
          kind: typeof kind === 'string' ? kind : null,
          properties: objectOf(properties),
          envelope: {
            ...(location === undefined ? {} : { location }),
            ...(tags === undefined ? {} : { tags }),
          },
        },
        by(caller),
      );
      if (type === 'alertRules') log(transaction, live.name, 'write', caller);
      return live;
    });

  const removeNamed = (type: ResourceType, name: string): Promise<void> =>
    store.transact((transaction) => {
      const collection = collectionOf(workspace, type);
      const live = slotOf(transaction, collection, name)?.current;
      if (live === undefined || live === null) return;
      removeLive(transaction, collection, name, by(caller));
      if (type === 'alertRules') log(transaction, live.name, 'delete', caller);
    });

  const change = (name: string, who: string, properties: (live: Live) => JsonObject): Promise<Live> =>
    store.transact((transaction) => {
      const live = slotOf(transaction, rulesOf(workspace), name)?.current;
      if (live === undefined || live === null) throw new Error(`There is no rule ${name} in ${workspace.name}.`);
      const content = { ...live, properties: { ...live.properties, ...properties(live) } };
      log(transaction, live.name, 'write', who);
      const { kind, envelope } = live;
      return putLive(
        transaction,
        rulesOf(workspace),
        { name: live.name, kind, envelope, properties: content.properties },
        by(who),
      );
    });

  const put = (collection: string, name: string, properties: JsonObject): Promise<void> =>
    store.transact((transaction) => {
      putLive(transaction, collection, { name, kind: null, properties, envelope: {} }, by(caller));
    });

  const facts = (changed: (before: JsonObject) => JsonObject): Promise<void> =>
    store.transact((transaction) => setFacts(transaction, workspace, changed(factsOf(transaction, workspace))));

  return {
    editRule: (name, properties) => change(name, caller, () => properties),
    createRule: (name, body) => putBody('alertRules', name, body),
    deleteRule: (name) => removeNamed('alertRules', name),
    autoDisable: (name, reason) =>
      change(name, service, ({ properties }) => ({
        enabled: false,
        displayName: `AUTO DISABLED ${textOrEmpty(properties['displayName'])}`,
        description: `${textOrEmpty(properties['description'])}\n${reason}`,
      })),
    rule: (name) => store.read((view) => slotOf(view, rulesOf(workspace), name)?.current ?? undefined),
    rules: () => store.read((view) => [...currentEntries(view, rulesOf(workspace))]),
    seed: putBody,
    remove: removeNamed,
    resources: (type) => store.read((view) => [...currentEntries(view, collectionOf(workspace, type))]),
    addTable: (table) => put(tablesOf(workspace), table.name, tableProperties(table)),
    addFunction: (name, parameters, body) =>
      put(savedSearchesOf(workspace), name, {
        category: 'Functions',
        displayName: name,
        functionAlias: name,
        functionParameters: parameters,
        query: body,
        version: 2,
      }),
    addRows: ({ table, columns, rows }) =>
      store.transact((transaction) => {
        const value: Record<string, JsonValue> = { columns, rows };
        transaction.set(rowsOf(workspace), table, value);
      }),
    deny: (denied) => facts(() => ({ denied })),
    onboard: () =>
      store.transact((transaction) => onboard(transaction, workspace, by(caller), { fusionOnOnboarding: 'made' })),
    offboard: () => facts(() => ({ onboarded: false })),
  };
};
