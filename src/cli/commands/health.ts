import { health } from '../../app/show/health.ts';
import { needsAttention } from '../../core/service/health.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace } from '../each-workspace.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { concurrencyOption, fleetOptions } from '../fleet-options.ts';
import { configOptions, daysBack, formatOptions } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

/** Microsoft Learn: SentinelHealth is kept for 90 days unless its retention was changed. */
const longest = 90;

export const command = defineCommand({
  usage: 'health',
  describe: 'Report rules that fail, were switched off by the service, or are silent',
  options: (parser) =>
    concurrencyOption(fleetOptions(formatOptions(typeOption(configOptions(parser)), formats)))
      .option('days', { type: 'string', requiresArg: true, default: '14', describe: 'How many days to look back' })
      .example('$0 health -w prod', 'Exit code 2 when a rule fails, does not run, or was switched off')
      .example('$0 health -w prod --days 30', 'Rules without an alert in a month')
      .example("$0 health -w 'customers/*'", 'Every customer, and a table of what is wrong where'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const days = daysBack(args.days, longest);
    return eachWorkspace(io, args, choices, async (named, shared) => {
      const report = await health(io, { config: contentChoice(args), workspace: named, days, shared });
      const { workspace } = report;
      return {
        report: { command: 'health', version, diagnostics: [], files: 0, workspace, health: report },
        source: () => undefined,
        code: report.findings.some(needsAttention) ? exitCodes.changesPending : exitCodes.clean,
      };
    });
  },
});
