import { show } from '../../app/show.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, workspaceOption } from '../options.ts';

export const command = defineCommand({
  usage: 'show <id>',
  describe: 'Show one rule as it runs in a workspace',
  options: (parser) =>
    workspaceOption(configOptions(parser))
      .positional('id', { type: 'string', demandOption: true, describe: 'Id of the rule (its resource name)' })
      .example('$0 show 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod', 'The body as the service answers it'),
  run: async (args, io) => {
    const live = await show(io, { config: configChoice(args.config), workspace: args.workspace, id: args.id });
    io.out.write(`${JSON.stringify(live.body, null, 2)}\n`);
    return exitCodes.clean;
  },
});
