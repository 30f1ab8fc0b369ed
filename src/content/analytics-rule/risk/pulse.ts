import { parseDuration } from '../../../core/duration.ts';
import type { HealthRule } from '../../../core/service/health.ts';
import { isObject } from '../../../core/json.ts';
import type { LiveResource } from '../../../core/resource.ts';
import { stripAutoDisabled } from '../auto-disabled.ts';

const minute = 60_000;

/** What judging the runs of a rule takes. */
export const pulse = (live: LiveResource): HealthRule => {
  const { body, reason } = stripAutoDisabled(live.body);
  const properties = isObject(body['properties']) ? body['properties'] : {};
  const { displayName, enabled, queryFrequency, lastModifiedUtc } = properties;
  const modified = typeof lastModifiedUtc === 'string' ? Date.parse(lastModifiedUtc) : Number.NaN;
  const every = typeof queryFrequency === 'string' ? parseDuration(queryFrequency) : undefined;
  return {
    id: live.name,
    name: typeof displayName === 'string' ? displayName : live.name,
    enabled: enabled !== false,
    autoDisabled: reason,
    // An NRT rule runs every minute (Microsoft Learn, "Quick threat detection with near-real-time rules").
    frequency: body['kind'] === 'NRT' ? minute : every,
    modified: Number.isNaN(modified) ? undefined : modified,
  };
};
