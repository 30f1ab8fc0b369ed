import { listWorkspaces } from '../../app/workspaces.ts';
import { PicketError } from '../../core/errors.ts';
import { mostShards } from '../../core/fleet/shard.ts';
import { matrixKinds, shardMatrix } from '../../core/fleet/shard-matrix.ts';
import { jsonLine } from '../../core/text/visible.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { fleetOptions, selectionOf } from '../fleet-options.ts';
import { configChoice, configOptions, wholeNumber } from '../options.ts';

export const command = defineCommand({
  usage: 'workspaces',
  describe: 'List the workspaces of the configuration',
  options: (parser) =>
    fleetOptions(configOptions(parser), 'all')
      .option('azure', { type: 'boolean', default: false, describe: 'Only those in Azure, not emulated ones' })
      .option('json', { type: 'boolean', default: false, describe: 'The names as a list in JSON, on one line' })
      .option('matrix', {
        choices: matrixKinds,
        requiresArg: true,
        describe: 'Instead of names a matrix of jobs for --shard, in the form of this service',
      })
      .option('shards', {
        type: 'string',
        requiresArg: true,
        default: '10',
        describe: 'How many jobs the matrix has at most; never more than there are workspaces',
      })
      .example('$0 workspaces', 'Names and where they are')
      .example('$0 workspaces --azure --json', 'For the matrix of a workflow')
      .example("$0 workspaces -w 'customers/*' --matrix github --shards 20", 'Twenty jobs for all customers'),
  run: async (args, io) => {
    const shards = wholeNumber('shards', args.shards) ?? 0;
    if (shards < 1 || shards > mostShards)
      throw new PicketError('usage', `--shards takes a number from 1 to ${mostShards}, not ${shards}.`, {
        code: 'bad-shard',
      });
    const found = await listWorkspaces(io, {
      config: configChoice(args),
      which: args.azure ? 'azure' : 'all',
      selection: selectionOf(args),
    });
    if (args.matrix !== undefined) {
      io.out.write(`${jsonLine(shardMatrix(args.matrix, Math.min(shards, found.length)))}\n`);
      return exitCodes.clean;
    }
    if (args.json) {
      io.out.write(`${jsonLine(found.map(({ name }) => name))}\n`);
      return exitCodes.clean;
    }
    const width = Math.max(0, ...found.map(({ name }) => name.length));
    for (const { name, workspaceName, resourceGroup, subscriptionId, emulator } of found)
      io.out.write(
        `${inert(name.padEnd(width))}  ${inert(workspaceName)} in ${inert(resourceGroup)}, ${subscriptionId}${emulator === undefined ? '' : ' (emulated)'}\n`,
      );
    return exitCodes.clean;
  },
});
