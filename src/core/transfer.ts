import type { Diagnostic } from './diagnostic.ts';
import type { JsonValue } from './json.ts';

/**
 * What became of one rule on its way into a file. `conflict`: fields that both sides changed were left alone;
 * `incomplete`: written, but the file has errors or does not say everything; `refused`: nothing could be written;
 * `left`: not asked for; `found`: only looked at.
 */
export type TransferAction =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'conflict'
  | 'incomplete'
  | 'refused'
  | 'left'
  | 'found';

/** A field that git and the other side changed differently: nothing of it was written. */
export type TransferConflict = {
  /** Name of the property in the ARM body. */
  readonly field: string;
  /** What the workspace or the newer template has; canonical, undefined for nothing. */
  readonly theirs: JsonValue | undefined;
  /** What the file has. */
  readonly ours: JsonValue | undefined;
  /** Line of the field in the file, from 1. */
  readonly line?: number;
};

/** One rule that was looked at. */
export type Transfer = {
  readonly action: TransferAction;
  readonly id: string;
  readonly name: string;
  /** Relative to the working directory, with forward slashes; absent where no file is concerned. */
  readonly path?: string;
  /** Properties that were written into an existing file, by their names in the ARM body. */
  readonly fields: readonly string[];
  readonly conflicts: readonly TransferConflict[];
  /** Sentences for a person: why it was left, what the file cannot say, what it was linked to. */
  readonly notes: readonly string[];
};

/** The commands that bring rules into files. */
export type TransferCommand = 'pull' | 'import' | 'upstream' | 'convert';

/** All that a run brought in, and everything said about it. */
export type TransferReport = {
  readonly command: TransferCommand;
  readonly workspace?: string;
  /** What was understood of rules that were not named by their ids. */
  readonly notes?: readonly string[];
  readonly transfers: readonly Transfer[];
  /** Findings about inputs and about files that stand in the way. */
  readonly diagnostics: readonly Diagnostic[];
};

/** A transfer without conflicts, fields and notes unless given. */
export const transfer = (
  given: Pick<Transfer, 'action' | 'id' | 'name'> & Partial<Omit<Transfer, 'action' | 'id' | 'name'>>,
): Transfer => ({ fields: [], conflicts: [], notes: [], ...given });
