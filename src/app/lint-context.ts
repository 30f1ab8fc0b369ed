import type { WorkspaceConfig } from '../core/config.ts';
import type { LintContext } from '../core/content-type.ts';
import type { Io } from '../core/io.ts';
import { apiVersionOf } from '../core/api-version.ts';

/** What lint rules and rendering know of a run: the api-version that will carry the rules, and today's date. */
export const lintContext = (io: Pick<Io, 'clock'>, workspace?: WorkspaceConfig): LintContext => ({
  apiVersion: workspace?.apiVersion ?? apiVersionOf('alertRules'),
  now: io.clock.now(),
});
