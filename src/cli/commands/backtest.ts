import { resolve } from 'node:path';
import { backtest } from '../../app/show/backtest.ts';
import { writeReport } from '../../app/write-report.ts';
import { PicketError } from '../../core/errors.ts';
import { isTooNoisy } from '../../core/service/backtest.ts';
import { backtestJson, prettyBacktest } from '../../report/backtest.ts';
import { defineCommand } from '../command.ts';
import { lookOf } from '../emit.ts';
import { readTransferFormats, transferFormats } from '../emit-transfers.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';

const longest = 30;

const daysOf = (value: string): number => {
  const days = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (days >= 1 && days <= longest) return days;
  throw new PicketError('usage', `--days takes a whole number from 1 to ${longest}, not \`${value}\`.`, {
    code: 'bad-days',
  });
};

export const command = defineCommand({
  usage: 'backtest <rule>',
  describe: 'Run a rule over the past of a workspace: alerts a day, and what a change of it does to them',
  formats: transferFormats,
  options: (parser) =>
    workspaceOption(formatOptions(configOptions(parser), transferFormats))
      .positional('rule', { type: 'string', demandOption: true, describe: 'File of the rule' })
      .option('days', { type: 'string', requiresArg: true, default: '14', describe: 'How many days to look back' })
      .option('against', {
        type: 'string',
        requiresArg: true,
        describe: 'Git ref: also run the rule as it was there, and tell both apart',
      })
      .example('$0 backtest analytics-rules/identity/password-spray.yaml -w prod', 'Alerts a day of two weeks')
      .example('$0 backtest analytics-rules/a.yaml -w prod --against main', 'What a change makes of them'),
  run: async (args, io) => {
    const choices = readTransferFormats(args.format);
    const report = await backtest(io, {
      config: configChoice(args),
      workspace: args.workspace,
      rule: args.rule,
      days: daysOf(args.days),
      against: args.against,
    });
    for (const { format, file } of choices) {
      const look = lookOf(io, file);
      const text =
        format === 'json' ? `${JSON.stringify(backtestJson(report), null, 2)}\n` : prettyBacktest(report, look);
      if (file === undefined) io.out.write(text);
      else await writeReport(resolve(io.cwd, file), text);
    }
    return isTooNoisy(report) ? exitCodes.contentErrors : exitCodes.clean;
  },
});
