import { listPlacements } from '../../app/show/placements.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { fleetOptions, isChoosing, selectionOf } from '../fleet-options.ts';
import { sayListing } from '../listing.ts';
import { compileOptions, formatOptions, ruleNames } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'placements [rule]',
  describe: 'Show who runs what: each item by workspace, on, off or kept away, and why',
  options: (parser) =>
    fleetOptions(formatOptions(typeOption(compileOptions(parser)), formats), 'all')
      .positional('rule', { type: 'string', describe: ruleNames })
      .example('$0 placements', 'All content; workspaces that are alike in one column')
      .example('$0 placements "Password spray"', 'One rule: where it is on, off or kept away, and why')
      .example("$0 placements -w 'customers/*' --format json", 'For a machine'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const listing = await listPlacements(io, {
      config: contentChoice(args),
      rule: args.rule,
      workspaces: isChoosing(args) ? selectionOf(args) : undefined,
    });
    return sayListing(listing, choices, io);
  },
});
