import type { AuditedState } from './service/audit.ts';
import { diff, fieldOf } from './engine/diff.ts';
import { writtenAt } from './engine/lagging.ts';
import type { Normalize } from './engine/managed-type.ts';
import type { OverrideEntry } from './engine/override-log.ts';
import type { DeployedChange, DeploymentRecord } from './evidence/deployment-log.ts';
import type { Exception } from './evidence/evidence.ts';
import type { ActivityFact } from './ports.ts';

/**
 * What happened to a rule. `commit`: its file changed in git; `deployed`: a deployment wrote it; `workspace`: somebody did in
 * the workspace; `service`: the service did, as where it switches a rule off; `off` and `on`: it was switched off past git,
 * and that ended; `exception`: something in picket.yaml about it began or ended; `record`: what the log of deployments has.
 */
export type HistoryKind = 'commit' | 'deployed' | 'workspace' | 'service' | 'off' | 'on' | 'exception' | 'record';

/** One entry of a time line. `at` is ISO 8601. */
export type HistoryEvent = {
  readonly at: string;
  readonly kind: HistoryKind;
  readonly who?: string;
  /** In words for a person. */
  readonly what: string;
  readonly commit?: string;
  readonly pullRequest?: number;
  /** Who approved the pull request. */
  readonly approvers?: readonly string[];
};

/** A commit that changed the file of a rule. */
export type FileCommit = {
  readonly commit: string;
  /** ISO 8601. */
  readonly at: string;
  readonly author: string;
  readonly subject: string;
  /** The file as it left it; undefined for a merge, which changes what its sides did. */
  readonly blob?: string | undefined;
};

/** A record of the log of deployments, with what it says of one rule. */
export type RecordedDeployment = Pick<DeploymentRecord, 'at' | 'sequence' | 'identity' | 'run' | 'commit'> & {
  readonly change: Pick<DeployedChange, 'action' | 'status' | 'reason'>;
};

/** What a forge knows of the pull request that brought a commit. */
export type Reviewed = { readonly number: number; readonly author: string; readonly approvers: readonly string[] };

/** Everything that is known of one rule, from as many places as may be read. */
export type HistoryFacts = {
  readonly commits: readonly FileCommit[];
  /** By commit. */
  readonly reviews: ReadonlyMap<string, Reviewed>;
  /** Of this rule. */
  readonly activity: readonly ActivityFact[];
  /** The rule as each write left it, of this rule, oldest first. */
  readonly states: readonly AuditedState[];
  /** What is recorded of it being switched off past git, newest first. */
  readonly overrides: readonly OverrideEntry[];
  /** The deployments that were to change it in this workspace, as the log of deployments has them, each with its change. */
  readonly deployments: readonly RecordedDeployment[];
  /** What picket.yaml said of it for a time; see exceptionsOf. */
  readonly exceptions: readonly Exception[];
  /** The version that the last deployment wrote, as its marker has it. */
  readonly version: string | undefined;
  readonly normalize: Normalize;
  /** Milliseconds since 1970. */
  readonly now: number;
};

const time = (at: string): number => Date.parse(at);

