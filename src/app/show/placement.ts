import type { DisabledRule, WorkspaceConfig } from '../../core/config/config.ts';
import type { Placement } from '../../core/fleet/placement.ts';
import type { Io } from '../../core/io.ts';
import { stageOf } from '../../core/overlays/lifecycle.ts';
import { valueAt } from '../../core/pointer.ts';
import { means } from '../../core/ref.ts';
import { effectiveFor, switchOf } from '../content/effective.ts';
import { isSwitchedOn, notSwitchedOn } from '../content/file-type.ts';
import { lintContext } from '../lint-context.ts';
import { resolve } from 'node:path';
import { shown, isBelow } from '../../files/discover.ts';
import type { RuleItem } from '../content/content.ts';
import type { Project } from '../project.ts';
import { hasExpired, selects } from '../../core/plan/plan-options.ts';

/** What becomes of an item in a workspace; `isTaken` says whether its folders and its selection take the file. */
export type PlacementIn = (item: RuleItem, isTaken: boolean) => Placement;

/** What becomes of items in one workspace today, as files say it: the workspace is not asked. */
export const placementIn = (
  project: Pick<Project, 'config' | 'root' | 'document'>,
  io: Pick<Io, 'cwd' | 'clock'>,
  workspace: WorkspaceConfig,
): PlacementIn => {
  const context = lintContext(io, workspace);
  const effective = effectiveFor(project, io, context, workspace);
  const { disabled } = project.config;
  return (item, isTaken) => {
    const file: RuleItem = { ...item, ...item.made?.file };
    const usual = stageOf(file.raw) ?? 'production';
    if (!isTaken) return { state: 'not-taken', stage: usual, changed: [] };
    const { item: made, absent, stage = usual, optedOut } = effective(file);
    if (optedOut !== undefined) {
      const { reason, until, owner } = optedOut;
      return {
        state: 'opted-out',
        stage,
        reason,
        ...(until === undefined ? {} : { until }),
        ...(owner === undefined ? {} : { owner }),
        changed: [],
      };
    }
    const { type } = item;
    if (!isSwitchedOn(project, type)) return { state: 'not-deployed', stage, reason: notSwitchedOn(type), changed: [] };
    if (absent === true) return { state: 'not-deployed', stage, changed: [] };
    const changed = made.document === made.made?.document ? made.made.document.layered : [];
    const ref = { type: type.name, id: type.summary(file.raw).id ?? '' };
    const entry = disabled.find(
      ({ rule, workspace: only, until }) =>
        means(rule, ref) && (only === undefined || only === workspace.name) && !hasExpired(until, context.now),
    );
    if (entry !== undefined) return { state: 'off', stage, reason: entry.reason, until: entry.until, changed };
    const key = switchOf(type, context).switch;
    const isOff = key !== undefined && valueAt(made.raw, key) === false;
    return { state: isOff ? 'off' : 'on', stage, changed };
  };
};

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
type SwitchedOff = {
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
