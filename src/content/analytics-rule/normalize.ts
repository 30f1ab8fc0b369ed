import type { NormalizeContext } from '../../core/lint-rule.ts';
import { withoutIdle } from '../../core/fields/field-body.ts';
import { canonicalBody, unknownIn } from '../../core/fields/shape.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { JsonPointer } from '../../core/pointer.ts';
import { fields } from './fields.ts';
import { NORMALISER_VERSION, shapeFor } from './shape.ts';
import { groupingShape } from './values/incidents.ts';

/**
 * While alerts are not grouped the terms of grouping mean nothing, and writers fill in different ones: the service a
 * look-back of 5 minutes, the portal one of 5 hours (recorded answers of 2020 to 2026).
 */
const withoutIdleGrouping = (body: JsonObject): JsonObject => {
  const properties = body['properties'];
  const incident = isObject(properties) ? properties['incidentConfiguration'] : undefined;
  const grouping = isObject(incident) ? incident['groupingConfiguration'] : undefined;
  if (!isObject(properties) || !isObject(incident) || !isObject(grouping) || grouping['enabled'] !== false) return body;
  const known = groupingShape.is === 'object' ? groupingShape.members : {};
  const kept = Object.entries(grouping).filter(([key]) => key === 'enabled' || !Object.hasOwn(known, key));
  return {
    ...body,
    properties: {
      ...properties,
      incidentConfiguration: { ...incident, groupingConfiguration: Object.fromEntries(kept) },
    },
  };
};

/**
 * The canonical form with everything that a body says: unlike `normalize` it keeps the terms of a grouping that is
 * switched off, which somebody may have set, to switch it on one day.
 */
export const fullForm = (body: JsonObject, context: NormalizeContext, version = NORMALISER_VERSION): JsonObject => {
  // What is no mapping says nothing of a rule.
  const said: JsonObject = isObject(body['properties']) ? body : { ...body, properties: {} };
  const form = canonicalBody(said, shapeFor(said['kind'], version), context.now);
  return withoutIdle(fields, form, version);
};

/** The canonical form as markers of an earlier version hold it; version 1 kept the terms of an idle grouping. */
export const frozenForm = (version: number, body: JsonObject, context: NormalizeContext): JsonObject =>
  version === 1 ? fullForm(body, context, version) : withoutIdleGrouping(fullForm(body, context, version));

/**
 * The canonical form of an alert rule's ARM body, the same function for what is sent and for what the service answered:
 * equal forms are equal rules, and a strict comparison finds exactly the fields that differ. Each field compares as its
 * row of the table says; besides, the terms of a grouping that is off are left out. Unknown properties stay.
 * `context.now` (milliseconds since 1970) decides whether a start time has passed. Applying it again changes nothing.
 */
export const normalize = (body: JsonObject, context: NormalizeContext): JsonObject =>
  frozenForm(NORMALISER_VERSION, body, context);

/**
 * Pointers of the properties of a body that Picket does not know, at any depth (`/properties/newSetting`). They are
 * kept on every write and are never drift.
 */
export const unknownProperties = (body: JsonObject): readonly JsonPointer[] => [
  ...unknownIn(body, shapeFor(body['kind'])),
];
