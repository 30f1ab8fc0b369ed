import { isObject, type JsonObject } from '../../core/json.ts';
import { workspacePath, type ResourceKind } from '../../core/resource.ts';

/** Answers hold the content only where it is asked for, and keep it back for workbooks that lie in somebody's own storage. */
const isWhole = ({ properties }: JsonObject): boolean =>
  isObject(properties) &&
  (typeof properties['serializedData'] === 'string' || typeof properties['storageUri'] === 'string');

const withContent = { canFetchContent: 'true' };

/** Workbooks lie in the resource group; a list is asked for by gallery, and by the workspace whose workbooks they are. */
export const workbooks: ResourceKind = {
  words: 'workbooks',
  collection: 'workbooks',
  provider: 'Microsoft.Insights',
  scope: 'resource-group',
  apiVersion: '2023-06-01',
  etag: 'body',
  created: 200,
  located: true,
  ask: {
    one: () => withContent,
    // The service keeps the id of the workspace in lower case (recorded).
    list: (target) => ({ category: 'sentinel', sourceId: workspacePath(target).toLowerCase(), ...withContent }),
  },
  isWhole,
};
