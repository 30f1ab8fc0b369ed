import { longestLag } from '../engine/lagging.ts';
import { isObject, parseJson, type JsonObject } from '../json.ts';

/**
 * What `picket doctor --probe` found out about a service. It holds for the same kind of service and api-version only; for
 * any other, and without a profile, the worst is assumed of everything.
 */
export type ServiceProfile = {
  /** Azure, or an emulator: what one of them does says nothing about the other. */
  readonly service: 'azure' | 'emulator';
  /** The api-version of alert rules that was probed. */
  readonly apiVersion: string;
  /** ISO 8601. */
  readonly probed: string;
  /** Settings of the emulator that make it behave alike. */
  readonly settings: JsonObject;
};

/** What the client makes of a profile: see `verifyBeforeWrite` and `recordLimit` of apply. */
export type ClientTraits = {
  readonly verifyBeforeWrite: 'always' | 'never';
  readonly recordLimit: number;
  /** So long a read may lag behind a write, in milliseconds. */
  readonly readLag: number;
};

const format = 'picket-service-profile';

/** The text of a profile file. */
export const profileText = (profile: ServiceProfile): string =>
  `${JSON.stringify({ format, version: 1, ...profile }, null, 2)}\n`;

/** Reads a profile file; undefined for what is none, because a guess is worse than the worst case. */
export const parseProfile = (text: string): ServiceProfile | undefined => {
  const value = parseJson(text);
  if (!isObject(value) || value['format'] !== format || value['version'] !== 1) return undefined;
  const { service, apiVersion, probed, settings } = value;
  if (service !== 'azure' && service !== 'emulator') return undefined;
  return typeof apiVersion === 'string' && typeof probed === 'string' && isObject(settings)
    ? { service, apiVersion, probed, settings }
    : undefined;
};

/** How the client behaves towards a service: as its profile allows, or as the worst service needs. */
export const traitsOf = (
  profile: ServiceProfile | undefined,
  asked: { readonly service: ServiceProfile['service']; readonly apiVersion: string; readonly recordLimit: number },
): ClientTraits => {
  const readLag = lagOf(profile, asked.service);
  if (profile === undefined || profile.service !== asked.service || profile.apiVersion !== asked.apiVersion)
    return { verifyBeforeWrite: 'always', recordLimit: asked.recordLimit, readLag };
  const { ifMatch, customVersionLimit } = profile.settings;
  return {
    verifyBeforeWrite: ifMatch === '412' || ifMatch === '409' ? 'never' : 'always',
    recordLimit:
      typeof customVersionLimit === 'number' ? Math.min(asked.recordLimit, customVersionLimit) : asked.recordLimit,
    readLag,
  };
};

/** An emulator lags as it was told, and not at all unless a probe saw it. A probe of Azure that saw no lag proves nothing. */
const lagOf = (profile: ServiceProfile | undefined, service: ServiceProfile['service']): number => {
  if (service === 'azure') return longestLag;
  const { readLag, metadataReadLag } = profile?.service === service ? profile.settings : {};
  return Math.max(0, ...[readLag, metadataReadLag].filter((lag) => typeof lag === 'number'));
};
