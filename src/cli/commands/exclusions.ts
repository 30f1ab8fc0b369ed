import { listExclusions, removeEnded } from '../../app/show/exclusions.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions } from '../options.ts';

export const command = defineCommand({
  usage: 'exclusions',
  describe: 'List what rules leave out, until when and whose it is, and take out what has ended',
  options: (parser) =>
    formatOptions(configOptions(parser), formats)
      .option('json', { type: 'boolean', default: false, describe: 'The same as --format json' })
      .option('remove-ended', {
        type: 'boolean',
        default: false,
        describe: 'Take those out of their files that have ended; no other line changes',
      })
      .example('$0 exclusions', 'Exit code 2 when one has ended')
      .example('$0 exclusions --remove-ended', 'For the pull request of a scheduled job'),
  run: async (args, io) => {
    const choices = readFormats(args.json ? [...(args.format ?? []), 'json'] : args.format);
    await checkFiles(choices, io);
    const config = configChoice(args);
    const are = args.removeEnded ? 'removed' : 'listed';
    const shown = are === 'removed' ? await removeEnded(io, config) : await listExclusions(io, config);
    const files = new Set(shown.map(({ path }) => path)).size;
    const report = { command: 'exclusions', version, diagnostics: [], files, exclusions: { shown, are } } as const;
    await emit(report, choices, io, () => undefined);
    return are === 'listed' && shown.some(({ standing }) => standing === 'ended')
      ? exitCodes.changesPending
      : exitCodes.clean;
  },
});
