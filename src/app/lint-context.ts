import type { WorkspaceConfig } from '../core/config/config.ts';
import type { RunContext } from '../core/lint-rule.ts';
import type { Io } from '../core/io.ts';

/** What checks and rendering know of a run: the workspace, its api-version in picket.yaml, and today's date. */
export const lintContext = (io: Pick<Io, 'clock'>, workspace?: WorkspaceConfig): RunContext => ({
  apiVersion: workspace?.apiVersion,
  now: io.clock.now(),
  ...(workspace === undefined ? {} : { workspace }),
});
