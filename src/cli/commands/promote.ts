import { promote } from '../../app/change/promote.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, daysBack, ruleNames } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

/** The most days of the past that a backtest runs over. */
const longest = 30;

export const command = defineCommand({
  usage: 'promote <rule>',
  describe: 'Bring a rule to the next stage of its life cycle, after its tests have passed',
  options: (parser) =>
    typeOption(configOptions(parser))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .option('to', {
        type: 'string',
        requiresArg: true,
        describe: 'Stage to reach: test or production',
        defaultDescription: 'the next one',
      })
      .option('workspace', {
        alias: 'w',
        type: 'string',
        requiresArg: true,
        describe: 'Workspace over whose past the rule is run, against its `noise`',
        defaultDescription: 'none',
      })
      .option('days', {
        type: 'string',
        requiresArg: true,
        default: '7',
        describe: 'How many days back that run looks, at most 30',
      })
      .example('$0 promote "Password spray" -w prod', 'From experimental to test, or from test to production'),
  run: async (args, io) => {
    const { path, from, to, checks } = await promote(io, {
      config: contentChoice(args),
      rule: args.rule,
      to: args.to,
      workspace: args.workspace,
      days: daysBack(args.days, longest),
    });
    for (const line of checks) io.err.write(`${inert(line)}\n`);
    io.out.write(`${inert(path)}: ${from} → ${to}\n`);
    return exitCodes.clean;
  },
});
