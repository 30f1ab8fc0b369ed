import type { Stage } from '../config/layers.ts';
import { refKey, type Ref } from '../ref.ts';
import { visible } from '../text/visible.ts';

/** Why a rule departs from what git says of it, or from what would be said of it, for a time. */
export const exceptionKinds = [
  'switched-off',
  'switched-off-at-once',
  'opted-out',
  'excluded-rows',
  'accepted-drift',
  'approved-loss',
] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];

/** An exception in force; without a workspace it holds in all. */
export type MeasuredException = { readonly kind: ExceptionKind; readonly workspace?: string };

/** One rule, as far as files, git and the log of deployments tell. */
export type MeasuredRule = Ref & {
  readonly owner: string | undefined;
  readonly severity: string | undefined;
  readonly tactics: readonly string[];
  readonly stage: Stage;
  readonly enabled: boolean;
  /** Names of the workspaces that take it, and of those in which picket.yaml has it off. */
  readonly workspaces: readonly string[];
  readonly offIn: readonly string[];
  /** Undefined for a rule without a test; `mutants` where they were counted. */
  readonly tests:
    | { readonly pass: boolean; readonly mutants: { readonly caught: number; readonly all: number } | undefined }
    | undefined;
  readonly exceptions: readonly MeasuredException[];
  /** How long each of its changes took from the branch to a workspace, in hours. */
  readonly leads: readonly { readonly workspace: string; readonly hours: number }[];
};

/** What a workspace tells of one rule; undefined for what could not be read. */
export type LiveRule = {
  /** False for one that is off, whoever switched it, and for one that git has and the workspace has lost. */
  readonly runs: boolean;
  readonly silent: boolean | undefined;
  readonly alerts: number | undefined;
  /** Closed incidents that somebody judged, and how many of them were found to be false. */
  readonly incidents: { readonly judged: number; readonly falsePositives: number } | undefined;
  /** Set where it differs from git: for how many days, where that is known. */
  readonly drift?: { readonly days: number | undefined };
  /** Until when, by whom and why it is switched off past git; undefined while it is not. */
  readonly override: string | undefined;
};

/** What a workspace was asked: its rules by refKey, in lower case. */
export type AskedWorkspace = { readonly workspace: string; readonly rules: ReadonlyMap<string, LiveRule> };

export const dimensions = ['all', 'owner', 'severity', 'tactic', 'workspace'] as const;
export type Dimension = (typeof dimensions)[number];

/** What is said of a group of rules. What nobody asked, or what could not be read, is undefined. */
export type Figures = {
  readonly rules: number;
  readonly enabled: number;
  readonly stages: ReadonlyMap<Stage, number>;
  readonly tested: number;
  /** Rules all of whose tests end as they say. */
  readonly passing: number;
  readonly mutants: { readonly caught: number; readonly all: number } | undefined;
  readonly exceptions: ReadonlyMap<ExceptionKind, number>;
  readonly lead: { readonly changes: number; readonly median: number; readonly ninth: number } | undefined;
  /** A rule counts once for each workspace that was asked and has it. */
  readonly running: number | undefined;
  readonly silent: number | undefined;
  readonly alerts: number | undefined;
  readonly incidents: { readonly judged: number; readonly falsePositives: number } | undefined;
  readonly drift: { readonly rules: number; readonly oldest: number | undefined } | undefined;
};

export type FigureGroup = { readonly by: Dimension; readonly group: string; readonly figures: Figures };

export type Metrics = {
  /** Days that were looked back. */
  readonly days: number;
  /** Workspaces that were asked. */
  readonly asked: readonly string[];
  readonly groups: readonly FigureGroup[];
  /** What was not asked or could not be read, in sentences. */
  readonly unread: readonly string[];
};

/** The group of rules that say nothing of a dimension. */
export const nobody = '(none)';

const severities = ['High', 'Medium', 'Low', 'Informational', nobody];

const rank = (by: Dimension, group: string): number => {
  if (by === 'severity') return severities.indexOf(group) < 0 ? severities.length : severities.indexOf(group);
  return group === nobody ? 1 : 0;
};

const orNobody = (values: readonly string[]): readonly string[] =>
  values.length === 0 ? [nobody] : [...new Set(values.map(visible))];

/** The groups of a rule as every format shows them: names that read alike are one group, and no row comes twice. */
const groupsOf = (rule: MeasuredRule, by: Dimension): readonly string[] => {
  switch (by) {
    case 'all':
      return [''];
    case 'owner':
      return orNobody(rule.owner === undefined ? [] : [rule.owner]);
    case 'severity':
      return orNobody(rule.severity === undefined ? [] : [rule.severity]);
    case 'tactic':
      return orNobody(rule.tactics);
    case 'workspace':
      return rule.workspaces;
  }
};

