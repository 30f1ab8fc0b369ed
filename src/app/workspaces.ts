import type { WorkspaceConfig } from '../core/config/config.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { selects } from '../core/plan/plan-options.ts';
import { shownWorkspaces } from './shown-workspaces.ts';
import { chooseWorkspace, openProject, type ConfigChoice } from './project.ts';

/** The workspaces that picket.yaml names, in its order; `azure` leaves out those that are emulated. */
export const listWorkspaces = async (
  io: Pick<Io, 'cwd'>,
  request: { readonly config: ConfigChoice; readonly which: 'all' | 'azure' },
): Promise<readonly WorkspaceConfig[]> => {
  const { config } = await openProject(io, request.config);
  const all = Object.values(config.workspaces);
  return request.which === 'all' ? all : all.filter(({ emulator }) => emulator === undefined);
};

/**
 * The names of the workspaces that `-w` values mean, each once and in the order given. `*` alone stands for all in
 * Azure, or for the emulated ones where there is none; within a word it stands for any letters. Rejects with a `usage`
 * error for a name or pattern that means none.
 */
export const namedWorkspaces = async (
  io: Pick<Io, 'cwd' | 'env'>,
  request: { readonly config: ConfigChoice; readonly given: readonly string[] },
): Promise<readonly string[]> => {
  const project = await openProject(io, request.config);
  const all = Object.keys(project.config.workspaces);
  const named = request.given.flatMap((given) => {
    if (given === '*') return shownWorkspaces(project.config).map(({ name }) => name);
    if (!given.includes('*')) return [chooseWorkspace(project, io, given).name];
    const isLike = selects({ paths: [given] });
    const found = all.filter((name) => isLike({ path: name, id: undefined, tags: [] }));
    if (found.length > 0) return found;
    throw new PicketError('usage', `No workspace of the configuration is like \`${given}\`.`, {
      code: 'unknown-workspace',
      hint: `Known are ${all.join(', ')}.`,
    });
  });
  return [...new Set(named)];
};
