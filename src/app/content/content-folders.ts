import type { Config, WorkspaceConfig } from '../../core/config/config.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { AnalysisIo } from '../analyse.ts';
import { allNeighbours } from './neighbours.ts';
import { loadContent, type Content, type ContentRequest } from './content.ts';
import type { Project } from '../project.ts';
import { shownWorkspaces } from '../workspaces.ts';

/** True where every workspace has folders of its own: then those that they would share need not be there. */
export const sharesNothing = (workspaces: readonly WorkspaceConfig[]): boolean =>
  workspaces.length > 0 && workspaces.every(({ content }) => content !== undefined);

type FolderSet = Required<Pick<ContentRequest, 'folders' | 'missingFolders'>>;

/** The folders that are deployed together, of every workspace; what lies in another set is left out. */
const folderSets = (config: Config): readonly FolderSet[] => {
  const workspaces = shownWorkspaces(config);
  const own = Object.values(config.workspaces).flatMap(({ content }) => (content === undefined ? [] : [content]));
  const sets: readonly FolderSet[] = [
    { folders: config.content, missingFolders: sharesNothing(workspaces) ? 'empty' : 'refuse' },
    ...own.map((folders) => ({ folders, missingFolders: 'refuse' as const })),
  ];
  const isWithin = (inner: readonly string[], outer: readonly string[]): boolean =>
    inner.every((folder) => outer.includes(folder));
  return sets.filter(
    ({ folders }, index) =>
      !sets.some(
        (other, at) =>
          at !== index && isWithin(folders, other.folders) && (at < index || !isWithin(other.folders, folders)),
      ),
  );
};

/** Every content folder of a project, of whichever workspace, relative to its root. */
export const everyFolder = (config: Config): readonly string[] => [
  ...new Set(folderSets(config).flatMap(({ folders }) => folders)),
];

/** The first of those with the same key. */
const unique = <T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] => {
  const found = new Map<string, T>();
  for (const value of values) if (!found.has(keyOf(value))) found.set(keyOf(value), value);
  return [...found.values()];
};

/** Several contents as one: a file that two of them hold counts once, and so does what both say of it. */
const merged = (contents: readonly Content[]): Content => {
  const items = unique(
    contents.flatMap((content) => content.items),
    ({ document }) => document.path,
  );
  const kept = new Set(items);
  return {
    items,
    diagnostics: unique(
      contents.flatMap(({ diagnostics }) => diagnostics),
      (diagnostic) => JSON.stringify(diagnostic),
    ),
    files: items.length,
    rules: contents.flatMap(({ rules }) => rules.filter(({ item }) => kept.has(item))),
    factsOf: (query) => contents.map(({ factsOf }) => factsOf(query)).find((facts) => facts !== undefined),
    givenBy: (name) => contents.flatMap(({ givenBy }) => givenBy(name)),
    shownOf: (query) => contents.map(({ shownOf }) => shownOf(query)).find((shown) => shown !== undefined),
    missing: contents.flatMap(({ missing }) => missing),
    sources: new Map(contents.flatMap(({ sources }) => [...sources])),
    neighbours: allNeighbours(contents.map(({ neighbours }) => neighbours)),
  };
};

/**
 * Reads and checks the named files and folders, or all content of a project. Folders that are never deployed together
 * are checked apart, because ids and names may repeat across them. Rejects as `loadContent` does.
 */
export const loadEvery = async (
  project: Project,
  io: AnalysisIo,
  context: RunContext,
  request: ContentRequest,
): Promise<Content> => {
  const sets = request.paths.length > 0 ? [] : folderSets(project.config);
  const [only] = sets;
  if (only === undefined || sets.length === 1) return loadContent(project, io, context, { ...request, ...only });
  const contents: Content[] = [];
  for (const set of sets) contents.push(await loadContent(project, io, context, { ...request, ...set }));
  return merged(contents);
};
