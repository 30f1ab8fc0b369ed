import { join, resolve } from 'node:path';
import { contentTypes, firstType } from '../../content/index.ts';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { Io } from '../../core/io.ts';
import { loadContent } from '../content/content.ts';
import { typeOfFolder } from '../content/file-type.ts';
import { openSession, type Session, type WorkspaceRequest } from '../session.ts';
import type { Project } from '../project.ts';
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

/** Opens project, content and workspace for a run that brings rules into files. */
export const openPull = async (
  io: Io,
  request: WorkspaceRequest & { readonly out: string | undefined },
): Promise<PullSession> => {
  const reading = {
    queries: 'skip',
    missingFolders: 'empty',
    ...(request.out === undefined ? {} : { also: [resolve(io.cwd, request.out)] }),
  } as const;
  const session = await openSession(io, { ...request, ...reading });
  const { project, workspace, context, content } = session;
  const { include, exclude, ...everywhere } = workspace;
  const everything =
    include === undefined && exclude === undefined
      ? content
      : await loadContent(project, io, context, { paths: [], workspace: everywhere, ...reading });
  return {
    ...session,
    // What a new file refers to is written as the files beside it are called, whatever their ids are here.
    context: { ...context, neighbours: everything.neighbours },
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
