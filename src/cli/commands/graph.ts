import { graphFormats, listGraph } from '../../app/show/coverage.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { sayListing } from '../listing.ts';
import { configChoice, compileOptions } from '../options.ts';

export const command = defineCommand({
  usage: 'graph [name]',
  describe: 'Show what the rules need: tables, parsers, watchlists, connectors',
  options: (parser) =>
    compileOptions(parser)
      .positional('name', {
        type: 'string',
        describe: 'A table, parser, watchlist or connector: which rules break without it',
      })
      .option('workspace', {
        alias: 'w',
        type: 'string',
        requiresArg: true,
        describe: 'Only the rules that this workspace takes',
        defaultDescription: 'all rules',
      })
      .option('format', { choices: graphFormats, default: 'pretty' as const, describe: 'How to show it' })
      .example('$0 graph', 'What the rules read, the most used first')
      .example('$0 graph SigninLogs', 'What breaks if this table goes'),
  run: async (args, io) => {
    const listing = await listGraph(io, {
      config: configChoice(args),
      format: args.format,
      name: args.name,
      ...(args.workspace === undefined ? {} : { workspace: args.workspace }),
    });
    return (await sayListing(listing, io)) === 'said' ? exitCodes.clean : exitCodes.contentErrors;
  },
});
