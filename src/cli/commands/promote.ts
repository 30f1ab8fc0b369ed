import { promote } from '../../app/change/promote.ts';
import { PicketError } from '../../core/errors.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, ruleNames, wholeNumber } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

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
      .option('days', { type: 'string', requiresArg: true, default: '7', describe: 'How far back that run looks' })
      .example('$0 promote "Password spray" -w prod', 'From experimental to test, or from test to production'),
  run: async (args, io) => {
    const days = wholeNumber('days', args.days) ?? 0;
    if (days === 0) throw new PicketError('usage', '--days takes a whole number from 1.', { code: 'not-a-number' });
    const { path, from, to, checks } = await promote(io, {
      config: contentChoice(args),
      rule: args.rule,
      to: args.to,
      workspace: args.workspace,
      days,
    });
    for (const line of checks) io.err.write(`${inert(line)}\n`);
    io.out.write(`${inert(path)}: ${from} → ${to}\n`);
    return exitCodes.clean;
  },
});
