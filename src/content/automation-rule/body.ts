import type { Canonical } from '../../core/engine/managed-type.ts';
import type { NormalizeContext } from '../../core/lint-rule.ts';
import { shapeOf } from '../../core/fields/field-body.ts';
import { canonicalBody } from '../../core/fields/shape.ts';
import { instantOf, printInstant } from '../../core/duration.ts';
import {
  canonicalJson,
  isArray,
  isNothing,
  isObject,
  type JsonObject,
  type JsonValue,
  numberOrZero,
  objectOf,
} from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { isCosmetic } from '../analytics-rule/cosmetic.ts';
import { unknownMembers } from '../item-type.ts';
import { fields, kind, type AutomationValues, type Kind } from './fields.ts';
import { contracted, expanded } from './references.ts';

const byText = (left: JsonValue, right: JsonValue): number => {
  const [one, other] = [canonicalJson(left), canonicalJson(right)];
  return one < other ? -1 : Number(one > other);
};

/** Lists whose order means nothing: any of some values, all of some conditions, labels. */
const sets = new Set(['propertyValues', 'conditions', 'innerConditions', 'itemConditions', 'labels']);

/** Without what says nothing, and with lists whose order means nothing sorted. */
const plain = (value: JsonValue, key?: string): JsonValue => {
  if (isArray(value)) {
    const items = value.map((item) => plain(item));
    return key !== undefined && sets.has(key) ? items.toSorted(byText) : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, plain(member, name)] as const)
      .filter(([, member]) => !isNothing(member)),
  );
};

const orderOf = (action: JsonValue): number => {
  const order = isObject(action) ? action['order'] : undefined;
  return numberOrZero(order);
};

/** Actions by their order, and an end in whole seconds, as the service keeps it. */
const inOrder = (body: JsonObject): JsonObject => {
  const { properties } = body;
  if (!isObject(properties)) return body;
  const { actions, triggeringLogic } = properties;
  const end = isObject(triggeringLogic) ? triggeringLogic['expirationTimeUtc'] : undefined;
  const instant = typeof end === 'string' ? instantOf(end) : undefined;
  return {
    ...body,
    properties: {
      ...properties,
      ...(isArray(actions) ? { actions: actions.toSorted((one, other) => orderOf(one) - orderOf(other)) } : {}),
      ...(instant === undefined || !isObject(triggeringLogic)
        ? {}
        : {
            triggeringLogic: {
              ...triggeringLogic,
              expirationTimeUtc: printInstant(Math.floor(instant / 1000) * 1000),
            },
          }),
    },
  };
};

const version = 1;
const byService = [
  '/etag',
  '/id',
  '/name',
  '/type',
  '/kind',
  '/systemData',
  '/properties/createdTimeUtc',
  '/properties/lastModifiedTimeUtc',
  '/properties/createdBy',
  '/properties/lastModifiedBy',
];
const shape = shapeOf<Kind, AutomationValues>(fields, kind, version, byService);

/** The canonical form: references as files have them, sets sorted, actions in order, what the service sets left out. */
export const normalize = (body: JsonObject, { workspace }: NormalizeContext): JsonObject => {
  const said = plain(inOrder(contracted(body, workspace)));
  return canonicalBody(objectOf(said), shape, 0);
};

const known = [
  ...byService,
  ...['displayName', 'order', 'triggeringLogic', 'actions'].map((name) => pointer('properties', name)),
];

/** How automation rules compare in a workspace. */
export const canonicalIn = (context: NormalizeContext): Canonical => ({
  version,
  normalize: (body) => normalize(body, context),
  wire: (body) => expanded(body, context.workspace),
  stripAutoDisabled: (body) => ({ body }),
  isCosmetic,
  enabled: '/properties/triggeringLogic/isEnabled',
  unknownProperties: (body) => unknownMembers(body, known),
});
