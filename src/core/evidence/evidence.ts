import type { JsonObject } from '../json.ts';
import type { DeploymentRecord } from './deployment-log.ts';

/**
 * Who looked at a change besides its author. `approved`: somebody else approved it; `own`: nobody but its author did;
 * `nobody`: nobody is known to have; `unknown`: its pull request, or whether it has one, could not be read.
 */
export type Review = 'approved' | 'own' | 'nobody' | 'unknown';

export type EvidencedChange = {
  readonly commit: string;
  readonly at: string;
  readonly author: string;
  readonly approvers: readonly string[];
  readonly review: Review;
  readonly subject: string;
  /** Address of the pull request, or its number. */
  readonly link: string;
  readonly paths: readonly string[];
};

/** What departs from the rule for a time, and stands in picket.yaml or in a workspace. */
export type Exception = {
  readonly kind: string;
  readonly rule: string;
  readonly workspace: string;
  /** When it was first written down; empty where that is not known. */
  readonly since: string;
  readonly until: string;
  readonly by: string;
  readonly reason: string;
  readonly state: 'in force' | 'ended';
  /** When it ended; empty while it is in force. */
  readonly ended: string;
};

/** How a workspace departs from git. `unknown`: only that it did is known. */
export type DriftKind = 'changed' | 'missing' | 'gone' | 'switched-off' | 'override-over' | 'unknown';

export type EvidencedDrift = {
  readonly kind: DriftKind;
  readonly workspace: string;
  /** The rule; empty where only the workspace is known. */
  readonly rule: string;
  readonly opened: string;
  readonly by: string;
  readonly closed: string;
  /** Whole days from its beginning to its end, or to today; undefined where its beginning is not known. */
  readonly days: number | undefined;
  readonly source: string;
};

/** What an auditor is given for a time. */
export type Evidence = {
  readonly title: string;
  /** ISO 8601: from the first to the last moment. */
  readonly from: string;
  readonly to: string;
  readonly workspaces: readonly string[];
  readonly changes: readonly EvidencedChange[];
  readonly exceptions: readonly Exception[];
  readonly drift: readonly EvidencedDrift[];
  readonly deployments: readonly DeploymentRecord[];
  /** What is wrong with the log of deployments, in sentences. */
  readonly faults: readonly string[];
  /** What could not be read, in sentences. */
  readonly unread: readonly string[];
};

const day = 86_400_000;

/** Whole days between two moments in ISO 8601; undefined where the first is not known. */
export const daysBetween = (from: string, to: string): number | undefined => {
  const length = Date.parse(to) - Date.parse(from);
  return Number.isNaN(length) ? undefined : Math.max(0, Math.floor(length / day));
};

/**
 * How a change was reviewed, by who approved it and the names that its author has: on the forge, and in git
 * (`Name <address>`, of which the address alone is one too). Case does not count.
 */
export const reviewOf = (author: readonly string[], approvers: readonly string[], isRead: boolean): Review => {
  const own = author.flatMap((name) => [name, /<([^<>]+)>$/.exec(name)?.[1] ?? name]).map((name) => name.toLowerCase());
  if (approvers.some((approver) => !own.includes(approver.toLowerCase()))) return 'approved';
  if (approvers.length > 0) return 'own';
  return isRead ? 'nobody' : 'unknown';
};

/** The number of the pull request that a subject names: merge commits and squashed ones of GitHub, merges of Azure DevOps. */
export const pullRequestIn = (subject: string): number | undefined => {
  const found = /^Merge pull request #(\d+) |^Merged PR (\d+):|\(#(\d+)\)$/.exec(subject);
  const number = found?.[1] ?? found?.[2] ?? found?.[3];
  return number === undefined ? undefined : Number(number);
};

/** A table of an audit: for CSV and for the page alike. */
export type EvidenceTable = {
  readonly name: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

const reviews: Readonly<Record<Review, string>> = {
  approved: 'approved by another',
  own: 'approved by its author only',
  nobody: 'reviewed by nobody',
  unknown: 'could not be read',
};

const driftKinds: Readonly<Record<DriftKind, string>> = {
  changed: 'changed in the workspace',
  missing: 'missing from the workspace',
  gone: 'gone from git',
  'switched-off': 'switched off by the service',
  'override-over': 'still off after its override',
  unknown: '',
};

/** Everything that is in an audit, as tables; digests and commits in full. */
export const tablesOf = (evidence: Evidence): readonly EvidenceTable[] => [
  {
    name: 'changes',
    title: 'Changes',
    head: ['Committed', 'Author', 'Approved by', 'Review', 'Subject', 'Link', 'Commit', 'Files'],
    rows: evidence.changes.map((change) => [
      change.at,
      change.author,
      change.approvers.join(', '),
      reviews[change.review],
      change.subject,
      change.link,
      change.commit,
      change.paths.join(', '),
    ]),
  },
  {
    name: 'exceptions',
    title: 'Exceptions',
    head: ['Kind', 'Rule', 'Workspace', 'Since', 'Until', 'By', 'Reason', 'State', 'Ended'],
    rows: evidence.exceptions.map(({ kind, rule, workspace, since, until, by, reason, state, ended }) => [
      kind,
      rule,
      workspace,
      since,
      until,
      by,
      reason,
      state,
      ended,
    ]),
  },
  {
    name: 'drift',
    title: 'Drift',
    head: ['Kind', 'Workspace', 'Rule', 'Opened', 'By', 'Closed', 'Age in days', 'Known from'],
    rows: evidence.drift.map(({ kind, workspace, rule, opened, by, closed, days, source }) => [
      driftKinds[kind],
      workspace,
      rule,
      opened,
      by,
      closed,
      days === undefined ? '' : String(days),
      source,
    ]),
  },
  {
    name: 'deployments',
    title: 'Deployments',
    head: [
      'Record',
      'At',
      'Workspace',
      'Identity',
      'Run',
      'Commit',
      'Changes',
      'Flags',
      'Plan digest',
      'Outcome digest',
      'Hash',
    ],
    rows: evidence.deployments.map((record) => [
      String(record.sequence),
      record.at,
      record.workspace,
      record.identity,
      record.run ?? '',
      `${record.commit ?? ''}${record.uncommitted === true ? ' and uncommitted changes' : ''}`,
      record.changes.length === 0
        ? 'none: everything was as git has it'
        : record.changes
            .map(
              ({ action, name, status, code }) =>
                `${action} ${name}: ${status}${code === undefined ? '' : ` (${code})`}`,
            )
            .join(', '),
      (record.flags ?? []).join(' '),
      record.plan,
      record.outcome,
      record.hash,
    ]),
  },
];

/** The machine format. New keys may appear within a version. */
export const evidenceJson = (evidence: Evidence): JsonObject => {
  const { title, from, to, workspaces, changes, exceptions, drift, deployments, faults, unread } = evidence;
  return {
    version: 1,
    project: title,
    from,
    to,
    workspaces,
    changes: changes.map((change) => ({ ...change })),
    exceptions: exceptions.map((exception) => ({ ...exception })),
    drift: drift.map(({ days, ...rest }) => ({ ...rest, days: days ?? null })),
    deployments: deployments.map((record) => ({
      ...record,
      ...(record.flags === undefined ? {} : { flags: [...record.flags] }),
      changes: record.changes.map((change) => ({ ...change })),
    })),
    faults,
    unread,
  };
};
