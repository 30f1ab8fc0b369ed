import { counted } from '../text/phrase.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { cellText } from './audit.ts';

/** What a workspace says of one rule, as far as its health is concerned. */
export type HealthRule = {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Why the service switched it off; undefined where it did not. */
  readonly autoDisabled: string | undefined;
  /** Milliseconds between two runs; undefined for kinds that the service runs as it likes. */
  readonly frequency: number | undefined;
  /** When it was last written; milliseconds since 1970. */
  readonly modified: number | undefined;
};

/** The runs of one rule within the time that was looked at. */
export type RuleRuns = {
  readonly id: string;
  readonly runs: number;
  readonly failures: number;
  /** Alerts that all runs raised. */
  readonly alerts: number;
  /** Milliseconds since 1970. */
  readonly last: number;
  readonly lastFailed: boolean;
  /** Why the last failed run failed. */
  readonly reason: string;
};

/**
 * `auto-disabled`: the service switched it off; `failing`: its last run failed; `not-running`: it should have run and
 * has not; `failed-runs`: some runs failed, the last did not; `silent`: it runs and raises no alert.
 */
export type HealthKind = 'auto-disabled' | 'failing' | 'not-running' | 'failed-runs' | 'silent';

export type HealthFinding = {
  readonly kind: HealthKind;
  readonly id: string;
  readonly name: string;
  readonly message: string;
};

export type HealthReport = {
  readonly workspace: string;
  /** Days that were looked back. */
  readonly days: number;
  readonly findings: readonly HealthFinding[];
  /** Enabled rules that were looked at. */
  readonly rules: number;
  /** Rules that somebody switched off. */
  readonly disabled: number;
  /** What could not be found out, for a person. */
  readonly notes: readonly string[];
};

/** The most urgent first. */
export const healthKinds: readonly HealthKind[] = ['auto-disabled', 'failing', 'not-running', 'failed-runs', 'silent'];

/** A rule that raises no alert may be a good one: it is reported, and nobody need act. */
export const needsAttention = ({ kind }: Pick<HealthFinding, 'kind'>): boolean =>
  kind !== 'silent' && kind !== 'failed-runs';

/**
 * The runs of the analytics rules, one row a rule, of a collection of them. Source: Microsoft Learn, "Monitor the health and audit the integrity
 * of your Microsoft Sentinel analytics rules" and "Microsoft Sentinel health tables reference".
 */
export const healthQuery = (collection: string): string =>
  [
    'SentinelHealth',
    "| where SentinelResourceType =~ 'Analytics Rule' and OperationName endswith 'analytics rule run'",
    `| extend RuleId = iff(SentinelResourceId has '${collection}', tostring(split(SentinelResourceId, '/')[-1]), tostring(ExtendedProperties.RuleId))`,
    "| extend Failed = Status !~ 'Success'",
    '| extend Alerts = tolong(ExtendedProperties.AlertsGeneratedAmount)',
    '| summarize Runs = count(), Failures = countif(Failed), Alerts = sum(Alerts), Last = max(TimeGenerated), ' +
      'LastSuccess = maxif(TimeGenerated, not(Failed)), Failure = take_anyif(strcat(Reason, iff(isempty(Reason), "", ": "), Description), Failed) ' +
      'by RuleId',
  ].join('\n');

const numberOf = (value: JsonValue | undefined): number => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
};

const timeOf = (value: JsonValue | undefined): number | undefined => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};

/** A row of the answer to `healthQuery`; undefined for one that names no rule or no time. */
export const runsOfRow = (row: JsonObject): RuleRuns | undefined => {
  const id = cellText(row['RuleId']).toLowerCase();
  const last = timeOf(row['Last']);
  if (id === '' || last === undefined) return undefined;
  const failures = numberOf(row['Failures']);
  const success = timeOf(row['LastSuccess']);
  return {
    id,
    runs: numberOf(row['Runs']),
    failures,
    alerts: numberOf(row['Alerts']),
    last,
    lastFailed: failures > 0 && (success === undefined || success < last),
    reason: cellText(row['Failure']),
  };
};

const hour = 3_600_000;

/** The service delays a run by minutes, and its record arrives later still: two runs and an hour are late beyond doubt. */
const lateAfter = (frequency: number): number => 2 * frequency + hour;

const shownTime = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

const judgeRuns = (
  rule: HealthRule,
  runs: RuleRuns | undefined,
  days: number,
  now: number,
): Omit<HealthFinding, 'id' | 'name'> | undefined => {
  const { frequency } = rule;
  if (frequency === undefined) return undefined;
  const due = now - lateAfter(frequency);
  if ((runs?.last ?? 0) < due && (rule.modified ?? 0) < due && days * 24 * hour > lateAfter(frequency))
    return {
      kind: 'not-running',
      message: runs === undefined ? `no run in ${counted(days, 'day')}` : `last run ${shownTime(runs.last)}`,
    };
  if (runs === undefined) return undefined;
  if (runs.lastFailed)
    return {
      kind: 'failing',
      message: `${runs.failures} of ${counted(runs.runs, 'run')} failed, the last one too${because(runs.reason)}`,
    };
  if (runs.failures > 0)
    return {
      kind: 'failed-runs',
      message: `${runs.failures} of ${counted(runs.runs, 'run')} failed${because(runs.reason)}`,
    };
  return runs.alerts === 0
    ? { kind: 'silent', message: `${counted(runs.runs, 'run')} in ${counted(days, 'day')}, no alert` }
    : undefined;
};

/**
 * What is wrong with the rules of a workspace, the most urgent first, one finding a rule.
 * @param runs undefined where the runs could not be read: then only the rules themselves are judged
 * @param now milliseconds since 1970
 */
export const judgeHealth = (
  rules: readonly HealthRule[],
  runs: readonly RuleRuns[] | undefined,
  days: number,
  now: number,
): readonly HealthFinding[] => {
  const known = new Map((runs ?? []).map((entry) => [entry.id, entry]));
  return rules
    .flatMap((rule): HealthFinding[] => {
      const { id, name } = rule;
      if (rule.autoDisabled !== undefined) return [{ kind: 'auto-disabled', id, name, message: rule.autoDisabled }];
      if (!rule.enabled || runs === undefined) return [];
      const found = judgeRuns(rule, known.get(id.toLowerCase()), days, now);
      return found === undefined ? [] : [{ ...found, id, name }];
    })
    .toSorted(
      (left, right) =>
        healthKinds.indexOf(left.kind) - healthKinds.indexOf(right.kind) || (left.name < right.name ? -1 : 1),
    );
};
