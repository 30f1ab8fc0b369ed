import { counted } from '../text/phrase.ts';

/** What became of the incident of an alert; `open` where nobody has said what it was. */
export type AlertVerdict = 'benign' | 'true' | 'open';

/** An alert of a rule, as far as exclusions are concerned. */
export type JudgedAlert = {
  readonly verdict: AlertVerdict;
  /** Numbers of its incidents. */
  readonly incidents: readonly number[];
  /** Values of its rows by the name under which an exclusion takes them. */
  readonly values: ReadonlyMap<string, readonly string[]>;
};

/** Rows that could be excluded, and what that would have done to the alerts that were looked at. */
export type Proposal = {
  readonly where: Readonly<Record<string, string>>;
  /** Alerts all of whose rows it takes out. */
  readonly removed: number;
  /** Alerts that were right, of which it takes out at least a row. */
  readonly harmed: number;
  /** Incidents of the alerts that it removes, in order. */
  readonly incidents: readonly number[];
};

/** What closed incidents say of a rule. */
export type Tuning = {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly workspace: string;
  readonly days: number;
  /** Alerts that were looked at; those that an exclusion takes out by now are counted apart. */
  readonly alerts: Readonly<Record<AlertVerdict, number>> & { readonly excluded: number };
  readonly proposals: readonly Proposal[];
};

/** What became of proposals that were taken. */
export type WrittenTuning = {
  /** The file that has them now. */
  readonly path: string;
  readonly proposals: readonly Proposal[];
  readonly pullRequest?: { readonly state: string; readonly url: string };
};

/** Incidents by their numbers, of many the first three; empty for none. */
export const incidentWords = (numbers: readonly number[]): string => {
  if (numbers.length === 0) return '';
  const shown = numbers.slice(0, 3).join(', ');
  return numbers.length === 1
    ? `incident ${shown}`
    : numbers.length <= 3
      ? `incidents ${shown}`
      : `incidents ${shown} and ${numbers.length - 3} more`;
};

/** What a proposal would have done, and by which incidents that is known. */
export const proposalWords = (
  { removed, harmed, incidents }: Proposal,
  { days, alerts }: Pick<Tuning, 'days' | 'alerts'>,
): { readonly effect: string; readonly incidents: string } => ({
  effect: `would have removed ${removed} of ${counted(alerts.benign + alerts.true + alerts.open, 'alert')} in ${counted(days, 'day')}, ${harmed} of ${counted(alerts.true, 'true positive')}`,
  incidents: incidentWords(incidents),
});

/** A proposal for fewer alerts than these is an accident. */
const fewest = 2;

type Where = ReadonlyMap<string, string>;

const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Whether all rows of an alert fit: of each name it shows this value and no other. */
const isWhole = ({ values }: JudgedAlert, where: Where): boolean =>
  [...where].every(([key, value]) => {
    const there = values.get(key) ?? [];
    return there.length > 0 && there.every((each) => isSame(each, value));
  });

/** Whether a row of an alert may fit. */
const isTouched = ({ values }: JudgedAlert, where: Where): boolean =>
  [...where].every(([key, value]) => (values.get(key) ?? []).some((each) => isSame(each, value)));

/** What all of some alerts have in common. */
const common = (alerts: readonly JudgedAlert[]): Where => {
  const [first] = alerts;
  return new Map(
    [...(first?.values ?? [])].flatMap(([key, [value]]): [string, string][] =>
      value !== undefined && alerts.every((alert) => isWhole(alert, new Map([[key, value]]))) ? [[key, value]] : [],
    ),
  );
};

const keyOf = (where: Where): string =>
  JSON.stringify([...where].map((pair) => pair.map((each) => each.toLowerCase())));

/**
 * What could be excluded so that false and benign alerts stay away: for each value that several of them share, the
 * narrowest condition that removes the same alerts. One that would touch an alert that was right is narrowed by a second
 * value where that helps. Those without harm come first, then those that remove more; what only removes what an earlier
 * one removes is left out. `isNamed` says whether some names tell whom an exclusion is about.
 */
export const proposalsOf = (
  alerts: readonly JudgedAlert[],
  isNamed: (keys: readonly string[]) => boolean,
): readonly Proposal[] => {
  const benign = alerts.filter(({ verdict }) => verdict === 'benign');
  const right = alerts.filter(({ verdict }) => verdict === 'true');
  const removedBy = (where: Where, among = benign): readonly JudgedAlert[] =>
    among.filter((alert) => isWhole(alert, where));
  const harmedBy = (where: Where): number => right.filter((alert) => isTouched(alert, where)).length;
  const candidates = new Map<string, Where>();
  const pairs = new Map<string, Where>();
  for (const { values } of benign)
    for (const [key, [value]] of values) {
      if (value === undefined) continue;
      const pair = new Map([[key, value]]);
      pairs.set(keyOf(pair), pair);
    }
  const consider = (wanted: Where): Where => {
    const where = common(removedBy(wanted));
    if (isNamed([...where.keys()])) candidates.set(keyOf(where), where);
    return where;
  };
  const isShared = (where: Where): boolean => removedBy(where).length >= fewest;
  const shared = [...pairs.values()].filter(isShared);
  for (const pair of shared) {
    const where = consider(pair);
    if (harmedBy(where) === 0) continue;
    for (const other of shared) {
      const both = new Map([...where, ...other]);
      if (both.size > where.size && isShared(both)) consider(both);
    }
  }
  const judged = [...candidates.values()]
    .map((where) => ({ where, covered: removedBy(where), harmed: harmedBy(where) }))
    .toSorted(
      (left, right_) =>
        left.harmed - right_.harmed ||
        right_.covered.length - left.covered.length ||
        (keyOf(left.where) < keyOf(right_.where) ? -1 : 1),
    );
  const gone = new Set<JudgedAlert>();
  return judged.flatMap(({ where, covered, harmed }): Proposal[] => {
    if (covered.filter((alert) => !gone.has(alert)).length < fewest) return [];
    for (const alert of covered) gone.add(alert);
    const removed = alerts.filter((alert) => isWhole(alert, where));
    return [
      {
        where: Object.fromEntries(where),
        removed: removed.length,
        harmed,
        incidents: [...new Set(removed.flatMap(({ incidents }) => incidents))].toSorted((a, b) => a - b),
      },
    ];
  });
};

/** Whether an exclusion that is there already (values by column, `columnOf` a name) takes an alert out. */
export const isExcluded = (
  alert: JudgedAlert,
  where: Readonly<Record<string, readonly string[]>>,
  columnOf: (key: string) => string,
): boolean =>
  Object.entries(where).every(([name, wanted]) => {
    const there = [...alert.values].find(([key]) => columnOf(key) === columnOf(name))?.[1] ?? [];
    return there.length > 0 && there.every((each) => wanted.some((value) => isSame(each, value)));
  });
