import { showOrigins } from '../../app/show/origin.ts';
import { show } from '../../app/show/show.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { sayListing } from '../listing.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, formatOptions, ruleNames, sayNotes, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { jsonText } from '../../core/text/visible.ts';

export const command = defineCommand({
  usage: 'show <rule>',
  describe: 'Show one rule as it runs in a workspace',
  options: (parser) =>
    workspaceOption(formatOptions(typeOption(configOptions(parser)), formats))
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
      const choices = readFormats(args.format);
      await checkFiles(choices, io);
      const { listing, workspace, said } = await showOrigins(io, request);
      sayNotes(io, said);
      const report = { command: 'show', version, diagnostics: [], files: 0, workspace, listing } as const;
      return sayListing({ report, source: () => undefined }, choices, io);
    }
    if (args.format !== undefined)
      throw new PicketError('usage', '--format is for --origin.', {
        code: 'format-without-origin',
        hint: 'Leave it out: the rule as it runs is JSON, as the service answers it.',
      });
    const { rule, said } = await show(io, request);
    sayNotes(io, said);
    io.out.write(jsonText(rule.body));
    return exitCodes.clean;
  },
});
