import type { JsonObject, JsonValue } from '../json.ts';
import type { JsonPointer } from '../pointer.ts';
import type { Ref } from '../ref.ts';
import type { LiveResource, Resource, Row, WorkspaceTarget } from '../resource.ts';
import type { Override } from './override.ts';
import type { OverrideLog } from './override-log.ts';

/** One field of a rule that differs; the pointer is into the ARM body (`/properties/severity`). Absent is undefined. */
export type FieldChange = {
  readonly at: JsonPointer;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
};

/** Who moved since the last deployment, of one field: git (`ours`), the workspace (`theirs`), both alike or not. */
export type FieldSide = 'ours' | 'theirs' | 'conflict' | 'converged';

/** A field that is not in sync. `before` is live, `after` is git; both canonical. */
export type FieldVerdict = FieldChange & {
  readonly side: FieldSide;
  readonly cosmetic: boolean;
  /** What git says of a field that only answers have, in words. */
  readonly said?: string;
};

/**
 * What is, for one rule. `identical`: no marker, and a body that is equal but for its spelling; `unowned`: no marker and another
 * body (git wants it, adopt is needed); `provenance`: a marker of Content Hub or Community; `foreign`: a marker of another project or of
 * Repositories; `new`: in git only; `gone`: ours and live, absent from git; `missing`: ours and in git, absent live;
 * `orphan`: a marker of ours whose rule is neither live nor in git. `cosmetic`: nothing but spelling differs. `invalid`: its
 * file has errors, or its file may be one whose id cannot be read, so that nobody knows what git wants of it. `unclear`:
 * reads show an older version than the last deployment wrote, so that nobody knows what runs.
 */
export type VerdictState =
  | 'in-sync'
  | 'ours'
  | 'theirs'
  | 'both'
  | 'conflict'
  | 'converged'
  | 'cosmetic'
  | 'identical'
  | 'unowned'
  | 'unmanaged'
  | 'provenance'
  | 'foreign'
  | 'new'
  | 'missing'
  | 'gone'
  | 'orphan'
  | 'invalid'
  | 'unclear';

/** One rule that should run, from git. */
export type Desired = {
  /** The name of its content type. */
  readonly type: string;
  readonly resource: Resource;
  readonly displayName: string;
  /** The rule's own version, kept in the marker. */
  readonly version: string | undefined;
  /** The file it comes from. */
  readonly path: string;
  /** Other content that it names, which must be there before it; absent for none. */
  readonly needs?: readonly Ref[];
};

/** Two short digests of one field: of what was sent and of what the service answered; undefined for an absent field. */
export type FieldDigests = { readonly sent: string | undefined; readonly live: string | undefined };

/**
 * What a marker remembers of the last deployment. `fields` holds every field that was sent or answered, by its pointer
 * (`/properties/severity`); `whole` stands for the entire body where the fields do not fit.
 */
export type MarkerRecord = {
  /** Version of the normaliser whose canonical form was digested. */
  readonly normalizer: number;
  /** Set where the marker's own source says otherwise (adopted from Content Hub): the project that owns the rule. */
  readonly project?: string;
  /** The version that the service answered to the write of the rule, see `versionOf`; older markers have none. */
  readonly version?: string;
} & (
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<JsonPointer, FieldDigests>> }
  /** `open`: rows were begun to be written and their end is not known; the digests are those of the body without rows. */
  | { readonly kind: 'whole'; readonly body: FieldDigests; readonly open?: true }
);

/** Who changed a rule last, and when; `who` is a user's or an application's name, as the service spells it. */
export type LastChange = { readonly who?: string; readonly at?: string };

/** What somebody wrote and the rule has otherwise now: `before` is what was written, `after` is live; both canonical. */
export type Overwritten = LastChange & { readonly fields: readonly FieldChange[] };

/** What a verdict was judged by, in today's canonical form: git's state, where there is one, and the live one. */
export type Sides = {
  readonly git?: JsonObject;
  readonly live: JsonObject;
  /** The live body as it came, without what the service wrote when it switched the rule off and what nobody knows. */
  readonly running: JsonObject;
};

