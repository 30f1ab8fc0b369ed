import type { JsonObject, JsonValue } from '../../core/json.ts';
import { defaultSettings } from './default-settings.ts';

/** What a request with a stale etag is answered with; `ignored` writes as if no etag had been sent. */
export type EtagMode = '412' | '409' | 'ignored';

/** How a list lies: empty always or the first time, without every fourth item, each item twice, in reverse order. */
export type ListMode = 'whole' | 'empty' | 'empty-once' | 'partial' | 'duplicated' | 'reordered';

/** A token bucket: how many requests at once, and how many more each second. */
type Bucket = { readonly size: number; readonly perSecond: number };

export type TableSetting = {
  readonly name: string;
  readonly plan?: 'Analytics' | 'Basic' | 'Auxiliary';
  readonly columns?: Readonly<Record<string, string>>;
};

/** Canned rows that the query endpoint answers when a query reads this table. */
export type RowsSetting = {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly JsonValue[])[];
};

/** How the service changes what it was sent. Nothing of this is documented; portal exports show some of each. */
export type EchoSettings = {
  /** `canonical` writes PT60M as PT1H. A PT25H survives in a portal export, so neither may be relied on. */
  readonly durations: 'verbatim' | 'canonical';
  /** Lists whose order has no meaning (tactics, techniques, mappings, groupBy lists). */
  readonly lists: 'verbatim' | 'sorted' | 'reversed';
  readonly description: 'verbatim' | 'trimmed';
  /** Letters of `alertRuleTemplateName`. */
  readonly templateIds: 'verbatim' | 'upper' | 'lower';
  /** Letters of a rule's name and id in answers. */
  readonly ids: 'verbatim' | 'upper' | 'lower';
  /** `duplicated` repeats the first technique; portal exports list parents of sub-techniques twice. */
  readonly techniques: 'verbatim' | 'duplicated';
  /** How an empty or absent list is answered; `as-sent` is recorded: empty for an empty one, null for an absent one. */
  readonly emptyLists: 'as-sent' | 'empty' | 'null';
  /** Line ends of query and description. */
  readonly newlines: 'verbatim' | 'crlf';
  /**
   * How groups are answered that were not sent. `by-version`: incidentConfiguration is filled in, the others are absent
   * up to 2022-08-01, as recorded, and null later, as in portal exports; `absent` leaves them out of every version;
   * `filled` fills eventGroupingSettings in as well; `null` fills in nothing.
   */
  readonly defaults: 'by-version' | 'absent' | 'filled' | 'null';
  /** lookbackDuration of a grouping that nobody sent: PT5M is recorded, the portal itself writes PT5H. */
  readonly lookback: 'PT5M' | 'PT5H';
};

/**
 * Everything about the service that is not established, and everything a test wants to turn. Plain JSON, so that a
 * profile probed from a real workspace can be laid over the defaults.
 */
