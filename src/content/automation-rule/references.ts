import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { workspacePath, type WorkspaceTarget } from '../../core/resource.ts';
import { ruleProperties } from './names.ts';

/** What a reference is written in full with; without it references stay as they are. */
export type Place = Pick<WorkspaceTarget, 'subscriptionId' | 'resourceGroup' | 'workspaceName' | 'cloud' | 'tenantId'>;

type Translate = (value: string) => string;

const onRuleIds = (condition: JsonObject, translate: Translate): JsonObject => {
  const { conditionProperties: said } = condition;
  if (!isObject(said)) return condition;
  const inner = (key: string): JsonObject => {
    const list = said[key];
    return isArray(list) ? { [key]: list.map((item) => (isObject(item) ? onRuleIds(item, translate) : item)) } : {};
  };
  const { propertyName, propertyValues } = said;
  const names = ruleProperties.some((name) => name === propertyName) && isArray(propertyValues);
  const values = names
    ? { propertyValues: propertyValues.map((value) => (typeof value === 'string' ? translate(value) : value)) }
    : {};
  return {
    ...condition,
    conditionProperties: { ...said, ...values, ...inner('itemConditions'), ...inner('innerConditions') },
  };
};

const onObjects = (value: JsonValue | undefined, change: (item: JsonObject) => JsonObject): JsonValue | undefined =>
  isArray(value) ? value.map((item) => (isObject(item) ? change(item) : item)) : value;

type Changes = {
  readonly rule: Translate;
  readonly playbook: (configuration: JsonObject) => JsonObject;
};

/** A body with what it refers to written in another way: ids of analytics rules in conditions, playbooks in actions. */
const translated = (body: JsonObject, { rule, playbook }: Changes): JsonObject => {
  const { properties } = body;
  if (!isObject(properties)) return body;
  const { triggeringLogic, actions } = properties;
  const conditions = isObject(triggeringLogic)
    ? onObjects(triggeringLogic['conditions'], (item) => onRuleIds(item, rule))
    : undefined;
  const steps = onObjects(actions, (action) => {
    const { actionType, actionConfiguration: said } = action;
    return actionType === 'RunPlaybook' && isObject(said) ? { ...action, actionConfiguration: playbook(said) } : action;
  });
  return {
    ...body,
    properties: {
      ...properties,
      ...(conditions === undefined || !isObject(triggeringLogic)
        ? {}
        : { triggeringLogic: { ...triggeringLogic, conditions } }),
      ...(steps === undefined ? {} : { actions: steps }),
    },
  };
};

const rulesBelow = (place: Place): string => `${workspacePath(place)}/providers/Microsoft.SecurityInsights/alertRules/`;
const playbooksBelow = ({ subscriptionId, resourceGroup }: Place): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Logic/workflows/`;

const after = (prefix: string, id: string): string | undefined =>
  id.toLowerCase().startsWith(prefix.toLowerCase()) ? id.slice(prefix.length) : undefined;

/** The body as files and every workspace have it in common: what lies in the workspace is named by its name alone. */
export const contracted = (body: JsonObject, place: Place | undefined): JsonObject =>
  place === undefined
    ? body
    : translated(body, {
        rule: (id) => after(rulesBelow(place), id)?.toLowerCase() ?? id,
        playbook: ({ logicAppResourceId, tenantId, playbook, ...rest }) => {
          const name =
            typeof logicAppResourceId === 'string' ? after(playbooksBelow(place), logicAppResourceId) : playbook;
          const own = typeof tenantId === 'string' && tenantId.toLowerCase() === place.tenantId?.toLowerCase();
          return {
            ...rest,
            ...(name === undefined
              ? logicAppResourceId === undefined
                ? {}
                : { logicAppResourceId }
              : { playbook: name }),
            ...(tenantId === undefined || own ? {} : { tenantId }),
          };
        },
      });

/** The body as the service takes it: names of what lies in the workspace as full ids, and the tenant of its playbooks. */
export const expanded = (body: JsonObject, place: Place | undefined): JsonObject =>
  place === undefined
    ? body
    : translated(body, {
        rule: (id) => (id.includes('/') ? id : rulesBelow(place) + id),
        playbook: ({ playbook, tenantId, ...rest }) => {
          const tenant = tenantId ?? place.tenantId;
          return {
            ...rest,
            ...(typeof playbook === 'string' ? { logicAppResourceId: playbooksBelow(place) + playbook } : {}),
            ...(tenant === undefined ? {} : { tenantId: tenant }),
          };
        },
      });

/** The playbooks that a rule's actions name by themselves, without the resource group that they are in. */
export const playbooksNamed = (body: JsonObject): readonly string[] => {
  const names: string[] = [];
  translated(body, {
    rule: (id) => id,
    playbook: (said) => {
      if (typeof said['playbook'] === 'string') names.push(said['playbook']);
      return said;
    },
  });
  return [...new Set(names)];
};

/** The ids of analytics rules that a rule's conditions name by themselves, without the workspace that they are in. */
export const rulesNamed = (body: JsonObject): readonly string[] => {
  const ids: string[] = [];
  translated(body, {
    rule: (id) => {
      if (!id.includes('/')) ids.push(id);
      return id;
    },
    playbook: (said) => said,
  });
  return [...new Set(ids)];
};
