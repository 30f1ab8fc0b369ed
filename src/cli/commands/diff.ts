import { listDifferences } from '../../app/show/diff.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { exitCodes, hasErrors } from '../exit-code.ts';
import { sayListing } from '../listing.ts';
import { configOptions, formatOptions, ruleNames } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'diff [rule]',
  describe: 'Show what git means for one workspace and not for another',
  options: (parser) =>
    formatOptions(typeOption(configOptions(parser)), formats)
      .positional('rule', { type: 'string', describe: ruleNames })
      .option('workspace', {
        alias: 'w',
        type: 'string',
        array: true,
        nargs: 1,
        demandOption: true,
        describe: 'Workspace from picket.yaml; twice',
      })
      .example('$0 diff -w dev -w prod', 'What groups and overlays make of the same files'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const [one, other, ...more] = args.workspace;
    if (one === undefined || other === undefined || more.length > 0)
      throw new PicketError('usage', `Two workspaces are compared, not ${args.workspace.length}.`, {
        code: 'two-workspaces',
        hint: 'Give -w twice: picket diff -w dev -w prod.',
      });
    const found = await listDifferences(io, { config: contentChoice(args), workspaces: [one, other], rule: args.rule });
    const code = await sayListing(found, choices, io);
    return hasErrors(found.report) ? exitCodes.contentErrors : code;
  },
});
