const form = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 date or time, in UTC where it names no zone; undefined for anything else. */
export const instantOf = (text: string): number | undefined => {
  const match = form.exec(text);
  if (match === null) return undefined;
  const zoned = match[1] === undefined && text.length > 10 ? `${text}Z` : text;
  const instant = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(instant) ? undefined : instant;
};

/** The canonical form of an instant in milliseconds since 1970: `2026-01-31T08:00:00Z`. */
export const printInstant = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');
