import { pull } from '../../app/author/pull.ts';
import { defineCommand } from '../command.ts';
import { formats } from '../../report/index.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { eachWorkspace, inTurn, type OneRun } from '../each-workspace.ts';
import { fileProgress, transferExitCode, transfersReport } from '../emit-transfers.ts';
import { fleetOptions } from '../fleet-options.ts';
import { compileOptions, formatOptions, namedFolder, ruleNames } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

const scopes = ['unmanaged', 'drifted', 'all'] as const;

export const command = defineCommand({
  usage: 'pull [rules..]',
  describe: 'Write what a workspace holds, and changes made in it, into files',
  options: (parser) =>
    fleetOptions(formatOptions(typeOption(compileOptions(parser)), formats))
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
    const out = namedFolder('out', args.out);
    const one = async (workspace: string | undefined): Promise<OneRun> => {
      const report = await pull(io, {
        config: contentChoice(args),
        workspace,
        only: args.only ?? 'all',
        rules: args.rules ?? [],
        out,
        finished: fileProgress(io),
      });
      return {
        report: transfersReport(report),
        source: () => undefined,
        code: transferExitCode(report),
        lines:
          report.diagnostics.length === 0
            ? []
            : ['error: Nothing was written, because a rule file that cannot be read may be the one of any rule.'],
      };
    };
    // What one workspace brings into files is there when the next one is compared with them.
    return eachWorkspace(io, args, choices, one, inTurn);
  },
});
