import { formats } from '../../report/index.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { listGraph } from '../../app/show/coverage.ts';
import { defineCommand } from '../command.ts';
import { sayListing } from '../listing.ts';
import { compileOptions, formatOptions } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'graph [name]',
  describe: 'Show what needs what: tables, parsers, watchlists, connectors',
  options: (parser) =>
    formatOptions(typeOption(compileOptions(parser)), formats)
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
      .example('$0 graph', 'What the rules read, the most used first')
      .example('$0 graph SigninLogs', 'What breaks if this table goes'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const listing = await listGraph(io, {
      config: contentChoice(args),
      name: args.name,
      ...(args.workspace === undefined ? {} : { workspace: args.workspace }),
    });
    return sayListing(listing, choices, io);
  },
});
