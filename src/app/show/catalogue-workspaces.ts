import { resolve } from 'node:path';
import type { DisabledRule, WorkspaceConfig } from '../../core/config/config.ts';
import { hasExpired } from '../../core/plan/plan-options.ts';
import { selects } from '../../core/plan/selection.ts';
import { isBelow, shown } from '../../files/discover.ts';
import type { RuleItem } from '../content.ts';
import type { Project } from '../project.ts';

/** Whether a workspace takes the rule of a file; the path is absolute. */
export const takes = (project: Project, workspace: WorkspaceConfig, path: string, { type, raw }: RuleItem): boolean => {
  const folders = workspace.content ?? project.config.content;
  if (!folders.some((folder) => isBelow(resolve(project.root, folder), path))) return false;
  const { id, tags } = type.summary(raw);
  const candidate = { path: shown(project.root, path), type: type.name, id, tags };
  if (workspace.include !== undefined && !selects(workspace.include)(candidate)) return false;
  return workspace.exclude === undefined || !selects(workspace.exclude)(candidate);
};

/** What picket.yaml makes of a rule today, beyond what its file says. */
export type SwitchedOff = {
  /** Names of the workspaces, of those that take the rule, in which it is off. */
  readonly offIn: readonly string[];
  /** True when it runs nowhere. */
  readonly everywhere: boolean;
  /** One for each entry in force: until when, and why. */
  readonly sentences: readonly string[];
};

/** Applies the entries under `disabled` that are in force at `now` to one rule and the workspaces that take it. */
export const switchedOff = (
  id: string,
  workspaces: readonly string[],
  entries: readonly DisabledRule[],
  now: number,
): SwitchedOff => {
  const own = entries.filter(
    ({ rule, workspace, until }) =>
      rule.toLowerCase() === id.toLowerCase() &&
      !hasExpired(until, now) &&
      (workspace === undefined || workspaces.includes(workspace)),
  );
  const all = own.some(({ workspace }) => workspace === undefined);
  const offIn = workspaces.filter((name) => all || own.some(({ workspace }) => workspace === name));
  return {
    offIn,
    everywhere: all || (workspaces.length > 0 && offIn.length === workspaces.length),
    sentences: own.map(
      ({ workspace, until, reason }) =>
        `Switched off${workspace === undefined ? '' : ` in ${workspace}`} until ${until}: ${reason}`,
    ),
  };
};
