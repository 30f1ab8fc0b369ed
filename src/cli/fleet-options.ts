import type { Argv } from 'yargs';
import { isPattern, type WorkspaceSelection } from '../app/workspaces.ts';
import { PicketError } from '../core/errors.ts';
import { mostShards, readShard } from '../core/fleet/shard.ts';
import { wholeNumber } from './options.ts';

/** What a command line says of the workspaces that a command is about. */
export type FleetArguments = {
  readonly workspace?: readonly string[] | undefined;
  readonly group?: readonly string[] | undefined;
  readonly shard?: string | undefined;
  readonly concurrency?: string | undefined;
};

/** The workspaces that a command is about: one, or several that each have a section in its reports. */
export const fleetOptions = <T>(parser: Argv<T>, fallback = 'local; required where CI is set') =>
  parser
    .option('workspace', {
      alias: 'w',
      type: 'string',
      array: true,
      nargs: 1,
      describe: "Workspace from picket.yaml, repeatable; '*' for all in Azure, 'customers/*' for some; a section each",
      defaultDescription: fallback,
    })
    .option('group', {
      alias: 'g',
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'The workspaces of a group of picket.yaml, repeatable',
    })
    .option('shard', {
      type: 'string',
      requiresArg: true,
      describe: 'Of these workspaces, or of all, the part i of n as `i/n`: for jobs that share the work',
    });

/** How many workspaces are asked at once, where that is more than one. */
export const concurrencyOption = <T>(parser: Argv<T>) =>
  parser.option('concurrency', {
    type: 'string',
    requiresArg: true,
    describe: 'So many workspaces at a time, of several',
    defaultDescription: String(usualConcurrency),
  });

/** Each waits for the network most of the time; what they wait for takes memory. */
const usualConcurrency = 8;
const mostAtOnce = 100;

/** True where the options may mean several workspaces: then every format has a section for each, even if it is one. */
export const meansSeveral = ({ workspace = [], group = [], shard }: FleetArguments): boolean =>
  shard !== undefined || group.length > 0 || new Set(workspace).size > 1 || workspace.some(isPattern);

/** True where the options name any workspace. */
export const isChoosing = ({ workspace = [], group = [], shard }: FleetArguments): boolean =>
  workspace.length > 0 || group.length > 0 || shard !== undefined;

/** The selection that the options say. Throws a usage error for a shard that there is not. */
export const selectionOf = ({ workspace = [], group = [], shard }: FleetArguments): WorkspaceSelection => {
  const selection = { given: workspace, groups: group };
  if (shard === undefined) return selection;
  const read = readShard(shard);
  if (read !== undefined) return { ...selection, shard: read };
  throw new PicketError('usage', `--shard takes i/n with i from 1 to n, not \`${shard}\`.`, {
    code: 'bad-shard',
    hint: `\`--shard 2/5\` is the second of five parts; there are at most ${mostShards}.`,
  });
};

/** How many workspaces a run may be about at once, `configured` in picket.yaml. Throws a usage error that names the flag. */
export const concurrencyOf = ({ concurrency }: FleetArguments, configured = usualConcurrency): number => {
  const wanted = wholeNumber('concurrency', concurrency) ?? configured;
  if (wanted >= 1 && wanted <= mostAtOnce) return wanted;
  throw new PicketError('usage', `--concurrency takes a number from 1 to ${mostAtOnce}, not ${wanted}.`, {
    code: 'bad-concurrency',
    hint: 'One subscription answers 25 reads a second: more workspaces at once only wait for one another.',
  });
};
