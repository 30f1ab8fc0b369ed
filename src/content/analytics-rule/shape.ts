import { normaliserOf, shapeOf as shapeOfTable } from '../../core/fields/field-body.ts';
import { exact, objectShape, type ObjectShape } from '../../core/fields/shape.ts';
import type { JsonValue } from '../../core/json.ts';
import { fields } from './fields.ts';
import { kinds, type Kind } from './kinds.ts';

/**
 * Raised with every change of what `normalize` gives for some body: by a row of the table for a new field, here for
 * anything else. Older versions stay frozen for older markers.
 */
export const NORMALISER_VERSION = normaliserOf(fields, 2);

/** What the service says of every rule, whatever its kind. */
const byService = ['/etag', '/id', '/name', '/type', '/systemData', '/properties/lastModifiedUtc'];

/** The shape of a whole body of a kind as a version of the normaliser knows it. */
export const shapeOf = (kind: Kind, version = NORMALISER_VERSION): ObjectShape =>
  shapeOfTable(fields, kind, version, byService);

/** For a kind that Picket does not know: only the envelope, so that everything else is unknown and kept. */
export const unknownKindShape: ObjectShape = objectShape({
  kind: exact,
  ...shapeOfTable(fields, undefined, NORMALISER_VERSION, byService).members,
});

const shapes: readonly ReadonlyMap<JsonValue | undefined, ObjectShape>[] = Array.from(
  { length: NORMALISER_VERSION + 1 },
  (_, version) => new Map(kinds.map((kind) => [kind, shapeOf(kind, version)])),
);

/** The shape of a body by its kind. */
export const shapeFor = (kind: JsonValue | undefined, version = NORMALISER_VERSION): ObjectShape =>
  shapes[version]?.get(kind) ?? unknownKindShape;
