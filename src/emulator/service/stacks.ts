import {
  equalJson,
  isObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  textOrEmpty,
} from '../../core/json.ts';
import { authorOf, type Exchange } from '../exchange.ts';
import { failure, type Reply } from '../reply.ts';
import { guidOf, workflowsOf, type GroupRef } from '../route.ts';
import { putLive, removeLive, slotOf, systemData, type Live } from '../store/records.ts';
import type { Transaction } from '../store/store.ts';
import { plainCollection, serveCollection, type Collection, type Shown } from './resources.ts';
import { keptOf } from './workflows.ts';

const provider = 'Microsoft.Resources';
const stacksIn = (group: GroupRef): string => `${group.key}/deploymentstacks`;

/** A resource of a template by its id, with its body. */
type Made = { readonly id: string; readonly type: string; readonly body: JsonObject };

/**
 * What a template makes. Only names that are texts or parameters are worked out: no expression of a template is
 * evaluated here, as little as anywhere else in Picket.
 */
const madeBy = (properties: JsonObject, group: GroupRef): readonly Made[] => {
  const template = objectOf(properties['template']);
  const valueOf = (name: string): string => {
    const given = objectOf(objectOf(properties['parameters'])[name])['value'];
    return textOrEmpty(given ?? objectOf(objectOf(template['parameters'])[name])['defaultValue']);
  };
  const named = (text: string): string => {
    const [, parameter] = /^\[parameters\('([^']+)'\)\]$/i.exec(text) ?? [];
    return parameter === undefined ? text : valueOf(parameter);
  };
  return listOf(template['resources']).flatMap((resource) => {
    const body = objectOf(resource);
    const type = textOrEmpty(body['type']);
    const id = `/subscriptions/${group.subscription}/resourceGroups/${group.resourceGroup}/providers/${type}/${named(textOrEmpty(body['name']))}`;
    return [{ id, type, body }];
  });
};

const invalid = (message: string): Reply =>
  failure(400, 'InvalidTemplate', `Deployment template validation failed: '${message}'.`);

const check = (body: JsonObject): Reply | undefined => {
  const properties = objectOf(body['properties']);
  const { template } = properties;
  if (!isObject(template)) return invalid('the template is missing');
  for (const resource of listOf(template['resources']))
    for (const member of ['type', 'name', 'apiVersion'])
      if (typeof objectOf(resource)[member] !== 'string') return invalid(`a resource has no ${member}`);
  for (const [name, parameter] of Object.entries(objectOf(template['parameters'])))
    if (objectOf(parameter)['defaultValue'] === undefined && objectOf(properties['parameters'])[name] === undefined)
      return invalid(`the value for the template parameter '${name}' is not provided`);
  return undefined;
};

const listed = (made: readonly Made[]): readonly JsonValue[] =>
  made.map(({ id }) => ({ status: 'managed', denyStatus: 'none', id }));

const gone = (before: readonly Made[], after: readonly Made[]): readonly Made[] =>
  before.filter(({ id }) => !after.some((other) => other.id.toLowerCase() === id.toLowerCase()));

const operation = (exchange: Exchange, name: string): Record<string, string> => ({
  'azure-asyncoperation': `${exchange.origin}/subscriptions/operations/providers/${provider}/locations/westeurope/deploymentStackOperationStatus/${guidOf(name)}?api-version=2024-03-01`,
});

/** The Logic Apps of what a template makes, by the end of their ids. */
const workflowsIn = (made: readonly Made[]): readonly { readonly name: string; readonly body: JsonObject }[] =>
  made
    .filter(({ type }) => type.toLowerCase() === 'microsoft.logic/workflows')
    .map(({ id, body }) => ({ name: id.slice(id.lastIndexOf('/') + 1), body }));

/** Parameters as answers have them: with the type that the template gives them. */
const typed = ({ parameters, template }: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(objectOf(parameters)).map(([name, value]) => [
      name,
      { ...objectOf(value), type: textOrEmpty(objectOf(objectOf(objectOf(template)['parameters'])[name])['type']) },
    ]),
  );

const absentCode = { stack: 'DeploymentStackResourceNotFound', whatIf: 'DeploymentStackWhatIfResourceNotFound' };

