import { resolve } from 'node:path';
import type { WorkspaceConfig } from '../../core/config/config.ts';
import type { Io } from '../../core/io.ts';
import { objectOf } from '../../core/json.ts';
import { isBelow, shown } from '../../files/discover.ts';
import type { Project } from '../project.ts';

/** A sentence for each folder that holds new files and that `content` of picket.yaml does not name. */
export const unlisted = (
  project: Project,
  io: Pick<Io, 'cwd'>,
  folders: readonly string[],
  workspace?: WorkspaceConfig,
): readonly string[] => {
  const { content } = objectOf(project.document?.value);
  if (workspace?.content === undefined && content === undefined) return [];
  const listed = (workspace?.content ?? project.config.content).map((folder) => resolve(project.root, folder));
  return [...new Set(folders)]
    .filter((folder) => !listed.some((own) => isBelow(own, folder)))
    .map((folder) => `${shown(io.cwd, folder)} is no content folder yet: add it to \`content\` in picket.yaml.`);
};
