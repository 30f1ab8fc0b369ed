/** `"0300bf09-0000-0300-0000-5c37296e0000"`: the last group is the second of the write (recorded exchanges, 2020 to 2026). */
const form = /^(?:W\/)?"?([0-9a-f]{8})-0000-([0-9a-f]{4})-0000-([0-9a-f]{8})0000"?$/i;

/** The version of a resource that an etag names, in 20 hexadecimal digits; undefined for an etag of another form. */
export const versionOf = (etag: string | undefined): string | undefined => {
  const [, ...groups] = form.exec(etag ?? '') ?? [];
  return groups.length === 0 ? undefined : groups.join('').toLowerCase();
};

/** What `versionOf` gives. */
export const versionForm = /^[0-9a-f]{20}$/;

/** When a version was written, in milliseconds since 1970 and by the service's clock; exact to the second. */
export const writtenAt = (version: string): number => Number.parseInt(version.slice(-8), 16) * 1000;

/**
 * Which of two versions of one resource was written first. Within one second they cannot be told apart, nor where one of
 * them is unknown. `lastModifiedUtc` orders nothing: it comes from another clock.
 */
export const orderOf = (
  version: string | undefined,
  other: string | undefined,
): 'same' | 'older' | 'newer' | 'unclear' => {
  if (version === undefined || other === undefined) return 'unclear';
  if (version === other) return 'same';
  const apart = writtenAt(version) - writtenAt(other);
  return apart === 0 ? 'unclear' : apart < 0 ? 'older' : 'newer';
};

/** Waits between reads that may lag behind a write, in milliseconds; together two minutes. */
export const readWaits = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000] as const;

/** So long a read may show an older version than the one that was written, in milliseconds. */
export const longestLag = 120_000;
