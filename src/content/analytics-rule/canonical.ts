import type { Canonical } from '../../core/canonical.ts';
import type { NormalizeContext } from '../../core/content-type.ts';
import { stripAutoDisabled } from './auto-disabled.ts';
import { isCosmetic } from './cosmetic.ts';
import { NORMALISER_VERSION, normalize, normalizeVersion1, unknownProperties } from './normalize.ts';
import { onlyOnce, withLiveSettings } from './template-bound.ts';

/** What comparing alert rules takes, at a moment (`now`, milliseconds since 1970) that start times are judged by. */
export const canonicalAt = (context: NormalizeContext): Canonical => ({
  version: NORMALISER_VERSION,
  normalize: (body) => normalize(body, context),
  frozen: { 1: (body) => normalizeVersion1(body, context) },
  stripAutoDisabled,
  isCosmetic,
  onlyOnce,
  withLiveSettings,
  unknownProperties,
});
