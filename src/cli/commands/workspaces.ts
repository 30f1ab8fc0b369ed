import { listWorkspaces } from '../../app/workspaces.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';
import { jsonLine } from '../../core/text/visible.ts';

export const command = defineCommand({
  usage: 'workspaces',
  describe: 'List the workspaces of the configuration',
  options: (parser) =>
    configOptions(parser)
      .option('azure', { type: 'boolean', default: false, describe: 'Only those in Azure, not emulated ones' })
      .option('json', { type: 'boolean', default: false, describe: 'The names as a list in JSON, on one line' })
      .example('$0 workspaces', 'Names and where they are')
      .example('$0 workspaces --azure --json', 'For the matrix of a workflow'),
  run: async (args, io) => {
    const found = await listWorkspaces(io, { config: configChoice(args), which: args.azure ? 'azure' : 'all' });
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
