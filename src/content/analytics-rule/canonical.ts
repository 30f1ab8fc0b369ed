import type { Canonical } from '../../core/engine/managed-type.ts';
import type { NormalizeContext } from '../../core/content-type.ts';
import type { JsonObject } from '../../core/json.ts';
import { stripAutoDisabled } from './auto-disabled.ts';
import { enabledField, switchedOffByDefender, writtenByService } from './risk/switch.ts';
import { isCosmetic } from './cosmetic.ts';
import { frozenForm, normalize, unknownProperties } from './normalize.ts';
import { NORMALISER_VERSION } from './shape.ts';
import { withLiveSettings } from './template-bound.ts';

/** What comparing alert rules takes, at a moment (`now`, milliseconds since 1970) that start times are judged by. */
export const canonicalAt = (context: NormalizeContext): Canonical => ({
  version: NORMALISER_VERSION,
  normalize: (body) => normalize(body, context),
  frozen: Object.fromEntries(
    Array.from({ length: NORMALISER_VERSION - 1 }, (_, index) => [
      index + 1,
      (body: JsonObject) => frozenForm(index + 1, body, context),
    ]),
  ),
  stripAutoDisabled: (body, written) => {
    const stripped = stripAutoDisabled(body, written);
    const reason = stripped.reason ?? switchedOffByDefender(stripped.body, written);
    return reason === undefined ? stripped : { ...stripped, reason };
  },
  enabled: enabledField,
  writtenByService,
  isCosmetic,
  withLiveSettings,
  unknownProperties,
});
