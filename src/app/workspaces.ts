import type { WorkspaceConfig } from '../core/config/config.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { shardOf, type Shard } from '../core/fleet/shard.ts';
import { glob } from '../core/text/glob.ts';
import { shownWorkspaces } from './shown-workspaces.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from './project.ts';

/** The workspaces that picket.yaml names, in its order; `azure` leaves out those that are emulated. */
export const listWorkspaces = async (
  io: Pick<Io, 'cwd'>,
  request: { readonly config: ConfigChoice; readonly which: 'all' | 'azure' },
): Promise<readonly WorkspaceConfig[]> => {
  const { config } = await openProject(io, request.config);
  const all = Object.values(config.workspaces);
  return request.which === 'all' ? all : all.filter(({ emulator }) => emulator === undefined);
};

/** Which workspaces a run is over. */
export type WorkspaceSelection = {
  /** Names and patterns; with neither those nor a shard nothing is chosen. */
  readonly given: readonly string[];
  /** The part of what is chosen that this run is about; of all workspaces, where nothing else is chosen. */
  readonly shard?: Shard | undefined;
};

/** True where a text of `-w` is a pattern of names rather than one. */
export const isPattern = (given: string): boolean => /[*?[{]/.test(given);

const unlike = (given: string, names: readonly string[]): PicketError =>
  new PicketError('usage', `No workspace of the configuration is like \`${given}\`.`, {
    code: 'unknown-workspace',
    hint: `Known are ${names.join(', ')}.`,
  });

/**
 * The workspaces that a selection means, each once and in the order given. `*` alone stands for all in Azure, or for
 * the emulated ones where there is none; in a pattern it stands for any letters but a slash, and `**` for those too.
 * Rejects with a `usage` error for a name or pattern that means none.
 */
export const chosenWorkspaces = (
  project: Project,
  io: Pick<Io, 'env'>,
  { given, shard }: WorkspaceSelection,
): readonly WorkspaceConfig[] => {
  const all = Object.values(project.config.workspaces);
  const wanted = given.length === 0 && shard !== undefined ? ['*'] : given;
  const named = wanted.flatMap((text) => {
    if (text === '*') return shownWorkspaces(project.config);
    if (!isPattern(text)) return [chooseWorkspace(project, io, text)];
    const isLike = glob(text);
    const found = all.filter(({ name }) => isLike(name));
    if (found.length > 0) return found;
    throw unlike(
      text,
      all.map(({ name }) => name),
    );
  });
  const chosen = [...new Set(named)];
  return shard === undefined ? chosen : shardOf(chosen, shard);
};
