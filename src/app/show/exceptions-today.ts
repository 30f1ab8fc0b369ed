import { layersFor } from '../../core/config/layers.ts';
import type { Io } from '../../core/io.ts';
import { isObject, listOf, textOf, type JsonValue } from '../../core/json.ts';
import type { ExceptionKind, MeasuredException } from '../../core/metrics/figures.ts';
import { optOutOf } from '../../core/overlays/opt-out.ts';
import { overlaysFor } from '../../core/overlays/overlay.ts';
import { hasExpired } from '../../core/plan/plan-options.ts';
import { means } from '../../core/ref.ts';
import type { RuleItem } from '../content/content.ts';
import { selectableOf } from '../content/effective.ts';
import type { Project } from '../project.ts';

const holds = (until: string | undefined, now: number): boolean => until === undefined || !hasExpired(until, now);

/** How many exclusions of a list have not ended. */
const excludedBy = (list: JsonValue | undefined, now: number): number =>
  listOf(list).filter((entry) => isObject(entry) && holds(textOf(entry['until']), now)).length;

const several = (count: number, exception: MeasuredException): readonly MeasuredException[] =>
  Array.from({ length: count }, () => exception);

/**
 * The exceptions that files make for one rule at `now`, in milliseconds: those of picket.yaml that name it, its own
 * exclusions, and what the layers of each workspace say of it.
 */
export const exceptionsToday = (
  project: Pick<Project, 'root' | 'config'>,
  io: Pick<Io, 'cwd'>,
  item: RuleItem,
  about: { readonly workspaces: readonly string[]; readonly now: number },
): readonly MeasuredException[] => {
  const { config } = project;
  const { now } = about;
  const raw = item.made?.file.raw ?? item.raw;
  const ref = { type: item.type.name, id: item.type.summary(item.raw).id ?? '' };
  const named = (
    kind: ExceptionKind,
    entries: readonly { readonly rule: string; readonly workspace?: string; readonly until: string }[],
  ): readonly MeasuredException[] =>
    entries
      .filter(({ rule, until }) => means(rule, ref) && holds(until, now))
      .map(({ workspace }) => ({ kind, ...(workspace === undefined ? {} : { workspace }) }));
  const laid = about.workspaces.flatMap((workspace): readonly MeasuredException[] => {
    const layers = layersFor(config, workspace);
    const selectable = selectableOf(project, io, item);
    const excluded = overlaysFor(layers, selectable).map(({ overlay }) => excludedBy(overlay.exclude, now));
    return [
      ...(optOutOf(layers, selectable, now) === undefined ? [] : [{ kind: 'opted-out', workspace } as const]),
      ...excluded.flatMap((count) => several(count, { kind: 'excluded-rows', workspace })),
    ];
  });
  return [
    ...named('switched-off', config.disabled),
    ...named(
      'accepted-drift',
      config.ignoreDrift.map((entry) => ({ ...entry, until: entry.expires })),
    ),
    ...named(
      'approved-loss',
      config.approvals.map((entry) => ({ ...entry, until: entry.expires })),
    ),
    ...several(excludedBy(raw['exclude'], now), { kind: 'excluded-rows' }),
    ...laid,
  ];
};
