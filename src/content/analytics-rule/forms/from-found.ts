import { documentKeysOf } from '../../../core/fields/field-table.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { without } from '../../../core/engine/live-state.ts';
import { fields } from '../fields.ts';
import { keyOrder, toRuleValue } from '../from-arm.ts';
import { unknownProperties } from '../normalize.ts';

/** A rule of another tool as the value of a rule file. */
export type FoundValue = {
  readonly value: JsonObject;
  /** The body without what has no place in the file: what the file renders to again. */
  readonly body: JsonObject;
  /** Names of properties that the file does not have. */
  readonly left: readonly string[];
};

/** What templates carry besides a rule's own properties, and what rule files have under the same names. */
const documentary = documentKeysOf(fields).filter((key) => key !== 'id');

/** What the service keeps about its templates; it says nothing about the rule. */
const bookkeeping = ['createdDateUTC', 'lastUpdatedDateUTC', 'alertRulesCreatedByTemplateCount', 'lastModifiedUtc'];

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (isArray(value) && value.length === 0);

/**
 * The value of a rule file for a body that another tool wrote, with what only documents it.
 *
 * @param version of the package that the rule comes from; the rule's own where it has none.
 */
export const foundValue = (body: JsonObject, id: string, version: string | undefined): FoundValue => {
  const properties = isObject(body['properties']) ? body['properties'] : {};
  const unknown = unknownProperties(body);
  const known = without(body, unknown);
  const value = toRuleValue(known, id);
  const kept = documentary.filter((key) => !isEmpty(properties[key]) && unknown.includes(`/properties/${key}`));
  const documents: Record<string, JsonValue> = {};
  for (const key of kept) documents[key] = properties[key] ?? null;
  if (version !== undefined) documents['version'] ??= version;
  const merged: JsonObject = { ...documents, ...value };
  return {
    value: Object.fromEntries(keyOrder.flatMap((key) => (merged[key] === undefined ? [] : [[key, merged[key]]]))),
    body: known,
    left: unknown
      .map((at) => at.replace(/^\/properties\//, ''))
      .filter((name) => !documentary.includes(name) || !isEmpty(properties[name]))
      .filter((name) => !kept.some((key) => key === name) && !bookkeeping.includes(name)),
  };
};
