import { isArray, isObject, type JsonObject } from '../core/json.ts';
import { apiVersionOf, type Exchange } from './exchange.ts';
import { filtered } from './filter.ts';
import { invalidModel, invalidResourceType, type Reply } from './reply.ts';
import { plainCollection, serveCollection, type Collection } from './resources.ts';
import type { Route, WorkspaceRef } from './route.ts';
import type { Transaction } from './store.ts';

const required = (body: JsonObject, names: readonly string[]): Reply | undefined => {
  const properties = isObject(body['properties']) ? body['properties'] : {};
  const missing = names.find((name) => properties[name] === undefined || properties[name] === null);
  return missing === undefined ? undefined : invalidModel(`Required property '${missing}' not found in JSON.`);
};

/** Limits of automation rules, from the published ARM schema. */
const automationRule = (body: JsonObject): Reply | undefined => {
  const missing = required(body, ['displayName', 'order', 'triggeringLogic', 'actions']);
  if (missing !== undefined) return missing;
  const properties = isObject(body['properties']) ? body['properties'] : {};
  const { displayName, order, actions } = properties;
  if (typeof displayName !== 'string' || displayName.length > 500)
    return invalidModel('The field DisplayName must be a string with a maximum length of 500.');
  if (typeof order !== 'number' || order < 1 || order > 1000)
    return invalidModel('The field Order must be between 1 and 1000.');
  return isArray(actions) && actions.length <= 20
    ? undefined
    : invalidModel('The field Actions must be a list with a maximum length of 20.');
};

const readOnly = new Set(['GET']);

type Definition = Partial<Pick<Collection, 'methods' | 'check' | 'filter'>>;

/** The other resources of Microsoft.SecurityInsights that Picket reads, by type in lower case. */
const definitions: Readonly<Record<string, { readonly type: string } & Definition>> = {
  automationrules: { type: 'automationRules', check: automationRule },
  watchlists: {
    type: 'watchlists',
    check: (body) => required(body, ['displayName', 'provider', 'itemsSearchKey']),
  },
  alertruletemplates: { type: 'alertRuleTemplates', methods: readOnly },
  contenttemplates: { type: 'contentTemplates', filter: filtered },
};

/** Types of sub-resources by the type they belong to, in lower case. */
const children: Readonly<Record<string, string>> = {
  'alertrules/actions': 'actions',
  'watchlists/watchlistitems': 'watchlistItems',
};

/** Where the store keeps a type of neighbour; `type` in any case. */
export const neighboursOf = (workspace: WorkspaceRef, type: string): string => `${workspace.key}/${type.toLowerCase()}`;

/** Serves the neighbours of the alert rules and their sub-resources; 404 for a type that does not exist. */
export const neighbours = (
  exchange: Exchange,
  transaction: Transaction,
  route: Extract<Route, { area: 'security-insights' }>,
): Reply => {
  const { workspace, type, name, child } = route;
  const key = type.toLowerCase();
  const base = `${workspace.path}/providers/Microsoft.SecurityInsights`;
  if (child !== undefined && name !== undefined) {
    const childType = children[`${key}/${child.type.toLowerCase()}`];
    if (childType === undefined)
      return invalidResourceType('Microsoft.SecurityInsights', `${type}/${child.type}`, apiVersionOf(exchange));
    const collection = plainCollection(
      `${workspace.key}/${key}/${name.toLowerCase()}/${childType.toLowerCase()}`,
      `${base}/${type}/${name}/${childType}`,
      `Microsoft.SecurityInsights/${type}/${childType}`,
    );
    return serveCollection(exchange, transaction, collection, child.name);
  }
  const definition = Object.hasOwn(definitions, key) ? definitions[key] : undefined;
  if (definition === undefined) return invalidResourceType('Microsoft.SecurityInsights', type, apiVersionOf(exchange));
  const { type: spelled, ...parts } = definition;
  const collection: Collection = {
    ...plainCollection(neighboursOf(workspace, spelled), `${base}/${spelled}`, `Microsoft.SecurityInsights/${spelled}`),
    ...parts,
  };
  return serveCollection(exchange, transaction, collection, name);
};
