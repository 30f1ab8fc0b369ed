import { automationRules } from './automation-rules.ts';
import { apiVersionOf, type Exchange } from '../exchange.ts';
import { filtered } from './filter.ts';
import type { Live } from '../store/records.ts';
import { invalidResourceType, ok, type Reply } from '../reply.ts';
import { plainCollection, serveCollection, type Collection } from './resources.ts';
import { type Route, type WorkspaceRef, neighboursOf } from '../route.ts';
import type { Transaction } from '../store/store.ts';
import { watchlistItems, watchlists, watchlistStatus } from './watchlists.ts';
import { type JsonObject, textOrEmpty } from '../../core/json.ts';

/** The playbooks of a rule, recorded at 2022-08-01: triggerUri is a secret that no answer has, workflowId comes from it. */
const ruleActions = (workspace: WorkspaceRef, rule: string): Collection => {
  const type = 'Microsoft.SecurityInsights/alertRules/actions';
  const rules = `${workspace.path}/providers/Microsoft.SecurityInsights/alertRules`;
  const path = `${rules}/${rule}/actions`;
  const stored = ({ logicAppResourceId = null, triggerUri, workflowId }: JsonObject): JsonObject => {
    const workflow = /\/workflows\/([^/?]+)/.exec(textOrEmpty(triggerUri))?.[1] ?? workflowId;
    return { ...(workflow === undefined ? {} : { workflowId: workflow }), logicAppResourceId };
  };
  return {
    ...plainCollection(`${workspace.key}/alertrules/${rule.toLowerCase()}/actions`, path, type),
    accept: (properties) => ({ properties: stored(properties) }),
    answer: (live, shown) => {
      // A list names the rule as the service does inside.
      const inside = `asicustomalertsv3_${rule}_${live.name}`.toLowerCase();
      return {
        id: shown === 'listed' ? `${rules}/${inside}/actions/${live.name}` : `${path}/${live.name}`,
        name: live.name,
        ...(shown === 'written' ? {} : { etag: live.etag }),
        type,
        properties: live.properties,
      };
    },
  };
};

type Sentinel = Extract<Route, { area: 'security-insights' }>;

/** Templates of the service's gallery, recorded at 2022-06-01-preview: a capital A, no etag. They are read only. */
const templates = (workspace: WorkspaceRef, key: string): Collection => {
  const type = 'Microsoft.SecurityInsights/AlertRuleTemplates';
  const path = `${workspace.path}/providers/${type}`;
  return {
    ...plainCollection(key, path, type),
    methods: new Set(['GET']),
    answer: ({ name, kind, properties }: Live) => ({ id: `${path}/${name}`, name, type, kind, properties }),
  };
};

const collectionOf = (exchange: Exchange, transaction: Transaction, route: Sentinel): Collection | undefined => {
  const { workspace, type } = route;
  const key = neighboursOf(workspace, type);
  switch (type.toLowerCase()) {
    case 'automationrules':
      return automationRules(workspace, key);
    case 'watchlists':
      return watchlists(exchange, transaction, workspace, key);
    case 'alertruletemplates':
      return templates(workspace, key);
    case 'contenttemplates': {
      const full = 'Microsoft.SecurityInsights/contentTemplates';
      return { ...plainCollection(key, `${workspace.path}/providers/${full}`, full), filter: filtered };
    }
    default:
      return undefined;
  }
};

const childrenOf = ({ workspace, type, name = '', child }: Sentinel): Collection | undefined => {
  switch (`${type}/${child?.type ?? ''}`.toLowerCase()) {
    case 'alertrules/actions':
      return ruleActions(workspace, name);
    case 'watchlists/watchlistitems':
      return watchlistItems(workspace, name);
    default:
      return undefined;
  }
};

/** Serves the neighbours of the alert rules and their sub-resources; 404 for a type that does not exist. */
export const neighbours = (exchange: Exchange, transaction: Transaction, route: Sentinel): Reply => {
  const { type, name, child } = route;
  const isStatus = `${type}/${child?.type ?? ''}`.toLowerCase() === 'watchlists/watchliststatuses';
  if (isStatus && child?.name !== undefined) return ok(watchlistStatus(exchange.url.pathname, child.name));
  const collection = child === undefined ? collectionOf(exchange, transaction, route) : childrenOf(route);
  if (collection === undefined) {
    const full = child === undefined ? type : `${type}/${child.type}`;
    return invalidResourceType('Microsoft.SecurityInsights', full, apiVersionOf(exchange));
  }
  return serveCollection(exchange, transaction, collection, child === undefined ? name : child.name);
};
