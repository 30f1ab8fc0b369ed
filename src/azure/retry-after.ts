/**
 * How long the service asks to wait, in milliseconds from `now` (milliseconds since 1970); undefined when it does not
 * say. Understands `retry-after-ms`, `x-ms-retry-after-ms` (milliseconds) and `Retry-After` (seconds or an HTTP date).
 */
export const retryAfter = (headers: Readonly<Record<string, string>>, now: number): number | undefined => {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = count(headers[name]);
    if (milliseconds !== undefined) return milliseconds;
  }
  const value = headers['retry-after'];
  const seconds = count(value);
  if (seconds !== undefined) return seconds * 1000;
  const date = value !== undefined && /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

const count = (value: string | undefined): number | undefined =>
  value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;

/**
 * How long to wait where the service does not say: twice as long each time from one second up to thirty, spread by a
 * quarter up and down so that requests which failed together do not come back together. The spread follows from the
 * request's number, so that a run can be repeated exactly.
 */
export const backoff = (requestNumber: number, failures: number): number => {
  const spread = Math.imul(requestNumber * 7919 + failures * 104_729, 2_654_435_761) >>> 0;
  return Math.round(Math.min(30_000, 1000 * 2 ** (failures - 1)) * (0.75 + spread / 2 ** 33));
};
