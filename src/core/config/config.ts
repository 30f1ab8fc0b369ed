import type { Severity } from '../diagnostic.ts';
import type { JsonObject } from '../json.ts';
import type { WorkspaceTarget } from '../resource.ts';
import type { GroupConfig, Layer } from './layers.ts';

/** How a workspace is chosen from the content: glob patterns of paths, rule ids or tags. */
export type Selection = {
  readonly paths?: readonly string[];
  readonly ids?: readonly string[];
  readonly tags?: readonly string[];
};

export type EmulatorSetting = ({ readonly state: string } | { readonly url: string }) & {
  /** Settings of the emulator that differ from its defaults; see `picket emulator --help`. */
  readonly settings?: JsonObject;
};

/** Who signs in, by what environment variables hold; see schemas/picket.schema.json. */
export type CredentialConfig = {
  readonly clientId: string;
  readonly tenantId?: string;
  readonly secretVariable?: string;
  readonly certificateVariable?: string;
};

export type WorkspaceConfig = WorkspaceTarget & {
  readonly name: string;
  /** Who signs in, by its name under `credentials`; what its groups say, or the process's own identity, unless given. */
  readonly credential?: string;
  /** Overrides of the api-version per run; undefined for Picket's table. */
  readonly apiVersion?: string;
  readonly emulator?: EmulatorSetting;
  /** Folders of its own, instead of the project's. */
  readonly content?: readonly string[];
  readonly include?: Selection;
  readonly exclude?: Selection;
  /** Groups by name, in the order in which they count; see groupOrder. */
  readonly groups?: readonly string[];
  /** What it says of content by itself; absent where it says nothing. */
  readonly layer?: Layer;
  readonly ownership: 'markers' | 'none';
  /** Set for `local`, which is there although picket.yaml does not name it. */
  readonly implied?: true;
};

/** Drift that people accepted until a date; `fields` and `workspace` undefined for all. Dates as written. */
export type IgnoredDrift = {
  readonly rule: string;
  readonly workspace?: string;
  readonly fields?: readonly string[];
  readonly reason: string;
  readonly expires: string;
};

/** A loss of coverage that people approved: `loss` is its code, such as `severity-lowered`. */
export type ApprovedLoss = {
  readonly rule: string;
  readonly loss: string;
  readonly reason: string;
  readonly expires: string;
};

/** A rule that is switched off until a date, in one workspace or (undefined) in all. */
export type DisabledRule = {
  readonly rule: string;
  readonly workspace?: string;
  readonly until: string;
  readonly reason: string;
};

/** How much one run may change, how many rules the workspaces take, how long plans hold; undefined for Picket's own limits. */
export type Limits = {
  readonly deletes?: number;
  readonly disables?: number;
  /** Rows of one list. */
  readonly rowDeletes?: number;
  readonly deletesPercent?: number;
  readonly changesPercent?: number;
  /** Limits of the service that types know, by the keys that they name. */
  readonly [setting: string]: number | undefined;
  /** Days that the last review of a rule may be old. */
  readonly reviewDays?: number;
  /** Hours for which a saved plan holds. */
  readonly planHours?: number;
};

/** Where to look for what queries may name, relative to the folder of picket.yaml; folders may be missing. */
export type SchemaFolders = {
  readonly tables: readonly string[];
  readonly parsers: readonly string[];
  readonly watchlists: readonly string[];
  /** Folder of the workspaces' lock files. */
  readonly locks: string;
};

/** The rules that need a test that fires and one that is silent; undefined lists take all. */
export type RequiredTests = {
  readonly severities?: readonly string[];
  /** What rules say of their life cycle under `status`. */
  readonly statuses?: readonly string[];
};

/**
 * Where the events of Windows' channels (Sysmon, PowerShell and others) are: forwarded ones in `WindowsEvent`, those of
 * the older agents and of data collection rules for event logs in `Event`, or in both.
 */
export type WindowsEventTables = 'WindowsEvent' | 'Event' | 'both';

/** Where each deployment leaves its record. */
export type DeploymentLogConfig =
  /** Relative to picket.yaml. */
  | { readonly folder: string }
  /** Of the repository. */
  | { readonly branch: string }
  /** Of a storage account, by its address; `credential` says who signs in, where it is not whom the environment says. */
  | { readonly container: string; readonly credential?: string; readonly emulator?: EmulatorSetting };

/** How runs over several workspaces go. */
export type FleetConfig = {
  /** So many workspaces at a time. */
  readonly concurrency?: number;
  /** What deployments begin with and go on with, as `wavesOf` reads it. */
  readonly waves?: readonly string[];
  /** How many workspaces may fail before no further wave is begun, as `readTolerance` reads it. */
  readonly maxFailures?: string;
};

/** picket.yaml, checked and with its defaults filled in. */
export type Config = {
  /**
   * Undefined where picket.yaml names none, or does not exist: then nobody can own a rule, every workspace has
   * `ownership: none` and nothing is ever pruned. A made-up id would be shared by all who never chose one.
   */
  readonly project?: { readonly name: string; readonly id: string };
  /** Content folders, relative to the folder of picket.yaml. */
  /** Empty where picket.yaml names none: the folders of the types then. */
  readonly content: readonly string[];
  /** Folders whose files are of the type that is named beside them, of the project and of workspaces. */
  readonly declared: readonly { readonly folder: string; readonly type: string }[];
  /** Keys that switch content on which is not deployed otherwise. */
  readonly optIns: readonly string[];
  readonly schema: SchemaFolders;
  /** By name; `local`, emulated, is always among them. */
  readonly workspaces: Readonly<Record<string, WorkspaceConfig>>;
  /** Declarations of parameters by name, as written. */
  readonly parameters: JsonObject;
  /** What several workspaces have in common, by name. */
  readonly groups: Readonly<Record<string, GroupConfig>>;
  /** Severity by finding code, or by a prefix that ends with `*`; `off` silences it. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly ignoreDrift: readonly IgnoredDrift[];
  readonly approvals: readonly ApprovedLoss[];
  readonly credentials: Readonly<Record<string, CredentialConfig>>;
  readonly limits: Limits;
  readonly fleet: FleetConfig;
  readonly disabled: readonly DisabledRule[];
  /** Undefined where no rule has to be tested. */
  readonly requireTests?: RequiredTests;
  /** What Sigma rules are converted to; undefined where the converter's own choice holds. */
  readonly windowsEvents?: WindowsEventTables;
  /** Undefined where deployments leave no record. */
  readonly deployments?: DeploymentLogConfig;
};
