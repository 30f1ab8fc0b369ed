import { listWorkspaces } from '../../app/workspaces.ts';
import { PicketError } from '../../core/errors.ts';
import { matrixKinds, mostShards, shardMatrix } from '../../core/fleet/shard.ts';
import { jsonLine } from '../../core/text/visible.ts';
import { formats } from '../../report/index.ts';
import { workspacesListing } from '../../report/workspaces.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { fleetOptions, selectionOf } from '../fleet-options.ts';
import { sayListing } from '../listing.ts';
import { configChoice, configOptions, formatOptions } from '../options.ts';

const shardsOf = (value = '10'): number => {
  const shards = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (shards >= 1 && shards <= mostShards) return shards;
  throw new PicketError('usage', `--shards takes a whole number from 1 to ${mostShards}, not \`${value}\`.`, {
    code: 'bad-shard',
  });
};

export const command = defineCommand({
  usage: 'workspaces',
  describe: 'List the workspaces of the configuration',
  options: (parser) =>
    fleetOptions(formatOptions(configOptions(parser), formats), 'all')
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
        defaultDescription: '10',
        describe: 'With --matrix: how many jobs it has at most; never more than there are workspaces',
      })
      .example('$0 workspaces', 'Names and where they are')
      .example('$0 workspaces --azure --json', 'For the matrix of a workflow')
      .example("$0 workspaces -w 'customers/*' --matrix github --shards 20", 'Twenty jobs for all customers'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const raw = args.matrix === undefined ? 'json' : 'matrix';
    if (args.format !== undefined && (args.json || raw === 'matrix'))
      throw new PicketError('usage', `--${raw} is printed as it is, in no --format.`, {
        code: 'contradiction',
        hint: 'Leave out one of them.',
      });
    await checkFiles(choices, io);
    const shards = shardsOf(args.shards);
    if (args.shards !== undefined && args.matrix === undefined)
      throw new PicketError('usage', '--shards says how many jobs a matrix has.', {
        code: 'bad-shard',
        hint: `Add --matrix and one of ${matrixKinds.join(', ')}.`,
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
    const listing = workspacesListing(found);
    const report = { command: 'workspaces', version, diagnostics: [], files: 0, listing } as const;
    return sayListing({ report, source: () => undefined }, choices, io);
  },
});
