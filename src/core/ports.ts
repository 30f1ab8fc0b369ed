import type { JsonObject, JsonValue } from './json.ts';
import type { LiveResource, NamedPart, Resource, ResourceKind, ResourceType, WorkspaceTarget } from './resource.ts';

/** Time, so that tests run in virtual time. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
};

export type WireRequest = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Absolute, https for a real cloud. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
};

export type WireResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** One HTTP exchange without policies. A broken connection rejects with an Error that has `code` (ECONNRESET, ...). */
export type Transport = (request: WireRequest) => Promise<WireResponse>;

/**
 * On what state a write insists. `absent` sends `If-None-Match: *`, `unchanged` sends `If-Match`. With `check: 'read'` the
 * resource is also read directly before each try, for a service that may ignore the header: only what happens within
 * that one round trip can then be written over.
 */
export type WriteCondition =
  | { readonly kind: 'absent'; readonly check?: 'read' }
  | { readonly kind: 'unchanged'; readonly etag: string; readonly check?: 'read' }
  | { readonly kind: 'any' };

/**
 * The resources of one Sentinel workspace. Every method rejects with a PicketError of kind `auth` or `service`, never
 * with an SDK error (whose request holds the token). Retries, pacing and time-outs happen behind it.
 */
export type Workspace = {
  readonly target: WorkspaceTarget;
  /** All resources of a type, over all pages, in the service's order. */
  readonly list: (type: ResourceType, signal?: AbortSignal) => Promise<readonly LiveResource[]>;
  /** One resource; undefined when the service answers 404. */
  readonly get: (type: ResourceType, name: string, signal?: AbortSignal) => Promise<LiveResource | undefined>;
  /** Creates or replaces; resolves to the service's answer. A 409 or 412 rejects with failure `conflict` or `precondition`. */
  readonly put: (resource: Resource, condition: WriteCondition, signal?: AbortSignal) => Promise<PutAnswer>;
  /** Deletes; resolves to `absent` when there was nothing (204). */
  readonly remove: (
    type: ResourceType,
    name: string,
    condition: WriteCondition,
    signal?: AbortSignal,
  ) => Promise<'deleted' | 'absent'>;
};

export type TableFact = {
  readonly name: string;
  readonly plan: 'Analytics' | 'Basic' | 'Auxiliary';
  readonly columns: readonly { readonly name: string; readonly type: string }[];
};

export type FunctionFact = {
  readonly name: string;
  /** As the service spells them: `a:string, b:long=5`; empty for none. */
  readonly parameters: string;
  readonly body: string;
};

/** A collection that holds functions for queries, and the function that one of its resources is, if it is one. */
export type FunctionSource = {
  readonly kind: ResourceKind;
  readonly functionIn: (body: JsonObject) => FunctionFact | undefined;
};

export type ActivityFact = {
  /** Full ARM id of the resource that changed. */
  readonly resourceId: string;
  readonly operation: string;
  readonly caller: string;
  /** ISO 8601. */
  readonly at: string;
};

/**
 * The resource as the service answered a write. `replaced`: it was to be created, and the answer (200 instead of 201) is
 * that of an update, so that something may have been there.
 */
export type PutAnswer = LiveResource & { readonly replaced?: boolean };

/** What could not be found out because the caller may not read it; `reason` says so in words for a person. */
export type Unknown = { readonly unknown: string };

/** True where a fact could not be found out. */
export const isUnknown = (fact: unknown): fact is Unknown =>
  typeof fact === 'object' && fact !== null && 'unknown' in fact;

/**
 * What a workspace says about itself, apart from the resources that Picket deploys. Each answers `Unknown` where the
 * caller lacks the permission to read it (403), and rejects with a PicketError where the service fails.
 */
