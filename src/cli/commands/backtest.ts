import { ruleFolder } from '../../app/project.ts';
import { backtest } from '../../app/show/backtest.ts';
import { isTooNoisy } from '../../core/service/backtest.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, daysBack, formatOptions, workspaceOption } from '../options.ts';

const longest = 30;

export const command = defineCommand({
  usage: 'backtest <rule>',
  describe: 'Run a rule over the past of a workspace: alerts a day, and what a change of it does to them',
  options: (parser) =>
    workspaceOption(formatOptions(configOptions(parser), formats))
      .positional('rule', { type: 'string', demandOption: true, describe: 'File of the rule' })
      .option('days', { type: 'string', requiresArg: true, default: '14', describe: 'How many days to look back' })
      .option('against', {
        type: 'string',
        requiresArg: true,
        describe: 'Git ref: also run the rule as it was there, and tell both apart',
      })
      .example(`$0 backtest ${ruleFolder}/identity/password-spray.yaml -w prod`, 'Alerts a day of two weeks')
      .example(`$0 backtest ${ruleFolder}/a.yaml -w prod --against main`, 'What a change makes of them'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const report = await backtest(io, {
      config: configChoice(args),
      workspace: args.workspace,
      rule: args.rule,
      days: daysBack(args.days, longest),
      against: args.against,
    });
    const { workspace } = report;
    const said = { command: 'backtest', version, diagnostics: [], files: 1, workspace, backtest: report } as const;
    await emit(said, choices, io, () => undefined);
    return isTooNoisy(report) ? exitCodes.contentErrors : exitCodes.clean;
  },
});
