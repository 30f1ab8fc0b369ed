import { pullSchema } from '../../app/author/schema-pull.ts';
import { PicketError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, workspaceOption } from '../options.ts';
import { counted } from '../../core/text/phrase.ts';

export const command = defineCommand({
  usage: 'schema <action>',
  describe: 'Write the tables and functions of a workspace to a lock file that queries are checked against',
  options: (parser) =>
    workspaceOption(configOptions(parser))
      .positional('action', {
        type: 'string',
        demandOption: true,
        describe: 'pull: read the workspace, write the file',
      })
      .example('$0 schema pull -w prod', 'Commit the file; what the workspace lacks is an error from then on'),
  run: async (args, io) => {
    if (args.action !== 'pull')
      throw new PicketError('usage', `\`schema ${args.action}\` is no command.`, {
        code: 'unknown-action',
        hint: 'There is `picket schema pull`.',
      });
    const pulled = await pullSchema(io, { config: configChoice(args), workspace: args.workspace });
    const { path, state, tables, functions } = pulled;
    io.out.write(
      `${path} ${state === 'written' ? 'written' : 'is as it was'}: ${counted(tables, 'table')}, ${counted(functions, 'function')}\n`,
    );
    return exitCodes.clean;
  },
});
