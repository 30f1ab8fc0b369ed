import { drift } from '../../app/change/drift.ts';
import { isDrift, isUnclear } from '../../report/drift.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace } from '../each-workspace.ts';
import { readFormats } from '../emit.ts';
import { exitCodes, hasErrors } from '../exit-code.ts';
import { concurrencyOption, fleetOptions } from '../fleet-options.ts';
import { compileOptions, formatOptions } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'drift',
  describe: 'Compare a workspace with the repository, both ways',
  options: (parser) =>
    concurrencyOption(fleetOptions(formatOptions(typeOption(compileOptions(parser)), formats)))
      .example('$0 drift -w prod', 'Exit code 2 when the workspace and git disagree')
      .example('$0 drift -w prod --format json', 'For machines')
      .example("$0 drift -w '*' --format json", 'Every workspace: {version, runs}'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    return eachWorkspace(io, args, choices, async (workspace, shared) => {
      const { report, source } = await drift(io, { config: contentChoice(args), workspace, shared });
      const { verdicts } = report;
      const open = verdicts?.some(isUnclear) === true ? exitCodes.service : exitCodes.clean;
      const found = verdicts?.some(isDrift) === true ? exitCodes.changesPending : open;
      // Files with errors may hide what drifted: their code wins.
      return { report, source, code: verdicts === undefined || hasErrors(report) ? exitCodes.contentErrors : found };
    });
  },
});