/** A pull request that a subject names at its end, as forges write it when they squash: `Raise severity (#12)`. */
const numberIn = (subject: string): number | undefined => {
  const number = /\(#(\d{1,9})\)$/.exec(subject)?.[1];
  return number === undefined ? undefined : Number(number);
};

const commitEvents = ({ commits, reviews }: HistoryFacts): readonly HistoryEvent[] =>
  commits.map(({ commit, at, author, subject }) => {
    const review = reviews.get(commit);
    const pullRequest = review?.number ?? numberIn(subject);
    return {
      at,
      kind: 'commit',
      who: author,
      what: subject,
      commit,
      ...(pullRequest === undefined ? {} : { pullRequest }),
      ...(review === undefined ? {} : { approvers: review.approvers }),
    };
  });

const overrideEvents = ({ overrides, now }: HistoryFacts): readonly HistoryEvent[] =>
  overrides.flatMap((entry, index): readonly HistoryEvent[] => {
    const { by, at, until, reason, ticket, ended } = entry;
    const newer = overrides[index - 1];
    const off: HistoryEvent = {
      at,
      kind: 'off',
      who: by,
      what: `switched off until ${until}: ${reason}${ticket === undefined ? '' : ` (${ticket})`}`,
    };
    // What a newer one took the place of did not end.
    if (ended !== undefined)
      return newer?.at === ended.at
        ? [off]
        : [off, { at: ended.at, kind: 'on', who: ended.by, what: 'ended before its time' }];
    return time(until) > now ? [off] : [off, { at: until, kind: 'on', what: 'its time was over' }];
  });

/** So long before and after its record, in milliseconds, the write of a switch may be logged. */
const early = 5000;
const late = 60_000;

/** The writes that moved a switch for what is recorded: each the first one after its record. */
const switchWrites = ({ overrides, activity }: HistoryFacts): ReadonlySet<ActivityFact> => {
  const left = new Set(activity);
  const found = new Set<ActivityFact>();
  const moments = overrides.flatMap(({ at, ended }) => [at, ...(ended === undefined ? [] : [ended.at])]);
  for (const moment of new Set(moments)) {
    const near = [...left]
      .filter((entry) => time(entry.at) >= time(moment) - early && time(entry.at) <= time(moment) + late)
      .toSorted((one, other) => Math.abs(time(one.at) - time(moment)) - Math.abs(time(other.at) - time(moment)));
    const [closest] = near;
    if (closest === undefined) continue;
    left.delete(closest);
    found.add(closest);
  }
  return found;
};

/** Who deploys a rule, by its activity: whoever wrote the version that the marker names; undefined where nobody can tell. */
export const deployerOf = ({ version, activity }: Pick<HistoryFacts, 'version' | 'activity'>): string | undefined => {
  if (version === undefined) return undefined;
  const near = activity
    .map(({ at, caller }) => ({ caller, apart: Math.abs(time(at) - writtenAt(version)) }))
    .filter(({ apart }) => apart <= early);
  const closest = Math.min(...near.map(({ apart }) => apart));
  const callers = new Set(near.filter(({ apart }) => apart === closest).map(({ caller }) => caller));
  return callers.size === 1 ? [...callers][0] : undefined;
};

/** Where a user has a name with an `@`, an application has an id. */
const isDeployment = (caller: string, deployer: string | undefined): boolean =>
  deployer === undefined ? !caller.includes('@') : caller === deployer;

const serviceCaller = 'azure security insights';

/** What a write changed, by the state of before, where SentinelAudit has both. */
const changedBy = (entry: ActivityFact, { states, normalize }: HistoryFacts): string => {
  const index = states.findIndex(
    ({ at, who }) => Math.abs(time(at) - time(entry.at)) <= early && (who === '' || who === entry.caller),
  );
  const [before, after] = [states[index - 1], states[index]];
  if (before === undefined || after === undefined) return '';
  const fields = diff(normalize(before.body), normalize(after.body)).map(({ at }) =>
    fieldOf(at).replace(/^\/(properties\/)?/, ''),
  );
  return [...new Set(fields)].join(', ');
};

const writeEvents = (facts: HistoryFacts): readonly HistoryEvent[] => {
  const switches = switchWrites(facts);
  const deployer = deployerOf(facts);
  return facts.activity.flatMap((entry): readonly HistoryEvent[] => {
    if (switches.has(entry)) return [];
    const { at, caller, operation } = entry;
    const isDelete = operation.toLowerCase().endsWith('/delete');
    const fields = isDelete ? '' : changedBy(entry, facts);
    const kind =
      caller.toLowerCase() === serviceCaller ? 'service' : isDeployment(caller, deployer) ? 'deployed' : 'workspace';
    const verb = isDelete ? 'deleted' : kind === 'deployed' ? 'written by the identity that deploys' : 'changed';
    return [{ at, kind, who: caller, what: fields === '' ? verb : `${verb}: ${fields}` }];
  });
};

const order: readonly HistoryKind[] = [
  'commit',
  'exception',
  'off',
  'on',
  'service',
  'workspace',
  'deployed',
  'record',
];

const recordEvents = ({ deployments }: HistoryFacts): readonly HistoryEvent[] =>
  deployments.map(({ at, sequence, identity, run, commit, change: { action, status, reason } }) => ({
    at,
    kind: 'record',
    who: identity,
    what: `${action}: ${status}${status === 'written' || reason === '' ? '' : ` (${reason})`}, record ${sequence}${run === undefined ? '' : `, ${run}`}`,
    ...(commit === undefined ? {} : { commit }),
  }));

const exceptionEvents = ({ exceptions, now }: HistoryFacts): readonly HistoryEvent[] =>
  exceptions.flatMap(({ kind, since, until, by, reason, ended }): readonly HistoryEvent[] => [
    { at: since, kind: 'exception', who: by, what: `${kind}${until === '' ? '' : ` until ${until}`}: ${reason}` },
    ...(ended === '' || time(ended) > now
      ? []
      : [{ at: ended, kind: 'exception', what: `${kind} ended: ${reason}` } as const]),
  ]);

/** One time line of what is known of a rule, oldest first. */
export const timeLine = (facts: HistoryFacts): readonly HistoryEvent[] =>
  [
    ...commitEvents(facts),
    ...exceptionEvents(facts),
    ...overrideEvents(facts),
    ...writeEvents(facts),
    ...recordEvents(facts),
  ].toSorted((one, other) => time(one.at) - time(other.at) || order.indexOf(one.kind) - order.indexOf(other.kind));

/** The time line of a rule, and what of it could not be read, in sentences. */
export type TimeLine = {
  readonly id: string;
  readonly name: string;
  readonly path: string | undefined;
  readonly workspace: string;
  readonly events: readonly HistoryEvent[];
  readonly gaps: readonly string[];
};
