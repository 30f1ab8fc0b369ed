import type { ContentType } from '../../../core/content-type.ts';
import type { RunContext } from '../../../core/lint-rule.ts';
import { isArray, type JsonObject, type JsonValue, objectOf } from '../../../core/json.ts';
import { without } from '../../../core/engine/live-state.ts';

/** A resource of another tool as the value of a file. */
export type FoundValue = {
  readonly value: JsonObject;
  /** The body without what has no place in the file: what the file renders to again. */
  readonly body: JsonObject;
  /** Names of properties that the file does not have. */
  readonly left: readonly string[];
};

/** Start times are kept whether they have passed or not: that is for the rendering to decide. */
export const importContext: RunContext = { apiVersion: undefined, now: Number.NEGATIVE_INFINITY };

/** What the service keeps about its templates; it says nothing about the content. */
const bookkeeping = ['createdDateUTC', 'lastUpdatedDateUTC', 'alertRulesCreatedByTemplateCount', 'lastModifiedUtc'];

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (isArray(value) && value.length === 0);

/**
 * The value of a file for a body that another tool wrote, with what only documents it: templates carry that beside the
 * properties of the resource, under the names that files have for it.
 *
 * @param version of the package that it comes from; its own where the package has none.
 */
export const foundValue = (
  type: ContentType,
  body: JsonObject,
  id: string,
  version: string | undefined,
): FoundValue => {
  const { documentary, order, valueOf } = type.file;
  const properties = objectOf(body['properties']);
  const unknown = type.managed(importContext).canonical.unknownProperties(body);
  const known = without(body, unknown);
  const kept = documentary.filter((key) => !isEmpty(properties[key]) && unknown.includes(`/properties/${key}`));
  const documents: Record<string, JsonValue> = {};
  for (const key of kept) documents[key] = properties[key] ?? null;
  if (version !== undefined) documents['version'] ??= version;
  const merged: JsonObject = { ...documents, ...valueOf(known, id) };
  return {
    value: Object.fromEntries(order.flatMap((key) => (merged[key] === undefined ? [] : [[key, merged[key]]]))),
    body: known,
    left: unknown
      .map((at) => at.replace(/^\/properties\//, ''))
      .filter((name) => !documentary.includes(name) || !isEmpty(properties[name]))
      .filter((name) => !kept.some((key) => key === name) && !bookkeeping.includes(name)),
  };
};