/** Deployment stacks as recorded at 2024-03-01: a PUT begins the work, a GET shows it done, and never the template. */
export const deploymentStacks = (
  exchange: Exchange,
  transaction: Transaction,
  group: GroupRef,
  name: string | undefined,
): Reply => {
  const type = `${provider}/deploymentStacks`;
  const path = `/subscriptions/${group.subscription}/resourceGroups/${group.resourceGroup}/providers/${type}`;
  const answer = (live: Live, shown: Shown): JsonObject => {
    const { template: _hidden, before, ...said } = live.properties;
    const made = madeBy(live.properties, group);
    const left = gone(madeBy(objectOf(before), group), made).map(({ id }) => ({ id }));
    const deletes = objectOf(live.properties['actionOnUnmanage'])['resources'] === 'delete';
    const begun = shown === 'written';
    return {
      tags: objectOf(live.envelope['tags']),
      properties: {
        ...Object.fromEntries(Object.entries(said).filter(([key]) => key !== 'bypassStackOutOfSyncError')),
        ...(begun
          ? {}
          : {
              deploymentId: `/subscriptions/${group.subscription}/resourceGroups/${group.resourceGroup}/providers/Microsoft.Resources/deployments/${live.name}-deployment`,
              duration: 'PT5.9944137S',
            }),
        parameters: typed(live.properties),
        resources: begun ? [] : listed(made),
        provisioningState: begun ? 'initializing' : 'succeeded',
        detachedResources: begun || deletes ? [] : left,
        deletedResources: begun || !deletes ? [] : left,
        failedResources: [],
        correlationId: guidOf(live.etag),
      },
      systemData: systemData(live),
      id: `${path}/${live.name}`,
      type,
      name: live.name,
    };
  };
  // A stack is done when its resources are there.
  const atOnce = { ...authorOf(exchange), readLag: 0 };
  const deletes = exchange.url.searchParams.get('unmanageAction.Resources') === 'delete';
  const collection: Collection = {
    ...plainCollection(stacksIn(group), path, type),
    check,
    envelope: ({ tags }) => ({ tags: objectOf(tags) }),
    accept: (properties, live) => {
      const { before: _older, ...old } = live?.properties ?? {};
      return { properties: { ...properties, ...(live === undefined ? {} : { before: old }) } };
    },
    answer,
    // Every deployment makes its Logic Apps what the template says, whatever became of them since.
    written: (live) => {
      for (const { name: app, body } of workflowsIn(madeBy(live.properties, group)))
        putLive(
          transaction,
          workflowsOf(group),
          { name: app, kind: null, properties: keptOf(objectOf(body['properties'])), envelope: {} },
          atOnce,
        );
    },
    absent: (absent) => failure(404, absentCode.stack, `The deployment stack '${path}/${absent}' could not be found.`),
    deleted: ({ name: old, properties }) => {
      if (!deletes) return { status: 200 };
      for (const { name: app } of workflowsIn(madeBy(properties, group)))
        removeLive(transaction, workflowsOf(group), app, atOnce);
      return { status: 202, headers: operation(exchange, old) };
    },
  };
  const reply = serveCollection(exchange, transaction, collection, name);
  return exchange.request.method === 'PUT' && name !== undefined && reply.status < 300
    ? { ...reply, headers: operation(exchange, name) }
    : reply;
};

/** What a stack would change, by what it manages now: recorded for a create; the other words are documented. */
const changesOf = (asked: JsonObject, stack: Live | undefined, group: GroupRef): readonly JsonValue[] => {
  const before = stack === undefined ? [] : madeBy(stack.properties, group);
  const after = madeBy(asked, group);
  const deletes = objectOf(asked['actionOnUnmanage'])['resources'] === 'delete';
  const change = ({ id, type }: Made, changeType: string, was: string, is: string): JsonObject => ({
    id,
    type,
    managementStatusChange: { before: was, after: is },
    denyStatusChange: { before: 'none', after: 'none' },
    changeType,
    changeCertainty: 'definite',
  });
  return [
    ...after.map((made) => {
      const old = before.find(({ id }) => id.toLowerCase() === made.id.toLowerCase());
      if (old === undefined) return change(made, 'create', 'notManaged', 'managed');
      return change(made, equalJson(old.body, made.body) ? 'noChange' : 'modify', 'managed', 'managed');
    }),
    ...gone(before, after).map((made) => change(made, deletes ? 'delete' : 'detach', 'managed', 'notManaged')),
  ];
};

/** What-ifs of stacks as recorded at 2025-07-01: each is a resource of its own. */
export const stackWhatIfs = (
  exchange: Exchange,
  transaction: Transaction,
  group: GroupRef,
  name: string | undefined,
): Reply => {
  const type = `${provider}/deploymentStacksWhatIfResults`;
  const path = `/subscriptions/${group.subscription}/resourceGroups/${group.resourceGroup}/providers/${type}`;
  const collection: Collection = {
    ...plainCollection(`${group.key}/deploymentstackswhatifresults`, path, type),
    check,
    answer: (live, shown) => {
      const { template: _hidden, ...said } = live.properties;
      const stack = textOrEmpty(said['deploymentStackResourceId']).split('/').at(-1) ?? '';
      const there = slotOf(transaction, stacksIn(group), stack)?.current ?? undefined;
      const begun = shown === 'written';
      return {
        properties: {
          ...said,
          provisioningState: begun ? 'initializing' : 'succeeded',
          deploymentStackLastModified: there?.modifiedAt ?? '0001-01-01T00:00:00-08:00',
          ...(begun
            ? {}
            : {
                changes: { resourceChanges: changesOf(live.properties, there, group), deploymentScopeChange: {} },
                diagnostics: [],
              }),
          correlationId: guidOf(live.etag),
          parameters: typed(live.properties),
          bypassStackOutOfSyncError: false,
        },
        id: `${path}/${live.name}`,
        type,
        name: live.name,
      };
    },
    absent: (absent) =>
      failure(404, absentCode.whatIf, `The deployment stack what-if resource '${path}/${absent}' could not be found.`),
    deleted: () => ({ status: 200 }),
  };
  const reply = serveCollection(exchange, transaction, collection, name);
  return exchange.request.method === 'PUT' && name !== undefined && reply.status < 300
    ? { ...reply, headers: operation(exchange, name) }
    : reply;
};
