import type { Neighbours } from '../../core/lint-rule.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { refKey, type Ref } from '../../core/ref.ts';
import { workspacePath, type NeededPart, type WorkspaceTarget } from '../../core/resource.ts';
import { ruleProperties } from './names.ts';

/** What a reference is written in full with; without it references stay as they are. */
export type Place = Pick<WorkspaceTarget, 'subscriptionId' | 'resourceGroup' | 'workspaceName' | 'cloud' | 'tenantId'>;

const logicApps = '2019-05-01';

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

/** Whether a value of a condition is the path of a file: ids have no slash, and full ids begin with one. */
export const isPath = (value: string): boolean => value.includes('/') && !value.startsWith('/');

/** The type whose ids conditions have. */
export const analyticsRule = 'analytics-rule';

/** The body with rules by the ids that they have where they are deployed: files name them by their own ids or by their paths. */
export const resolved = (body: JsonObject, neighbours: Neighbours | undefined): JsonObject =>
  neighbours === undefined
    ? body
    : translated(body, {
        rule: (id) => (isPath(id) ? neighbours.at(id) : neighbours.find({ type: analyticsRule, id }))?.ref.id ?? id,
        playbook: (said) => said,
      });

/** The body with rules by the ids of their files. */
export const asWritten = (body: JsonObject, neighbours: Neighbours | undefined): JsonObject =>
  neighbours === undefined
    ? body
    : translated(body, {
        rule: (id) => neighbours.find({ type: analyticsRule, id })?.writtenId ?? id,
        playbook: (said) => said,
      });

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

/** What a body names by itself, without the workspace and the resource group that it is in. */
export const referencesIn = (body: JsonObject): readonly Ref[] => {
  const found = new Map<string, Ref>();
  const add = (ref: Ref): void => {
    found.set(refKey(ref), ref);
  };
  translated(body, {
    rule: (id) => {
      if (!id.includes('/')) add({ type: analyticsRule, id });
      return id;
    },
    playbook: (said) => {
      if (typeof said['playbook'] === 'string') add({ type: 'playbook', id: said['playbook'] });
      return said;
    },
  });
  return [...found.values()];
};

/** The logic apps that a canonical body runs, where they are looked for; Microsoft.Logic/workflows at its stable api-version. */
export const playbooksIn = (body: JsonObject, place: Place): readonly NeededPart[] => {
  const found: NeededPart[] = [];
  const shared = {
    apiVersion: logicApps,
    wayOut:
      'Deploy it first, or correct the name. A playbook of this project is deployed with the rule where picket.yaml says `playbooks: stack`.',
  };
  translated(body, {
    rule: (id) => id,
    playbook: (said) => {
      const { playbook, logicAppResourceId: path } = said;
      if (typeof playbook === 'string')
        found.push({
          path: playbooksBelow(place) + playbook,
          ...shared,
          words: `the playbook ${playbook}`,
          ref: { type: 'playbook', id: playbook },
        });
      else if (typeof path === 'string') found.push({ path, ...shared, words: `the playbook ${path}` });
      return said;
    },
  });
  return found;
};

/** Paths of the files of rules that a file names. */
export const pathsIn = (raw: JsonObject): readonly string[] => {
  const paths: string[] = [];
  translated(
    { properties: raw },
    {
      rule: (id) => {
        if (isPath(id)) paths.push(id);
        return id;
      },
      playbook: (said) => said,
    },
  );
  return paths;
};