/** The value below which a share of sorted values lies: the nearest one that is there. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const leadOf = (hours: readonly number[]): Figures['lead'] => {
  const sorted = hours.toSorted((left, right) => left - right);
  return sorted.length === 0
    ? undefined
    : { changes: sorted.length, median: quantile(sorted, 0.5), ninth: quantile(sorted, 0.9) };
};

const counted = <Key>(found: readonly Key[]): ReadonlyMap<Key, number> => {
  const counts = new Map<Key, number>();
  for (const key of found) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** The sum of what is known; undefined where nothing is. */
const known = (numbers: readonly (number | undefined)[]): number | undefined => {
  const found = numbers.filter((number) => number !== undefined);
  return found.length === 0 ? undefined : total(found);
};

/** The oldest of some drift. */
const oldestOf = (drift: readonly { readonly days: number | undefined }[]): number | undefined => {
  const days = drift.flatMap((each) => each.days ?? []);
  return days.length === 0 ? undefined : Math.max(...days);
};

type Live = Pick<Figures, 'running' | 'silent' | 'alerts' | 'incidents' | 'drift'>;

const liveFigures = (rules: readonly LiveRule[], isAsked: boolean): Live => {
  if (!isAsked)
    return { running: undefined, silent: undefined, alerts: undefined, incidents: undefined, drift: undefined };
  const running = rules.filter(({ runs }) => runs);
  const incidents = rules.flatMap((rule) => rule.incidents ?? []);
  const drift = rules.flatMap((rule) => rule.drift ?? []);
  return {
    running: running.length,
    silent: known(running.map(({ silent }) => (silent === undefined ? undefined : Number(silent)))),
    alerts: known(rules.map(({ alerts }) => alerts)),
    incidents:
      incidents.length === 0
        ? undefined
        : {
            judged: total(incidents.map(({ judged }) => judged)),
            falsePositives: total(incidents.map(({ falsePositives }) => falsePositives)),
          },
    drift: { rules: drift.length, oldest: oldestOf(drift) },
  };
};

/** The figures of some rules; `only` is the workspace that they are about, undefined for all. */
const figuresOf = (
  rules: readonly MeasuredRule[],
  asked: readonly AskedWorkspace[],
  only: string | undefined,
): Figures => {
  const isMeant = (workspace: string | undefined): boolean =>
    only === undefined || workspace === undefined || workspace === only;
  const own = asked.filter(({ workspace }) => isMeant(workspace));
  const live = rules.flatMap((rule) => own.flatMap((each) => each.rules.get(refKey(rule)) ?? []));
  const mutants = rules.flatMap(({ tests }) => tests?.mutants ?? []);
  const exceptions: readonly ExceptionKind[] = [
    ...rules.flatMap((rule) => rule.exceptions.filter(({ workspace }) => isMeant(workspace)).map(({ kind }) => kind)),
    ...live.flatMap(({ override }): readonly ExceptionKind[] =>
      override === undefined ? [] : ['switched-off-at-once'],
    ),
  ];
  return {
    rules: rules.length,
    enabled: rules.filter(({ enabled, offIn }) => enabled && (only === undefined || !offIn.includes(only))).length,
    stages: counted(rules.map(({ stage }) => stage)),
    tested: rules.filter(({ tests }) => tests !== undefined).length,
    passing: rules.filter(({ tests }) => tests?.pass === true).length,
    mutants:
      mutants.length === 0
        ? undefined
        : { caught: total(mutants.map(({ caught }) => caught)), all: total(mutants.map(({ all }) => all)) },
    exceptions: counted(exceptions),
    lead: leadOf(
      rules.flatMap(({ leads }) => leads.filter(({ workspace }) => isMeant(workspace)).map(({ hours }) => hours)),
    ),
    ...liveFigures(live, own.length > 0),
  };
};

/** The figures of all rules, and those by owner, severity, tactic and workspace, in an order that never changes. */
export const figureGroups = (
  rules: readonly MeasuredRule[],
  asked: readonly AskedWorkspace[],
): readonly FigureGroup[] =>
  dimensions.flatMap((by) => {
    const groups = new Map<string, MeasuredRule[]>(by === 'all' ? [['', []]] : []);
    for (const rule of rules)
      for (const group of groupsOf(rule, by)) groups.set(group, [...(groups.get(group) ?? []), rule]);
    return [...groups]
      .toSorted(([left], [right]) => rank(by, left) - rank(by, right) || (left < right ? -1 : 1))
      .map(([group, own]) => ({ by, group, figures: figuresOf(own, asked, by === 'workspace' ? group : undefined) }));
  });
