import type { Canonical } from '../../core/engine/managed-type.ts';
import { shapeOf } from '../../core/fields/field-body.ts';
import { canonicalBody, unknownIn } from '../../core/fields/shape.ts';
import { instantOf, printInstant } from '../../core/duration.ts';
import { objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { isCosmetic } from '../analytics-rule/cosmetic.ts';
import { fields, kind, type Kind, type SummaryValues } from './fields.ts';

const version = 1;
/** `isActive` and `statusCode` say whether the rule runs: the service stops one after eight failed bins. */
const byService = [
  '/id',
  '/name',
  '/type',
  '/etag',
  '/systemData',
  '/properties/ruleType',
  '/properties/isActive',
  '/properties/statusCode',
  '/properties/provisioningState',
];
const shape = shapeOf<Kind, SummaryValues>(fields, kind, version, byService);

/** What the service keeps within the definition; the texts stand beside it. */
const defined = ['query', 'binSize', 'destinationTable', 'binDelay', 'binStartTime', 'timeSelector'];

/** The body with the members of the definition beside the texts; what has them there already keeps them. */
const flat = (body: JsonObject): JsonObject => {
  const { ruleDefinition, ...rest } = objectOf(body['properties']);
  const definition = objectOf(ruleDefinition);
  const { binStartTime } = definition;
  const moment = typeof binStartTime === 'string' ? instantOf(binStartTime) : undefined;
  const start = moment === undefined ? {} : { binStartTime: printInstant(moment) };
  return { ...body, properties: { ...rest, ...definition, ...start } };
};

/** The canonical form: definition and texts side by side; what the service says of the rule's state is left out. */
export const normalize = (body: JsonObject): JsonObject => canonicalBody(flat(body), shape, 0);

/** The body that the service takes for a flat one. */
export const wire = (body: JsonObject): JsonObject => {
  const entries = Object.entries(objectOf(flat(body)['properties']));
  const isDefined = ([name]: readonly [string, JsonValue]): boolean => defined.includes(name);
  return {
    ...body,
    properties: {
      ...Object.fromEntries(entries.filter((entry) => !isDefined(entry))),
      ruleType: 'User',
      ruleDefinition: Object.fromEntries(entries.filter(isDefined)),
    },
  };
};

/** Without a start of its own in git, the schedule of the workspace stays: the service keeps it, too. */
const withLiveSettings = (body: JsonObject, live: JsonObject): JsonObject => {
  const properties = objectOf(body['properties']);
  const { binStartTime } = objectOf(normalize(live)['properties']);
  return properties['binStartTime'] !== undefined || binStartTime === undefined
    ? body
    : { ...body, properties: { ...properties, binStartTime } };
};

export const canonical: Canonical = {
  version,
  normalize,
  wire,
  withLiveSettings,
  stripAutoDisabled: (body) => ({ body }),
  isCosmetic,
  unknownProperties: (body) => [...unknownIn(flat(body), shape)],
};