export type EmulatorSettings = {
  /** Versions of Microsoft.SecurityInsights that are served; others are answered with 400. */
  readonly apiVersions: readonly string[];
  /** Items a page of a list; the service's own size is not documented. */
  readonly pageSize: number;
  /** A stale `If-Match`. Whether alertRules honour the header is not documented. */
  readonly ifMatch: EtagMode;
  /** A stale `etag` in the body, where no `If-Match` was sent. */
  readonly bodyEtag: EtagMode;
  /** `If-None-Match: *` on a resource that exists. */
  readonly ifNoneMatch: EtagMode;
  /**
   * An update without any etag: the 2019 preview answered 409 (`by-version`), 2022-08-01 takes it. `required` refuses it
   * in every version, `optional` in none.
   */
  readonly etagOnUpdate: 'by-version' | 'optional' | 'required';
  /** What happens to properties that the api-version does not know. */
  readonly unknownProperties: 'dropped' | 'echoed' | 'rejected';
  /** The answer to a PUT of an id that was deleted a short while ago. */
  readonly tombstone: '400' | '409' | 'none';
  /** How long a deleted id stays blocked, in hours; about 24 in practice. */
  readonly tombstoneHours: number;
  /** Names that a rule may have; `BuiltInFusion` always fits. */
  readonly ruleIds: 'any' | 'guid';
  /** Microsoft Learn asks for unique names; that the API enforces it is unproven. */
  readonly displayNames: 'repeatable' | 'unique';
  /** Whether a second rule of a template is refused, of the kinds that are their template (Fusion and its like). */
  readonly templateRules: 'once' | 'repeatable';
  /** A PUT of another kind under an existing id. */
  readonly kindChange: 'refused' | 'allowed';
  /** A second PUT of an installed MLBehaviorAnalytics rule (refused live, Azure-Sentinel issue 10635). */
  readonly builtInUpdate: 'allowed' | 'refused';
  /** Whether the service removes the metadata of a rule along with the rule. */
  readonly metadataOnRuleDelete: 'kept' | 'removed';
  /** Longest `customVersion` of a metadata resource, in UTF-16 code units; null for no limit. */
  readonly customVersionLimit: number | null;
  /** Whether answers about metadata carry an etag; no recorded one does. */
  readonly metadataEtag: 'absent' | 'present';
  /** The form of refusals about metadata: a problem document is recorded for a 404, the others are unknown. */
  readonly metadataErrors: 'problem' | 'arm';
  /** How `resourceGroups` is spelt in ids of metadata; both are recorded. */
  readonly metadataIds: 'resourceGroups' | 'resourcegroups';
  /** Whether rules carry systemData; no recorded one does. */
  readonly ruleSystemData: 'absent' | 'present';
  /** Whether the service makes the rule BuiltInFusion seconds after onboarding, as recorded. */
  readonly fusionOnOnboarding: 'made' | 'none';
  /** One api-version of saved searches came in three shapes over the years: PascalCase, without name and type, with both. */
  readonly savedSearchShape: '2021' | '2024' | '2025';
  /** Whether an update of a saved search needs its etag, as field reports up to 2023 say; versions before 2016 always do. */
  readonly savedSearchEtag: 'required' | 'optional';
  /** Saved searches that come with every workspace, and that lists show without an etag. */
  readonly builtInSearches: readonly { readonly name: string; readonly properties: JsonObject }[];
  /** Where watchlists tell how an upload went: recorded are provisioningState for previews, uploadStatus for 2022-08-01. */
  readonly watchlistState: 'by-version' | 'provisioningState' | 'uploadStatus';
  /** Whether rawContent becomes rows; 2022-07-01-preview once ignored it (azure-sdk-for-python issue 25242). */
  readonly watchlistContent: 'rows' | 'ignored';
  /** Whether lists of workbooks hold the content that was asked for, as documented, or null; no recording asks for it. */
  readonly workbookLists: 'whole' | 'bare';
  /** Whether metadata can be written at all. */
  readonly metadataWrites: 'allowed' | 'refused';
  /** Enabled rules a workspace may have (Microsoft Learn, Sentinel service limits). */
  readonly quotas: { readonly scheduled: number; readonly nrt: number };
  /** `compiled` gives the query of a rule to the KQL engine, `accepted` takes every query. */
  readonly queries: 'compiled' | 'accepted';
  /**
   * Tables and functions that a query may name. `custom`: those of Log Analytics, `tables`, `functions`, what the portal
   * added, and any other custom table (`_CL`) or column (`_CF`); `refused`: of tables only the listed ones; `allowed`:
   * any.
   */
  readonly unknownTables: 'custom' | 'refused' | 'allowed';
  readonly tables: readonly TableSetting[];
  /** Names of functions that queries may read from besides the workspace's saved ones. */
  readonly functions: readonly string[];
  /** Some tools deploy a refused rule disabled, on the premise that a disabled rule's query is not run. */
  readonly queryChecks: 'always' | 'enabled-only';
  /** Whether `startTimeUtc` must lie 10 minutes to 30 days ahead, as the portal says. */
  readonly startTimes: 'checked' | 'unchecked';
  /** Whether `high` is taken for `High`. */
  readonly enumCase: 'sensitive' | 'insensitive';
  /** Microsoft's validator wants Algorithm and Value; rules exported from the portal have only Value. */
  readonly fileHash: 'value-is-enough' | 'algorithm-required';
  /** Tactics by technique. Techniques listed need one of their tactics; empty checks none, as real rules do without. */
  readonly techniqueTactics: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds during which reads still answer the state before a write; recorded once, for a rule, for a second. */
  readonly readLag: number;
  /** The same for metadata, which may lag apart from the rules; null for as long as everything else. */
  readonly metadataReadLag: number | null;
  /** How lists of rules lie; nobody has documented that they never do. */
  readonly ruleLists: ListMode;
  /** How lists of metadata lie. */
  readonly metadataLists: ListMode;
  /** Milliseconds that each request takes, slept through the clock. */
  readonly latency: number;
  /** ARM's token buckets per subscription (Microsoft Learn, Understand how Resource Manager throttles requests). */
  readonly throttle: {
    readonly reads: Bucket;
    readonly writes: Bucket;
    readonly deletes: Bucket;
    /** Whether a 429 says how long to wait. */
    readonly retryAfter: 'seconds' | 'absent';
    /** `restarts` answers 429 to whoever comes back too early and starts the wait anew. */
    readonly earlyRetry: 'allowed' | 'restarts';
  };
  /** Workspaces that exist, by name; `any` takes every one. */
  readonly workspaces: 'any' | readonly string[];
  /** Whether a workspace is onboarded to Sentinel as long as nobody changed it. */
  readonly onboarded: boolean;
  /** Actions that the caller lacks, e.g. `Microsoft.SecurityInsights/metadata/write`; besides those denied in the portal. */
  readonly denied: readonly string[];
  /** Who writes through the API, as the activity log and systemData say it. */
  readonly caller: string;
  readonly rows: readonly RowsSetting[];
  readonly echo: EchoSettings;
};

