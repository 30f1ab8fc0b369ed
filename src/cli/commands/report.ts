import { mergedRuns } from '../../app/fleet/merged-runs.ts';
import { PicketError } from '../../core/errors.ts';
import { counted } from '../../core/text/phrase.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emitRuns, readFormats } from '../emit.ts';
import { exitCodeOfRuns, exitCodes } from '../exit-code.ts';
import { formatOptions, wholeNumber } from '../options.ts';

export const command = defineCommand({
  usage: 'report <action> [files..]',
  describe: 'Merge the reports of several jobs into one',
  options: (parser) =>
    formatOptions(parser, formats)
      .positional('action', { type: 'string', demandOption: true, describe: 'merge: say several reports as one' })
      .positional('files', {
        type: 'string',
        array: true,
        describe: 'What --format json=FILE wrote for several workspaces',
      })
      .option('shards', {
        type: 'string',
        requiresArg: true,
        describe: 'So many shards have a report each: where one has none, that is said, and the exit code tells it',
      })
      .example('$0 report merge shard-*.json --format markdown=summary.md', 'One report of all shards')
      .example('$0 report merge shard-*.json', 'And the exit code that one run would have had'),
  run: async (args, io) => {
    if (args.action !== 'merge' || args.files === undefined || args.files.length === 0)
      throw new PicketError(
        'usage',
        args.action === 'merge' ? 'No report is named.' : `\`report ${args.action}\` is no command.`,
        {
          code: 'unknown-action',
          hint: 'There is `picket report merge FILE…`.',
        },
      );
    const shards = wholeNumber('shards', args.shards) ?? args.files.length;
    if (args.files.length > shards)
      throw new PicketError('usage', `There are ${args.files.length} reports of ${counted(shards, 'shard')}.`, {
        code: 'bad-shard',
        hint: 'Name one report a shard, those of one run.',
      });
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const runs = await mergedRuns(io, args.files);
    await emitRuns(runs, choices, io);
    if (args.files.length === shards) return exitCodeOfRuns(runs);
    io.err.write(
      `error: ${args.files.length} of ${shards} shards have a report. What the others did with their workspaces is not known; their jobs say why.\n`,
    );
    return exitCodeOfRuns([...runs, { exitCode: exitCodes.service }]);
  },
});
