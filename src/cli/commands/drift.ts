import { drift } from '../../app/drift.ts';
import { isDrift } from '../../report/drift.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { emit, readFormats } from '../emit.ts';
import { exitCodes, hasErrors } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';

export const command = defineCommand({
  usage: 'drift',
  describe: 'Compare a workspace with the repository, both ways',
  options: (parser) =>
    workspaceOption(formatOptions(configOptions(parser), formats))
      .example('$0 drift -w prod', 'Exit code 2 when the workspace and git disagree')
      .example('$0 drift -w prod --format json', 'For machines'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const { report, source } = await drift(io, { config: configChoice(args.config), workspace: args.workspace });
    await emit(report, choices, io, source);
    // Files with errors may hide what drifted: their code wins.
    if (report.verdicts === undefined || hasErrors(report)) return exitCodes.contentErrors;
    return report.verdicts.some(isDrift) ? exitCodes.changesPending : exitCodes.clean;
  },
});
