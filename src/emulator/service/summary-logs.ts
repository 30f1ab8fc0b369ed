import { isObject, objectOf, type JsonObject } from '../../core/json.ts';
import type { Exchange } from '../exchange.ts';
import { failure, type Reply } from '../reply.ts';
import { guidOf, type WorkspaceRef } from '../route.ts';
import type { Transaction } from '../store/store.ts';
import type { Live } from '../store/records.ts';
import { plainCollection, serveCollection, type Collection } from './resources.ts';

const type = 'Microsoft.OperationalInsights/workspaces/summaryLogs';
const binSizes: readonly unknown[] = [20, 30, 60, 120, 180, 360, 720, 1440];

const refuse = (message: string): Reply => failure(400, 'InvalidParameter', message);

/** Limits of summary rules, from the published schema. */
const check = (body: JsonObject): Reply | undefined => {
  const definition = objectOf(body['properties'])['ruleDefinition'];
  if (!isObject(definition)) return refuse('The rule has no ruleDefinition.');
  const { query, binSize, destinationTable } = definition;
  if (typeof query !== 'string' || query === '') return refuse('The rule definition has no query.');
  if (!binSizes.includes(binSize)) return refuse(`The bin size must be one of ${binSizes.join(', ')}.`);
  if (typeof destinationTable === 'string' && !destinationTable.endsWith('_CL'))
    return refuse('The name of the destination table must end with _CL.');
  return undefined;
};

const answer =
  (path: string) =>
  ({ name, properties, createdAt, createdBy }: Live): JsonObject => ({
    systemData: { createdBy: guidOf(createdBy), createdAt },
    properties: {
      ...properties,
      ruleType: 'User',
      provisioningState: 'Succeeded',
      isActive: properties['isActive'] ?? true,
    },
    id: `${path}/${name}`,
    name,
  });

/** Summary rules, as the examples of the published specification have them: no type, no etag, an operation beside the answer. */
export const summaryLogs = (
  exchange: Exchange,
  transaction: Transaction,
  workspace: WorkspaceRef,
  name: string | undefined,
): Reply => {
  const path = `${workspace.path}/summaryLogs`;
  const collection: Collection = {
    ...plainCollection(`${workspace.key}/summarylogs`, path, type),
    check,
    etag: () => '',
    answer: answer(path),
    absent: (absent) => failure(404, 'ResourceNotFound', `The summary rule '${absent}' was not found.`),
    deleted: () => ({ status: 202 }),
  };
  return serveCollection(exchange, transaction, collection, name);
};
