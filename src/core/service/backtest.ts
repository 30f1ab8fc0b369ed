import { counted } from '../text/phrase.ts';

/** How often something would have been seen. */
export type Counted = { readonly label: string; readonly alerts: number };

/** What a rule would have raised in some days. */
export type BacktestSide = {
  /** An estimate where only some of the runs were made. */
  readonly alertsPerDay: number;
  readonly alerts: number;
  readonly incidents: number;
  /** By day (ISO 8601), the oldest first; days without an alert among them. */
  readonly days: readonly { readonly day: string; readonly alerts: number }[];
  /** Entities by how many alerts name them, the most frequent first. */
  readonly entities: readonly Counted[];
};

/** A rule over the past of a workspace, as it is and, where asked for, as it was at a git ref. */
export type BacktestReport = {
  readonly rule: string;
  readonly path: string;
  readonly workspace: string;
  readonly span: number;
  /** Runs that were made, of those that the rule's frequency asks for. */
  readonly runs: { readonly made: number; readonly all: number };
  readonly now: BacktestSide;
  readonly before?: BacktestSide & { readonly ref: string };
  /** Entities that only one of both names, the most frequent first; of `now` alone where there is no `before`. */
  readonly fresh: readonly Counted[];
  readonly gone: readonly Counted[];
  /** Alerts a day that the rule may raise, as its file says. */
  readonly limit: number | undefined;
  readonly notes: readonly string[];
};

/** A rate of alerts in words, to a tenth: `1 alert a day`, `2.5 alerts a day`. */
export const alertsADay = (rate: number): string => `${counted(Math.round(rate * 10) / 10, 'alert')} a day`;

/** Whether a rule raises more alerts a day than it may. */
export const isTooNoisy = ({ now, limit }: Pick<BacktestReport, 'now' | 'limit'>): boolean =>
  limit !== undefined && now.alertsPerDay > limit;

/** What is in one list and not in another. */
export const onlyIn = (these: readonly Counted[], others: readonly Counted[]): readonly Counted[] => {
  const known = new Set(others.map(({ label }) => label));
  return these.filter(({ label }) => !known.has(label));
};

/** Some of a list, spread evenly, the first among them. */
export const spreadEvenly = <T>(items: readonly T[], most: number): readonly T[] => {
  const place = (index: number): number => Math.floor((index * most) / items.length);
  return items.filter((_, index) => place(index) !== place(index - 1));
};