/** The id is as the service spells it where the rule is live, else as git does. */
export type Verdict = Ref & {
  readonly state: VerdictState;
  readonly displayName: string;
  readonly path?: string;
  readonly desired?: Desired;
  readonly live?: LiveResource;
  readonly marker?: LiveResource;
  /** What it was judged by; absent where the rule does not run. */
  readonly sides?: Sides;
  /** Differences between live and git (empty unless both exist). */
  readonly fields: readonly FieldVerdict[];
  /** How many rows differ besides those that are among the fields. */
  readonly rowsLeft?: number;
  /** The service switched the rule off (`AUTO DISABLED`), with its reason; never drift by itself. */
  readonly autoDisabled?: string;
  /** True where somebody switched it off in the workspace since the last deployment, and nothing says that it may be. */
  readonly switchedOff?: true;
  /** What is recorded of it being switched off past git; while that holds, being off is no difference. */
  readonly override?: Override;
  /** Live properties that Picket does not know; kept on every write, mentioned once. */
  readonly unknownProperties: readonly string[];
  /** Whose it is, for `foreign` and `provenance`. */
  readonly owner?: string;
  /**
   * How it was judged: field by field against the marker's record, as a whole body against it, or git against live
   * alone (no marker, or a record that cannot be read).
   */
  readonly basis?: 'record' | 'whole-body' | 'two-way';
  /** Why it was not judged field by field, in words for a person. */
  readonly note?: string;
  /** For `gone`: true when the workspace changed the rule since its last deployment. */
  readonly drifted?: boolean;
  /** What the marker says was deployed last, where it can be read. */
  readonly record?: MarkerRecord;
  /** `none`: no marker is kept for it, so that it cannot be owned. */
  readonly ownership?: 'none';
  /** Drift that people accepted, all of it: until when and why. It is no drift until then. */
  readonly accepted?: readonly { readonly until: string; readonly reason: string }[];
  /** Who changed the rule last and when (ISO 8601), as far as the workspace tells. */
  readonly lastChange?: LastChange;
  /** Callers who wrote it within moments of one another, so that one may not have seen what the other wrote. */
  readonly writtenBySeveral?: readonly LastChange[];
  /** What of those writes is no longer there, as far as SentinelAudit has them. */
  readonly overwritten?: readonly Overwritten[];
  /** The name for a new marker, where the usual one is taken by another resource's metadata (its template's). */
  readonly markerName?: string;
};

export type ChangeAction = 'create' | 'update' | 'delete' | 'disable' | 'adopt' | 'refresh';

/** One write of a change, in order: the rule first, its marker second, the record of its being off (see Override) last. */
export type PlannedWrite =
  | {
      readonly operation: 'put';
      readonly resource: Resource;
      readonly etag?: string;
      readonly expect: 'absent' | 'unchanged' | 'any';
    }
  | { readonly operation: 'delete'; readonly resource: Pick<Resource, 'type' | 'name'>; readonly etag?: string }
  | ({ readonly operation: 'record' } & OverrideWrite)
  | ({ readonly operation: 'rows' } & RowsWrite)
  | ({ readonly operation: 'mark' } & Mark);

/** The log of a rule being off past git, as it is to be; `before` is the resource as it was planned against. */
export type OverrideWrite = { readonly log: OverrideLog; readonly before: LiveResource };

/** What lies beside a resource, to be brought to what git wants of it. */
export type RowsWrite = {
  readonly wanted: readonly Row[];
  readonly add: readonly Row[];
  readonly remove: readonly Row[];
  /** The rows as they were planned against, as rowsText shows them. */
  readonly before: string;
  /** How many rows are gone afterwards without another one of their key. */
  readonly deletes: number;
  /** `seed`: the rows are the workspace's from now on. */
  readonly are?: 'seed';
  /** The write of the resource that adds them all, where one by one would take too long. */
  readonly bulk?: Resource;
};

