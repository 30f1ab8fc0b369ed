import { isObject, objectOf, type JsonObject } from '../../core/json.ts';
import type { Exchange } from '../exchange.ts';
import { failure, type Reply } from '../reply.ts';
import { guidOf, workflowsOf, type GroupRef } from '../route.ts';
import type { Live } from '../store/records.ts';
import type { Transaction } from '../store/store.ts';
import { plainCollection, serveCollection } from './resources.ts';

/** Triggers as answers have them: with the recurrence that the service works out. */
const answered = (triggers: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(triggers).map(([name, trigger]) => {
      const { recurrence } = objectOf(trigger);
      return [name, recurrence === undefined ? trigger : { ...objectOf(trigger), evaluatedRecurrence: recurrence }];
    }),
  );

/** What of a Logic App is kept: expressions of the template that made it stay as they are written. */
export const keptOf = ({ state, definition, parameters }: JsonObject): JsonObject => ({
  state: state ?? 'Enabled',
  definition: objectOf(definition),
  parameters: objectOf(parameters),
});

const answer = (live: Live, path: string, type: string): JsonObject => {
  const definition = objectOf(live.properties['definition']);
  const triggers = objectOf(definition['triggers']);
  return {
    properties: {
      provisioningState: 'Succeeded',
      createdTime: live.createdAt,
      changedTime: live.modifiedAt,
      version: guidOf(live.etag),
      accessEndpoint: `https://prod-00.westeurope.logic.azure.com:443/workflows/${guidOf(live.name).replaceAll('-', '')}`,
      ...live.properties,
      definition: isObject(definition['triggers']) ? { ...definition, triggers: answered(triggers) } : definition,
      endpointsConfiguration: {},
    },
    id: `${path}/${live.name}`,
    name: live.name,
    type,
    ...live.envelope,
  };
};

/** Logic Apps as recorded at 2019-05-01: without an etag, and with facts that the service adds to their definition. */
export const workflows = (
  exchange: Exchange,
  transaction: Transaction,
  group: GroupRef,
  name: string | undefined,
): Reply => {
  const type = 'Microsoft.Logic/workflows';
  const path = `/subscriptions/${group.subscription}/resourceGroups/${group.resourceGroup}/providers/${type}`;
  return serveCollection(
    exchange,
    transaction,
    {
      ...plainCollection(workflowsOf(group), path, type),
      accept: (properties) => ({ properties: keptOf(properties) }),
      envelope: ({ location }) => (location === undefined ? {} : { location }),
      answer: (live) => answer(live, path, type),
      absent: (absent) =>
        failure(
          404,
          'ResourceNotFound',
          `The Resource '${type}/${absent}' under resource group '${group.resourceGroup}' was not found.`,
        ),
      deleted: () => ({ status: 200 }),
    },
    name,
  );
};
