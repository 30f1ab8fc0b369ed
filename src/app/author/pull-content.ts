import { resolve } from 'node:path';
import { firstType } from '../../content/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { Io } from '../../core/io.ts';
import { kindOf } from '../../files/disk.ts';
import { connect } from '../connection.ts';
import { loadContent, type Content } from '../content.ts';
import { typesOf, type Session, type WorkspaceRequest } from '../session.ts';
import { lintContext } from '../lint-context.ts';
import { chooseWorkspace, openProject, type Project } from '../project.ts';
import { filesById } from './rule-files.ts';

/** A session that may write files. */
export type PullSession = Session & {
  /** Absolute path of the folder for new files. */
  readonly folder: string;
  /** Files of rules by id in lower case, those included that this workspace does not take or that have errors. */
  readonly files: ReadonlyMap<string, string>;
};

const contentFolders = (project: Project, workspace: WorkspaceConfig): readonly string[] =>
  (workspace.content ?? project.config.content).map((folder) => resolve(project.root, folder));

/** The folder for new files: the one named, or the first content folder. */
export const folderFor = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  out: string | undefined,
  workspace?: WorkspaceConfig,
): string => {
  const [first = firstType.directory] = workspace?.content ?? project.config.content;
  return out === undefined ? resolve(project.root, first) : resolve(io.cwd, out);
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
  const folder = folderFor(project, io, request.out, workspace);
  const folders = [...new Set([...contentFolders(project, workspace), folder])];
  const content = await load(project, io, folders, workspace, 'selected');
  const selects = workspace.include !== undefined || workspace.exclude !== undefined;
  const everything = selects ? await load(project, io, folders, workspace, 'all') : content;
  const context = lintContext(io, workspace);
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
    folder,
    files: filesById(everything),
  };
};
