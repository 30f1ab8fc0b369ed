/** The first api-versions that know a feature, as dates; undefined for never. */
export type Since = { readonly preview?: string; readonly stable?: string };

const isPreview = (version: string): boolean => version.endsWith('-preview');

/** Whether an api-version knows a feature: stable versions and previews count on their own. */
export const knows = (version: string, since: Since): boolean => {
  const first = isPreview(version) ? since.preview : since.stable;
  return first !== undefined && version.slice(0, 10) >= first;
};

/** Kinds that no stable version knows: its lists leave them out without a word (msticpy issues 588 and 592). */
const previewKinds: ReadonlySet<string> = new Set(['NRT', 'MLBehaviorAnalytics', 'ThreatIntelligence']);
const stableKinds: ReadonlySet<string> = new Set(['Scheduled', 'Fusion', 'MicrosoftSecurityIncidentCreation']);

export const knowsKind = (version: string, kind: string): boolean =>
  stableKinds.has(kind) || (previewKinds.has(kind) && isPreview(version));

/** Whether an api-version is older than a day, `2022-09-01`. */
export const isBefore = (version: string, day: string): boolean => version.slice(0, 10) < day;
