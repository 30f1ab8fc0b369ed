import { pull } from '../../app/author/pull.ts';
import { defineCommand } from '../command.ts';
import { formats } from '../../report/index.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { emitTransfers, fileProgress, transferExitCode } from '../emit-transfers.ts';
import { configChoice, compileOptions, formatOptions, namedFolder, ruleNames, workspaceOption } from '../options.ts';

const scopes = ['unmanaged', 'drifted', 'all'] as const;

export const command = defineCommand({
  usage: 'pull [rules..]',
  describe: 'Write the rules of a workspace, and changes made in it, into rule files',
  options: (parser) =>
    workspaceOption(formatOptions(compileOptions(parser), formats))
      .positional('rules', {
        type: 'string',
        array: true,
        describe: `All rules by default. ${ruleNames}`,
      })
      .option('only', {
        choices: scopes,
        requiresArg: true,
        describe: 'unmanaged: rules without a file; drifted: changes made in the workspace; all: both',
        defaultDescription: 'all',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for new files; the first content folder by default',
      })
      .example('$0 pull -w prod', 'Take over what runs')
      .example('$0 pull -w prod --only drifted', 'Write what people changed in the portal into the files'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const report = await pull(io, {
      config: configChoice(args),
      workspace: args.workspace,
      only: args.only ?? 'all',
      rules: args.rules ?? [],
      out: namedFolder('out', args.out),
      finished: fileProgress(io),
    });
    await emitTransfers(report, choices, io);
    if (report.diagnostics.length > 0)
      io.err.write('error: Nothing was written, because a rule file that cannot be read may be the one of any rule.\n');
    return transferExitCode(report);
  },
});
