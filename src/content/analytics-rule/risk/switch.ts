import type { Canonical } from '../../../core/engine/managed-type.ts';
import { propertiesOf } from '../../../core/fields/field-table.ts';
import { type JsonObject, type JsonValue, memberOf, objectOf } from '../../../core/json.ts';
import { pointer, valueAt, type JsonPointer } from '../../../core/pointer.ts';
import type { LiveResource } from '../../../core/resource.ts';
import { fields } from '../fields.ts';

/** Where a rule says whether it runs; one that says nothing runs. */
export const enabledField: JsonPointer = '/properties/enabled';

/** Whether a rule runs. */
export const isOn = (body: JsonObject): boolean => memberOf(body['properties'], 'enabled') !== false;

/** What the service writes when it switches a rule off: no drift of a rule that it did this to. */
export const writtenByService: ReadonlySet<JsonPointer> = new Set([
  enabledField,
  '/properties/displayName',
  '/properties/description',
]);

/**
 * Rules that make incidents of Microsoft's own alerts are switched off by the service when the workspace is onboarded to
 * the Defender portal (Microsoft Learn, Microsoft Sentinel in the Defender portal): no drift either.
 */
export const switchedOffByDefender = (live: JsonObject, written: JsonObject | undefined): string | undefined =>
  live['kind'] === 'MicrosoftSecurityIncidentCreation' && !isOn(live) && written !== undefined && isOn(written)
    ? 'switched off, as the Defender portal does with rules that create incidents'
    : undefined;

/** What the service takes of the kinds whose other properties are read-only. */
const writable: ReadonlyMap<JsonValue, ReadonlySet<string>> = new Map(
  (['Fusion', 'MLBehaviorAnalytics'] as const).map((kind) => [
    kind,
    new Set(propertiesOf(fields, ({ kinds }) => kinds.includes(kind))),
  ]),
);

/**
 * The body that switches a live rule off and changes nothing else: without what only the service sets, a start time that
 * has passed (refused by the service), and the read-only properties of Fusion and MLBehaviorAnalytics rules, which the
 * service refuses ("Read-only property ... cannot be assigned", seen live).
 */
export const switchOff = (live: LiveResource, canonical: Canonical): JsonObject => {
  const { body } = canonical.stripAutoDisabled(live.body);
  const properties = objectOf(body['properties']);
  const kind = body['kind'] ?? null;
  const known = canonical.normalize(body);
  const stays = ([key, value]: [string, JsonValue]): boolean => {
    if (value === null || key === 'lastModifiedUtc') return false;
    if (key === 'startTimeUtc') return valueAt(known, pointer('properties', key)) !== undefined;
    return writable.get(kind)?.has(key) ?? true;
  };
  return { kind, properties: { ...Object.fromEntries(Object.entries(properties).filter(stays)), enabled: false } };
};
