import type { Config, WorkspaceConfig } from '../core/config/config.ts';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { membersOf } from '../core/config/layers.ts';
import { nearest } from '../core/text/nearest.ts';
import { shardOf, type Shard } from '../core/fleet/shard.ts';
import { glob } from '../core/text/glob.ts';
import { chooseWorkspace, openProject, type ConfigChoice, type Project } from './project.ts';

/**
 * Real workspaces; where there is none, the emulated ones that picket.yaml names, which otherwise only stand in for them; else
 * `local`.
 */
export const shownWorkspaces = ({ workspaces }: Pick<Config, 'workspaces'>): readonly WorkspaceConfig[] => {
  const all = Object.values(workspaces);
  const named = all.filter(({ implied }) => implied !== true);
  const real = named.filter(({ emulator }) => emulator === undefined);
  return [real, named].find((each) => each.length > 0) ?? all;
};

/** Which workspaces a run is over. */
export type WorkspaceSelection = {
  /** Names and patterns; with neither those nor groups nor a shard nothing is chosen. */
  readonly given: readonly string[];
  /** Groups of picket.yaml, with whoever is in them by inheritance. */
  readonly groups?: readonly string[];
  /** The part of what is chosen that this run is about; of all workspaces, where nothing else is chosen. */
  readonly shard?: Shard | undefined;
};

/** True where a text of `-w` is a pattern of names rather than one. */
export const isPattern = (given: string): boolean => /[*?[{]/.test(given);

/** A pattern that takes the branch of a name, such as `customers/*`; nothing for a name without one. */
const branchOf = (name: string): readonly string[] =>
  name.includes('/') ? [`${name.slice(0, name.lastIndexOf('/'))}/*`] : [];

/** So many names are said of those that there are. */
const mostNames = 20;

const unlike = (given: string, names: readonly string[]): PicketError => {
  const branches = [...new Set(names.flatMap(branchOf))];
  const [near] = nearest(given, [...branches, ...names]);
  const known = branches.length === 0 || names.length <= mostNames ? names : branches;
  const rest = known.length > mostNames ? ` and ${known.length - mostNames} more` : '';
  return new PicketError('usage', `No workspace of the configuration is like \`${given}\`.`, {
    code: 'unknown-workspace',
    hint: `${near === undefined ? '' : `Did you mean \`${near}\`? `}Known are ${known.slice(0, mostNames).join(', ')}${rest}.`,
  });
};

/** The workspaces of a group. */
const membersIn = ({ config }: Project, group: string): readonly WorkspaceConfig[] => {
  const names = Object.keys(config.groups);
  if (!names.includes(group)) {
    const [near] = nearest(group, names);
    throw new PicketError('usage', `There is no group \`${group}\` in the configuration.`, {
      code: 'unknown-group',
      hint:
        names.length === 0
          ? 'Groups stand under `groups` of picket.yaml; there are none.'
          : `Known are ${names.join(', ')}.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`,
    });
  }
  const members = new Set(membersOf(config, group));
  if (members.size > 0) return Object.values(config.workspaces).filter(({ name }) => members.has(name));
  throw new PicketError('usage', `No workspace is in the group \`${group}\`.`, {
    code: 'empty-group',
    hint: `Add it to some: \`groups: [${group}]\` below their names in picket.yaml.`,
  });
};

/**
 * The workspaces that a selection means, each once and in the order given, those of groups last. `*` alone stands for all in Azure, or for
 * the emulated ones where there is none; in a pattern it stands for any letters but a slash, and `**` for those too.
 * Rejects with a `usage` error for a name, pattern or group that means none.
 */
export const chosenWorkspaces = (
  project: Project,
  io: Pick<Io, 'env'>,
  { given, groups = [], shard }: WorkspaceSelection,
): readonly WorkspaceConfig[] => {
  const all = Object.values(project.config.workspaces);
  const wanted = given.length + groups.length === 0 && shard !== undefined ? ['*'] : given;
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
  const members = groups.flatMap((group) => membersIn(project, group));
  const chosen = [...new Set([...named, ...members])];
  return shard === undefined ? chosen : shardOf(chosen, shard);
};

/** The workspaces that picket.yaml names, in its order, or those of a selection; `azure` leaves out those that are emulated. */
export const listWorkspaces = async (
  io: Pick<Io, 'cwd' | 'env'>,
  request: {
    readonly config: ConfigChoice;
    readonly which: 'all' | 'azure';
    readonly selection?: WorkspaceSelection;
  },
): Promise<readonly WorkspaceConfig[]> => {
  const project = await openProject(io, request.config);
  const { given = [], groups = [], shard } = request.selection ?? {};
  const isChosen = given.length + groups.length > 0 || shard !== undefined;
  const all = isChosen
    ? chosenWorkspaces(project, io, { given, groups, shard })
    : Object.values(project.config.workspaces);
  return request.which === 'all' ? all : all.filter(({ emulator }) => emulator === undefined);
};