/** Settings laid over the defaults; the nested groups may be given in part. */
export type SettingOverrides = Partial<Omit<EmulatorSettings, 'echo' | 'quotas' | 'throttle'>> & {
  readonly echo?: Partial<EchoSettings>;
  readonly quotas?: Partial<EmulatorSettings['quotas']>;
  readonly throttle?: Partial<EmulatorSettings['throttle']>;
};

/** The default settings with some of them changed. */
export const withSettings = (overrides: SettingOverrides = {}): EmulatorSettings => ({
  ...defaultSettings,
  ...overrides,
  echo: { ...defaultSettings.echo, ...overrides.echo },
  quotas: { ...defaultSettings.quotas, ...overrides.quotas },
  throttle: { ...defaultSettings.throttle, ...overrides.throttle },
});

/** One way in which the real service may differ from the defaults. */
type Alternative = { readonly name: string; readonly overrides: SettingOverrides };

const named = (name: string, overrides: SettingOverrides): Alternative => ({ name, overrides });

/** Every alternative to a default whose real value is unknown, one setting at a time, and all echoes together. */
export const settingMatrix = (): readonly Alternative[] => [
  named('the documented defaults', {}),
  named('pages of one item', { pageSize: 1 }),
  named('pages of a thousand items', { pageSize: 1000 }),
  named('a stale If-Match is a 409', { ifMatch: '409' }),
  named('If-Match is ignored', { ifMatch: 'ignored' }),
  named('a stale body etag is a 412', { bodyEtag: '412' }),
  named('the body etag is ignored', { bodyEtag: 'ignored' }),
  named('If-None-Match on an existing rule is a 409', { ifNoneMatch: '409' }),
  named('If-None-Match is ignored', { ifNoneMatch: 'ignored' }),
  named('no etag is honoured', { ifMatch: 'ignored', bodyEtag: 'ignored', ifNoneMatch: 'ignored' }),
  named('updates need an etag', { etagOnUpdate: 'required' }),
  named('unknown properties are echoed', { unknownProperties: 'echoed' }),
  named('unknown properties are rejected', { unknownProperties: 'rejected' }),
  named('a deleted id answers 409', { tombstone: '409' }),
  named('a deleted id is free at once', { tombstone: 'none' }),
  named('ids are GUIDs', { ruleIds: 'guid' }),
  named('display names are unique', { displayNames: 'unique' }),
  named('templates are installed as often as one likes', { templateRules: 'repeatable' }),
  named('a change of kind is taken', { kindChange: 'allowed' }),
  named('built-in rules cannot be updated', { builtInUpdate: 'refused' }),
  named('metadata goes with its rule', { metadataOnRuleDelete: 'removed' }),
  named('customVersion holds 256 characters', { customVersionLimit: 256 }),
  named('customVersion holds 64 characters', { customVersionLimit: 64 }),
  named('metadata cannot be written', { metadataWrites: 'refused' }),
  named('every query is taken', { queries: 'accepted' }),
  named('any table may exist', { unknownTables: 'allowed' }),
  named('disabled rules skip the query checks', { queryChecks: 'enabled-only' }),
  named('enum values in any case', { enumCase: 'insensitive' }),
  named('reads lag by two seconds', { readLag: 2000 }),
  named('reads of rules lag, of metadata not', { readLag: 2000, metadataReadLag: 0 }),
  named('reads of metadata lag, of rules not', { metadataReadLag: 2000 }),
  named('narrow buckets', {
    throttle: {
      reads: { size: 10, perSecond: 2 },
      writes: { size: 10, perSecond: 2 },
      deletes: { size: 10, perSecond: 2 },
    },
  }),
  named('a 429 without Retry-After', { throttle: { retryAfter: 'absent' } }),
  named('an early retry restarts the wait', { throttle: { earlyRetry: 'restarts' } }),
  named('echo: canonical durations', { echo: { durations: 'canonical' } }),
  named('echo: sorted lists', { echo: { lists: 'sorted' } }),
  named('echo: reversed lists', { echo: { lists: 'reversed' } }),
  named('echo: trimmed description', { echo: { description: 'trimmed' } }),
  named('echo: template ids in upper case', { echo: { templateIds: 'upper' } }),
  named('echo: template ids in lower case', { echo: { templateIds: 'lower' } }),
  named('echo: ids in upper case', { echo: { ids: 'upper' } }),
  named('echo: ids in lower case', { echo: { ids: 'lower' } }),
  named('echo: duplicated techniques', { echo: { techniques: 'duplicated' } }),
  named('echo: null for empty lists', { echo: { emptyLists: 'null' } }),
  named('echo: CRLF', { echo: { newlines: 'crlf' } }),
  named('echo: [] for absent lists', { echo: { emptyLists: 'empty' } }),
  named('echo: null for absent groups', { echo: { defaults: 'null' } }),
  named('echo: absent groups stay absent', { echo: { defaults: 'absent' } }),
  named('echo: groups are filled in', { echo: { defaults: 'filled' } }),
  named('echo: a lookback of five hours is filled in', { echo: { lookback: 'PT5H' } }),
  named('rules carry systemData', { ruleSystemData: 'present' }),
  named('metadata has an etag', { metadataEtag: 'present' }),
  named('metadata refuses in ARM’s form', { metadataErrors: 'arm' }),
  named('metadata ids with a lower-case resourcegroups', { metadataIds: 'resourcegroups' }),
  named('no Fusion rule comes with onboarding', { fusionOnOnboarding: 'none' }),
  named('saved searches in the shape of 2021', { savedSearchShape: '2021' }),
  named('saved searches in the shape of 2024', { savedSearchShape: '2024' }),
  named('saved searches need no etag', { savedSearchEtag: 'optional' }),
  named('watchlists have a provisioningState', { watchlistState: 'provisioningState' }),
  named('watchlists have an uploadStatus', { watchlistState: 'uploadStatus' }),
  named('watchlists ignore rawContent', { watchlistContent: 'ignored' }),
  named('lists of workbooks hold no content', { workbookLists: 'bare' }),
  named('an old version needs no etag', { etagOnUpdate: 'optional' }),
  named('echo: everything at once', {
    echo: {
      durations: 'canonical',
      lists: 'sorted',
      description: 'trimmed',
      templateIds: 'upper',
      ids: 'upper',
      techniques: 'duplicated',
      emptyLists: 'null',
      newlines: 'crlf',
      defaults: 'null',
    },
  }),
];
