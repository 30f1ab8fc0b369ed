import { originText, showOrigins } from '../../app/show/origin.ts';
import { show } from '../../app/show/show.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, ruleNames, sayNotes, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { jsonText } from '../../core/text/visible.ts';

export const command = defineCommand({
  usage: 'show <rule>',
  describe: 'Show one rule as it runs in a workspace',
  options: (parser) =>
    workspaceOption(typeOption(configOptions(parser)))
      .positional('rule', { type: 'string', demandOption: true, describe: ruleNames })
      .option('origin', {
        type: 'boolean',
        default: false,
        describe: 'What git means for the workspace instead, each value with the place that says it',
      })
      .example('$0 show "Password spray" -w prod --origin', 'Which file or overlay says what')
      .example('$0 show "Password spray" -w prod', 'The body as the service answers it'),
  run: async (args, io) => {
    const request = { config: contentChoice(args), workspace: args.workspace, rule: args.rule };
    if (args.origin) {
      const { origins, said } = await showOrigins(io, request);
      sayNotes(io, said);
      io.out.write(originText(origins));
      return exitCodes.clean;
    }
    const { rule, said } = await show(io, request);
    sayNotes(io, said);
    io.out.write(jsonText(rule.body));
    return exitCodes.clean;
  },
});
