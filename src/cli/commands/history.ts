import { history } from '../../app/show/history.ts';
import { historyListing } from '../../report/history.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, formatOptions, ruleNames, sayNotes, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'history <rule>',
  describe: 'Show what happened to a rule: commits, deployments, edits, and when it was off',
  options: (parser) =>
    workspaceOption(formatOptions(typeOption(configOptions(parser)), formats))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .example('$0 history 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod', 'One time line, and what of it is not known'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const told = await history(io, { config: contentChoice(args), workspace: args.workspace, rule: args.rule });
    sayNotes(io, told.said);
    const { workspace } = told;
    const report = {
      command: 'history',
      version,
      diagnostics: [],
      files: 0,
      workspace,
      listing: historyListing(told),
    } as const;
    await emit(report, choices, io, () => undefined);
    return exitCodes.clean;
  },
});
