import type { Canonical } from '../../core/engine/managed-type.ts';
import { shapeOf } from '../../core/fields/field-body.ts';
import { canonicalBody, unknownIn } from '../../core/fields/shape.ts';
import { objectOf, type JsonObject } from '../../core/json.ts';
import { isCosmetic } from '../analytics-rule/cosmetic.ts';
import { fields, kind, type Kind, type WatchlistValues } from './fields.ts';

const version = 1;

/** What the service says of itself, and how a list was once uploaded: rows are compared as rows. */
const ofService = [
  'watchlistId',
  'watchlistAlias',
  'watchlistType',
  'watchlistCategory',
  'source',
  'sourceType',
  'contentType',
  'rawContent',
  'numberOfLinesToSkip',
  'sasUri',
  'created',
  'updated',
  'createdBy',
  'updatedBy',
  'isDeleted',
  'tenantId',
  'uploadStatus',
  'provisioningState',
].map((name) => `/properties/${name}`);
const byService = ['/etag', '/id', '/name', '/type', '/systemData', ...ofService];
const shape = shapeOf<Kind, WatchlistValues>(fields, kind, version, byService);

/** The canonical form: what describes the list, and the rows beside it as the engine sums them up. */
export const normalize = (body: JsonObject): JsonObject => {
  const { rows, ...rest } = body;
  return { ...canonicalBody(rest, shape, 0), ...(rows === undefined ? {} : { rows }) };
};

/** The body that the service takes: it asks for the source of the lines, too. */
export const wire = (body: JsonObject): JsonObject => {
  const { rows: _rows, ...rest } = body;
  const properties = objectOf(rest['properties']);
  return { ...rest, properties: { source: 'data.csv', sourceType: 'Local', provider: 'Custom', ...properties } };
};

export const canonical: Canonical = {
  version,
  normalize,
  wire,
  stripAutoDisabled: (body) => ({ body }),
  isCosmetic,
  unknownProperties: (body) => [...unknownIn(body, shape)].filter((at) => at !== '/rows'),
};
