import { coverageFormats, listCoverage } from '../../app/show/coverage.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { sayListing } from '../listing.ts';
import { configChoice, compileOptions } from '../options.ts';

export const command = defineCommand({
  usage: 'coverage',
  describe: 'Show which ATT&CK techniques the rules cover',
  options: (parser) =>
    compileOptions(parser)
      .option('workspace', {
        alias: 'w',
        type: 'string',
        requiresArg: true,
        describe: 'Only the rules that this workspace takes',
        defaultDescription: 'all rules',
      })
      .option('format', {
        choices: coverageFormats,
        default: 'pretty' as const,
        describe: 'How to show it; navigator is a layer file for the ATT&CK Navigator',
      })
      .example('$0 coverage', 'Tactic by tactic')
      .example('$0 coverage -w prod --format navigator > layer.json', 'For the ATT&CK Navigator'),
  run: async (args, io) => {
    const listing = await listCoverage(io, {
      config: configChoice(args),
      format: args.format,
      ...(args.workspace === undefined ? {} : { workspace: args.workspace }),
    });
    return (await sayListing(listing, io)) === 'said' ? exitCodes.clean : exitCodes.contentErrors;
  },
});
