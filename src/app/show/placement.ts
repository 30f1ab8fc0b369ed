import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { Placement } from '../../core/fleet/placement.ts';
import type { Io } from '../../core/io.ts';
import { stageOf } from '../../core/overlays/lifecycle.ts';
import { hasExpired } from '../../core/plan/plan-options.ts';
import { valueAt } from '../../core/pointer.ts';
import { means } from '../../core/ref.ts';
import type { RuleItem } from '../content/content.ts';
import { effectiveFor, switchOf } from '../content/effective.ts';
import { lintContext } from '../lint-context.ts';
import type { Project } from '../project.ts';

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
  const { disabled, optIns } = project.config;
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
    if (absent === true || (type.optIn !== undefined && !optIns.includes(type.optIn)))
      return { state: 'not-deployed', stage, changed: [] };
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