export type WorkspaceFacts = {
  readonly onboarded: (signal?: AbortSignal) => Promise<boolean | Unknown>;
  /** The actions that the caller may not perform, of those asked for (`Microsoft.SecurityInsights/alertRules/write`). */
  readonly missingPermissions: (
    actions: readonly string[],
    signal?: AbortSignal,
  ) => Promise<readonly string[] | Unknown>;
  readonly tables: (signal?: AbortSignal) => Promise<readonly TableFact[] | Unknown>;
  readonly functions: (signal?: AbortSignal) => Promise<readonly FunctionFact[] | Unknown>;
  /** Whether a resource of Azure is there, by its path. */
  readonly exists: (part: NamedPart, signal?: AbortSignal) => Promise<boolean | Unknown>;
  /** Changes of alert rules in the activity log since a moment (milliseconds since 1970), newest first. */
  readonly activity: (since: number, signal?: AbortSignal) => Promise<readonly ActivityFact[] | Unknown>;
};

/**
 * Runs a KQL query over the logs of a workspace, between two moments (milliseconds since 1970). Gives its rows as
 * objects by column name, dates as ISO 8601; `Unknown` where the caller may not read them. Rejects with a PicketError
 * where the service fails, of failure `invalid` where it refuses the query.
 */
export type QueryLogs = (
  query: string,
  between: { readonly from: number; readonly to: number },
  signal?: AbortSignal,
) => Promise<readonly JsonObject[] | Unknown>;

/**
 * The same, with the answer of the service as it stands, JSON with a table of typed columns: dates in full, and longs
 * that no number of JavaScript holds.
 */
export type AskService = (
  query: string,
  between: { readonly from: number; readonly to: number },
  signal?: AbortSignal,
) => Promise<string | Unknown>;

/** Remembers results by key; a damaged or missing entry is undefined, never an error. */
export type Cache = {
  readonly read: (key: string) => Promise<JsonValue | undefined>;
  readonly write: (key: string, value: JsonValue) => Promise<void>;
};

/** History of the repository that holds the content. Paths are relative to the root of the repository's work tree. */
export type Git = {
  /** The text of a file at a commit; undefined where it does not exist there. */
  readonly show: (ref: string, path: string) => Promise<string | undefined>;
  /** Files that exist at a commit under a folder. */
  readonly list: (ref: string, folder: string) => Promise<readonly string[]>;
  /** Files that differ between a commit and the work tree (added, changed, removed). */
  readonly changed: (ref: string) => Promise<readonly string[]>;
};

/** One change of one file in a commit; `blob` is the id of its content from then on. */
export type FileRevision = {
  readonly commit: string;
  /** Day of the commit, ISO 8601. */
  readonly date: string;
  readonly subject: string;
  readonly blob: string;
  /**
   * Where a shallow clone ends: what the file was at that commit, whichever commit made it so. Nothing older is known.
   */
  readonly isEnd: boolean;
};

/** What commits did to files. Paths are relative to the root of the repository's work tree. */
export type GitLog = {
  /**
   * For each of the files its revisions, newest first and over its renames, as the current branch has them. Files that
   * the last commit does not have are left out.
   */
  readonly revisions: (files: readonly string[]) => Promise<ReadonlyMap<string, readonly FileRevision[]>>;
  /** The texts of blobs by id; what is no blob is left out. */
  readonly texts: (blobs: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

/**
 * One thing that happened during a run, schemas/report/event.schema.json; progress, `--events`, `--verbose` and outcomes
 * are fed by these.
 */
export type Event = { readonly type: string; readonly at: string } & JsonObject;
export type Observer = (event: Event) => void;

/** Files that are being watched. */
export type Watch = {
  /** Watches more paths; those that are watched already stay as they are. */
  readonly add: (paths: readonly string[]) => void;
  readonly close: () => Promise<void>;
};

/** Watches files and folders, absolute paths, and tells of each change below them; `ignored` paths are left out. */
export type Watcher = (
  paths: readonly string[],
  heard: { readonly changed: (path: string) => void; readonly ignored: (path: string) => boolean },
) => Watch;