/** A marker to be written: its record is computed from `sent` and from what the service answered to the rule's write. */
export type Mark = {
  /** Name of the metadata resource. */
  readonly name: string;
  /** The rule's id as git spells it. */
  readonly contentId: string;
  readonly version?: string;
  /** The body that git stands for. */
  readonly sent: JsonObject;
  /** What git wants beside it, as rowsText shows it; absent where it says nothing of that. */
  readonly rows?: string;
  /** Set where people have it off past git: that is no part of what is recorded. */
  readonly overridden?: true;
  /** Where `rows` is absent: the rows that are there are recorded all the same, so that git's are its change. */
  readonly rowsLive?: true;
  /** Fields that keep what was recorded before, because the workspace's value was kept: still drift afterwards. */
  readonly held: Readonly<Record<JsonPointer, FieldDigests>>;
  /** The marker's properties that stay as they are (the source of a rule adopted from Content Hub). */
  readonly keep?: JsonObject;
  /** The marker as it was planned against. */
  readonly etag?: string;
};

export type CoverageLoss = {
  /** `severity-lowered`, `rule-deleted`, ...; with the rule's id it names the finding for an approval. */
  readonly loss: string;
  readonly message: string;
  readonly approvedBy?: string;
};

export type Change = Ref & {
  readonly action: ChangeAction;
  readonly displayName: string;
  readonly path?: string;
  /**
   * Other content that must be there before it, and whose failure holds it back; for a delete, what is deleted after it and
   * stays where it stays. Absent for none.
   */
  readonly needs?: readonly Ref[];
  /** Why it is done, in words for a person. */
  readonly reason: string;
  readonly fields: readonly FieldChange[];
  readonly losses: readonly CoverageLoss[];
  /** What a person should know before agreeing: tombstone, automation rules that refer to it, tables no longer read. */
  readonly warnings: readonly string[];
  readonly writes: readonly PlannedWrite[];
  /** The rule as it was planned against: what a backup holds, and what "nobody changed it meanwhile" is judged by. */
  readonly before?: LiveResource;
  /** Its marker as it was planned against. */
  readonly marker?: LiveResource;
};

/** A change that is not made, or a whole run that is not. `rule` refusals skip one rule, `run` refusals stop everything. */
export type Refusal = Partial<Ref> & {
  readonly scope: 'rule' | 'run';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly displayName?: string;
  /** What would have been done to the rule, where a change was taken out of the plan. */
  readonly action?: ChangeAction;
};

export type PlanCounts = {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly unchanged: number;
  readonly unmanaged: number;
};

/** How much of one of the service's quotas is used after the plan. */
export type Quota = {
  readonly type: string;
  readonly name: string;
  /** What a summary calls it. */
  readonly label: string;
  readonly count: number;
  readonly limit: number;
};

/** What a run will do, as a value: serialisable, and the only thing that `apply` can execute. */
export type Plan = {
  readonly workspace: string;
  readonly target: WorkspaceTarget;
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly summary: PlanCounts;
  readonly quotas: readonly Quota[];
  readonly notes: readonly string[];
};

/** `unknown`: the write was sent, no answer came, and no read could tell what became of it. */
export type OutcomeStatus = 'written' | 'unchanged' | 'skipped' | 'refused' | 'failed' | 'unknown' | 'not-attempted';

export type Outcome = Ref & {
  readonly displayName: string;
  readonly action: ChangeAction;
  readonly status: OutcomeStatus;
  /** The service's innermost message, or why it was not done. */
  readonly reason?: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly failure?: string;
};

/** How a change ended, without the rule that it was of. */
export type OutcomeEnd = Pick<Outcome, 'status' | 'reason' | 'hint' | 'failure'>;

/** A policy looks at a plan and gives back the plan it allows: changes taken out become refusals. */
export type Policy = (plan: Plan) => Plan;

export type { JsonObject };
