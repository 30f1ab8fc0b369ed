import { join, resolve } from 'node:path';
import { contentTypes, firstType } from '../../content/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { Io } from '../../core/io.ts';
import { kindOf } from '../../files/disk.ts';
import { connect } from '../connection.ts';
import { loadContent, type Content } from '../content.ts';
import { typeOfFolder } from '../file-type.ts';
import { typesOf, type Session, type WorkspaceRequest } from '../session.ts';
import { lintContext } from '../lint-context.ts';
import { chooseWorkspace, openProject, type Project } from '../project.ts';
import { editConfig, type ConfigEdits } from './pull-overlay.ts';
import { filesById } from './rule-files.ts';

/** A session that may write files. */
export type PullSession = Session & {
  /** Absolute path of the folder for new files of a type. */
  readonly folderOf: (type: string) => string;
  /** Files of rules by refKey, those included that this workspace does not take or that have errors. */
  readonly files: ReadonlyMap<string, string>;
  /** picket.yaml under edits; undefined without one. */
  readonly config: ConfigEdits | undefined;
};

const contentFolders = (project: Project, workspace: WorkspaceConfig): readonly string[] =>
  (workspace.content ?? project.config.content).map((folder) => resolve(project.root, folder));

/**
 * The folder for new files of a type: the one named, or the first content folder that holds such. Where the named one is
 * not called so that its files can be of any type but the first, a folder of the type's own within it.
 */
export const folderFor = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  out: string | undefined,
  type: ContentType = firstType,
  workspace?: WorkspaceConfig,
): string => {
  const holds = (folder: string): boolean => (typeOfFolder(project, folder) ?? firstType) === type;
  if (out !== undefined) {
    const named = resolve(io.cwd, out);
    return holds(named) ? named : join(named, type.directory);
  }
  const folders = (workspace?.content ?? project.config.content).map((folder) => resolve(project.root, folder));
  return folders.find(holds) ?? resolve(project.root, type.directory);
};

/** What lies in the content folders and in the folder for new files; neither needs to exist. */
const load = async (
  project: Project,
  io: Io,
  folders: readonly string[],
  workspace: WorkspaceConfig,
  selected: 'selected' | 'all',
): Promise<Content> => {
  const kinds = await Promise.all(folders.map(kindOf));
  const context = lintContext(io, workspace);
  return loadContent(project, io, context, {
    paths: folders.filter((_, index) => kinds[index] !== 'nothing'),
    missingFolders: 'empty',
    queries: 'skip',
    ...(selected === 'selected' ? { workspace } : {}),
  });
};

/** Opens project, content and workspace for a run that brings rules into files. */
export const openPull = async (
  io: Io,
  request: WorkspaceRequest & { readonly out: string | undefined },
): Promise<PullSession> => {
  const project = await openProject(io, request.config);
  const workspace = chooseWorkspace(project, io, request.workspace);
  const named = request.out === undefined ? [] : [resolve(io.cwd, request.out)];
  const folders = [...new Set([...contentFolders(project, workspace), ...named])];
  const content = await load(project, io, folders, workspace, 'selected');
  const selects = workspace.include !== undefined || workspace.exclude !== undefined;
  const everything = selects ? await load(project, io, folders, workspace, 'all') : content;
  const context = { ...lintContext(io, workspace), neighbours: everything.neighbours };
  const inPlay = typesOf(project, workspace, content, context);
  const connection = await connect(project, workspace, io, { types: inPlay.types });
  return {
    project,
    workspace,
    connection,
    context,
    content,
    ...inPlay,
    io,
    folderOf: (name) =>
      folderFor(
        project,
        io,
        request.out,
        contentTypes.find((type) => type.name === name),
        workspace,
      ),
    files: filesById(everything),
    config: editConfig(project),
  };
};
