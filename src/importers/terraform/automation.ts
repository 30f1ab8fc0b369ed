import {
  filledText,
  isArray,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  listOf,
  numberOrZero,
  objectOf,
  parseJson,
  textOrEmpty,
} from '../../core/json.ts';
import { present, type Take } from './arguments.ts';

/** `FalsePositive_InaccurateData`: what an incident is closed as, and why. */
const classified = (value: JsonValue | undefined): JsonObject => {
  if (typeof value !== 'string') return {};
  const [classification = '', reason] = value.split('_', 2);
  return present({ classification, classificationReason: reason });
};

const owner = (id: JsonValue | undefined): JsonValue | undefined =>
  typeof id === 'string' && id !== '' ? { objectId: id } : undefined;

/** The blocks of one argument as actions of one type; each says its own place in the order. */
const actions = (
  from: JsonValue | undefined,
  actionType: string,
  configuration: (block: JsonObject) => JsonObject,
): readonly JsonObject[] =>
  listOf(from).map((each) => {
    const block = objectOf(each);
    return present({ order: block['order'], actionType, actionConfiguration: configuration(block) });
  });

const orderOf = ({ order }: JsonObject): number => numberOrZero(order);

/** The service counts from one; the provider lets people count from zero. */
const inOrder = (all: readonly JsonObject[]): JsonValue =>
  all
    .toSorted((left, right) => orderOf(left) - orderOf(right))
    .map((action, index) => ({ ...action, order: index + 1 }));

const listIn = (json: JsonValue | undefined): JsonArray | undefined => {
  const whole = parseJson(textOrEmpty(json));
  return isArray(whole) ? whole : undefined;
};

/** `condition_json` of provider 3 and later is the service's own list; `condition` knows properties alone. */
const conditions = (take: Take): JsonValue => {
  const json = take('condition_json');
  const plain = listOf(take('condition')).map((each): JsonValue => {
    const { property = null, operator = null, values = null } = objectOf(each);
    return {
      conditionType: 'Property',
      conditionProperties: { propertyName: property, operator, propertyValues: values },
    };
  });
  return [...plain, ...(listIn(json) ?? [])];
};

/** Why an automation rule cannot be taken over: without conditions that nobody can read it would act on everything. */
export const automationRefusal = ({ condition_json: json }: JsonObject): string | undefined =>
  filledText(json) === undefined || listIn(json) !== undefined
    ? undefined
    : 'Its `condition_json` is no JSON list: without its conditions it would act on every incident. Mend it there, and import again.';

/** Source: the documentation of azurerm_sentinel_automation_rule (versions 2 to 4), defaults included. */
export const automationRule = (take: Take): JsonObject =>
  present({
    displayName: take('display_name'),
    order: take('order'),
    triggeringLogic: present({
      isEnabled: take('enabled') ?? true,
      triggersOn: take('triggers_on') ?? 'Incidents',
      triggersWhen: take('triggers_when') ?? 'Created',
      expirationTimeUtc: take('expiration'),
      conditions: conditions(take),
    }),
    actions: inOrder([
      ...actions(take('action_incident'), 'ModifyProperties', (block) =>
        present({
          severity: block['severity'],
          status: block['status'],
          ...classified(block['classification']),
          classificationComment: block['classification_comment'],
          labels: listOf(block['labels']).map((labelName) => ({ labelName })),
          owner: owner(block['owner_id']),
        }),
      ),
      ...actions(take('action_incident_task'), 'AddIncidentTask', (block) =>
        present({ title: block['title'], description: block['description'] }),
      ),
      ...actions(take('action_playbook'), 'RunPlaybook', (block) =>
        present({ logicAppResourceId: block['logic_app_id'], tenantId: block['tenant_id'] }),
      ),
    ]),
  });
