/** What the portal fills in when a query runs: the interval that the analyst chose. */
const place = /\{\{(StartTimeISO|EndTimeISO)\}\}/g;

/** The query as it may run: both times filled in by texts of the same length, so that every place stays where it is. */
export const withTimes = (query: string): string =>
  query.replaceAll(place, (written, name) =>
    (name === 'EndTimeISO' ? '2026-01-02' : '2026-01-01').padEnd(written.length),
  );

/** Whether the portal limits what the query reads. */
export const hasTimes = (query: string): boolean => query.search(place) >= 0;
