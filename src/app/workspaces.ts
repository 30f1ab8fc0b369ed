import type { WorkspaceConfig } from '../core/config.ts';
import type { Io } from '../core/io.ts';
import { openProject, type ConfigChoice } from './project.ts';

/** The workspaces that picket.yaml names, in its order; `azure` leaves out those that are emulated. */
export const listWorkspaces = async (
  io: Pick<Io, 'cwd'>,
  request: { readonly config: ConfigChoice; readonly which: 'all' | 'azure' },
): Promise<readonly WorkspaceConfig[]> => {
  const { config } = await openProject(io, request.config);
  const all = Object.values(config.workspaces);
  return request.which === 'all' ? all : all.filter(({ emulator }) => emulator === undefined);
};
