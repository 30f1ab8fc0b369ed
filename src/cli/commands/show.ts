import { show } from '../../app/show/show.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, ruleNames, sayNames, workspaceOption } from '../options.ts';
import { jsonText } from '../../core/text/visible.ts';

export const command = defineCommand({
  usage: 'show <rule>',
  describe: 'Show one rule as it runs in a workspace',
  options: (parser) =>
    workspaceOption(configOptions(parser))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .example('$0 show "Password spray" -w prod', 'The body as the service answers it'),
  run: async (args, io) => {
    const { rule, said } = await show(io, {
      config: configChoice(args),
      workspace: args.workspace,
      rule: args.rule,
    });
    sayNames(io, said);
    io.out.write(jsonText(rule.body));
    return exitCodes.clean;
  },
});
