import type { CatalogueRule } from '../../catalogue/model.ts';
import type { Io } from '../../core/io.ts';
import type { AskedWorkspace, Metrics } from '../../core/metrics/figures.ts';
import { figureGroups } from '../../core/metrics/figures.ts';
import { shareRuns, type Shared } from '../fleet/shared.ts';
import { openProject, type ConfigChoice } from '../project.ts';
import { chosenWorkspaces, type WorkspaceSelection } from '../workspaces.ts';
import { loadCatalogue } from './catalogue.ts';
import type { Reported } from '../check/validate.ts';
import { measuredRules } from './rule-measures.ts';
import { askWorkspace } from './workspace-measures.ts';

export type MetricsRequest = {
  readonly config: ConfigChoice;
  /** The workspaces that are asked; undefined for none. */
  readonly workspaces: WorkspaceSelection | undefined;
  /** How far to look back. */
  readonly days: number;
  /** Whether the tests of rules are run, and whether the mutants that they notice are counted. */
  readonly tests: 'skipped' | 'run' | 'with-mutants';
};

const day = 86_400_000;

/** Undefined where the content has errors, which the report says. */
export type Measured = Reported & { readonly metrics: Metrics | undefined };

/** The figures, and the workspaces that told some of them. */
type AskedRules = { readonly metrics: Metrics; readonly asked: readonly AskedWorkspace[] };

type Measuring = Omit<MetricsRequest, 'tests'> & {
  readonly rules: readonly CatalogueRule[];
  readonly shared: Shared;
};

/**
 * Measures rules of a catalogue by what files, git and the log of deployments tell, and by what the workspaces do that are
 * asked. What could not be read is said, and the rest is measured.
 */
export const measureRules = async (
  io: Io,
  { config, rules, workspaces, days, shared }: Measuring,
): Promise<AskedRules> => {
  const project = await shared.project(config, () => openProject(io, config));
  const chosen = workspaces === undefined ? [] : chosenWorkspaces(project, io, workspaces);
  const now = io.clock.now();
  const between = { from: now - days * day, to: now };
  const { found, unread } = await measuredRules(io, project, rules, between.from);
  const asked: AskedWorkspace[] = [];
  const missed: string[] = [];
  for (const { name } of chosen) {
    const told = await askWorkspace(io, { config, workspace: name, between, days, shared });
    asked.push(...told.found);
    missed.push(...told.unread);
  }
  const metrics: Metrics = {
    days,
    asked: asked.map(({ workspace }) => workspace),
    groups: figureGroups(found, asked),
    unread: [
      ...(chosen.length === 0 ? ['No workspace was asked: what runs, alerts and drifts is not known (`-w`).'] : []),
      ...unread,
      ...missed,
    ],
  };
  return { metrics, asked };
};

const ofTests: Readonly<Record<MetricsRequest['tests'], readonly string[]>> = {
  skipped: ['Tests were not run.'],
  run: ['Mutants were not counted (`--mutants`).'],
  'with-mutants': [],
};

/** Measures the rules of a project. Rejects with `usage` and `config` errors only. */
export const measure = async (io: Io, request: MetricsRequest): Promise<Measured> => {
  const { config, tests } = request;
  const shared = shareRuns();
  const { report, source, model } = await loadCatalogue(io, {
    config,
    detail: 'lists',
    history: 'none',
    tests: tests === 'skipped' ? 'skipped' : 'run',
    mutants: tests === 'with-mutants' ? 'counted' : 'not-counted',
  });
  const said = { report: { ...report, command: 'metrics' }, source } as const;
  if (model === undefined) return { ...said, metrics: undefined };
  const { metrics } = await measureRules(io, { ...request, rules: model.rules, shared });
  return { ...said, metrics: { ...metrics, unread: [...ofTests[tests], ...metrics.unread] } };
};
