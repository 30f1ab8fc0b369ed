import type { Severity } from './diagnostic.ts';
import type { JsonObject } from './json.ts';
import type { WorkspaceTarget } from './resource.ts';

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

export type WorkspaceConfig = WorkspaceTarget & {
  readonly name: string;
  /** Overrides of the api-version per run; undefined for Picket's table. */
  readonly apiVersion?: string;
  readonly emulator?: EmulatorSetting;
  /** Folders of its own, instead of the project's. */
  readonly content?: readonly string[];
  readonly include?: Selection;
  readonly exclude?: Selection;
  readonly ownership: 'markers' | 'none';
};

/** picket.yaml, checked and with its defaults filled in. */
export type Config = {
  readonly project: { readonly name: string; readonly id: string };
  /** Content folders, relative to the folder of picket.yaml. */
  readonly content: readonly string[];
  readonly workspaces: Readonly<Record<string, WorkspaceConfig>>;
  /** Severity by finding code; `off` silences it. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
};
