import { placementsMarkdown } from '../../catalogue/markdown/placements.ts';
import { placementsJson } from '../../core/fleet/placement.ts';
import type { Io } from '../../core/io.ts';
import { means } from '../../core/ref.ts';
import type { Listing } from '../../core/report.ts';
import { placementsText } from '../../report/placements.ts';
import type { Reported } from '../check/validate.ts';
import { openProject, type ConfigChoice } from '../project.ts';
import { resolveRules } from '../rule-names.ts';
import { chosenWorkspaces, type WorkspaceSelection } from '../workspaces.ts';
import { loadCatalogue } from './catalogue.ts';

export type PlacementsRequest = {
  readonly config: ConfigChoice;
  /** The workspaces that are looked at; undefined for all. */
  readonly workspaces: WorkspaceSelection | undefined;
  /** A rule as it was typed; undefined for all content. */
  readonly rule: string | undefined;
};

/**
 * Who runs what, as files say it today; no workspace is asked. Rejects with `usage` for names that mean nothing, and as
 * `loadCatalogue` does.
 */
export const listPlacements = async (io: Io, { config, workspaces, rule }: PlacementsRequest): Promise<Reported> => {
  const project = await openProject(io, config);
  const chosen = workspaces === undefined ? undefined : chosenWorkspaces(project, io, workspaces);
  const { report, source, model } = await loadCatalogue(io, { config, detail: 'lists', history: 'none' });
  const said = { ...report, command: 'placements' } as const;
  if (model === undefined) return { report: said, source };
  const names = chosen?.map(({ name }) => name) ?? model.workspaces;
  const known = model.rules.map(({ type, id, name, path }) => ({ type, id, displayName: name, path }));
  const found =
    rule === undefined
      ? undefined
      : resolveRules(io, [rule], known, {
          to: 'read',
          unknown: (name) => `There is no rule \`${name}\` in git.`,
        });
  const rules =
    found === undefined ? model.rules : model.rules.filter((each) => found.ids.some((id) => means(id, each)));
  const listing: Listing = {
    title: 'Who runs what',
    pretty: (look) => placementsText(rules, { workspaces: names, groups: model.groups }, look),
    json: placementsJson(rules, names),
    markdown: placementsMarkdown({ rules, workspaces: names, groups: model.groups }),
  };
  return { report: { ...said, ...(found === undefined ? {} : { notes: found.said }), listing }, source };
};
