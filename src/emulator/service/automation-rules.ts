import { isArray, isObject, type JsonObject, type JsonValue, objectOf } from '../../core/json.ts';
import { invalidModel, type Reply } from '../reply.ts';
import type { Live } from '../store/records.ts';
import { plainCollection, type Collection } from './resources.ts';
import { guidOf, type WorkspaceRef } from '../route.ts';
import { requiredProperty } from '../checks/checks.ts';

/** Limits of automation rules, from the published ARM schema. */
const check = (body: JsonObject): Reply | undefined => {
  const missing = requiredProperty(body, ['displayName', 'order', 'triggeringLogic', 'actions']);
  if (missing !== undefined) return missing;
  const properties = objectOf(body['properties']);
  const { displayName, order, actions } = properties;
  if (typeof displayName !== 'string' || displayName.length > 500)
    return invalidModel('The field DisplayName must be a string with a maximum length of 500.');
  if (typeof order !== 'number' || order < 1 || order > 1000)
    return invalidModel('The field Order must be between 1 and 1000.');
  return isArray(actions) && actions.length <= 20
    ? undefined
    : invalidModel('The field Actions must be a list with a maximum length of 20.');
};

const unsentChanges: JsonObject = {
  severity: null,
  status: null,
  classification: null,
  classificationReason: null,
  classificationComment: null,
  owner: null,
  labels: null,
};

/** ModifyProperties has every member, RunPlaybook comes back as it was sent; other actions are not on record. */
const action = (value: JsonValue): JsonValue => {
  if (!isObject(value) || value['actionType'] !== 'ModifyProperties' || !isObject(value['actionConfiguration']))
    return value;
  return { ...value, actionConfiguration: { ...unsentChanges, ...value['actionConfiguration'] } };
};

const toSeconds = (moment: string): string => `${moment.slice(0, 19)}Z`;

const person = (caller: string): JsonObject => {
  const objectId = guidOf(caller);
  return caller.includes('@')
    ? { objectId, email: caller, name: 'User', userPrincipalName: caller }
    : { objectId, name: caller };
};

const readOnly = ['createdTimeUtc', 'lastModifiedTimeUtc', 'createdBy', 'lastModifiedBy'];

const withoutReadOnly = (properties: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !readOnly.includes(name)));

const propertiesOf = ({ properties, createdAt, createdBy, modifiedAt, modifiedBy }: Live): JsonObject => {
  const { triggeringLogic, actions } = properties;
  return {
    ...withoutReadOnly(properties),
    ...(isObject(triggeringLogic) ? { triggeringLogic: { conditions: [], ...triggeringLogic } } : {}),
    ...(isArray(actions) ? { actions: actions.map(action) } : {}),
    lastModifiedTimeUtc: toSeconds(modifiedAt),
    createdTimeUtc: toSeconds(createdAt),
    lastModifiedBy: person(modifiedBy),
    createdBy: person(createdBy),
  };
};

/** Automation rules, answered as recorded at 2021-09-01-preview and 2022-06-01-preview: no systemData, a capital A. */
export const automationRules = (workspace: WorkspaceRef, key: string): Collection => {
  const type = 'Microsoft.SecurityInsights/AutomationRules';
  const path = `${workspace.path}/providers/${type}`;
  return {
    ...plainCollection(key, path, type),
    check,
    accept: (properties) => ({ properties: withoutReadOnly(properties) }),
    answer: (live) => ({
      id: `${path}/${live.name}`,
      name: live.name,
      etag: live.etag,
      type,
      properties: propertiesOf(live),
    }),
  };
};
