import { fmt } from '../../app/check/fmt.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, formatOptions, pathsPositional } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'fmt [paths..]',
  describe: 'Lay out files: key order and KQL, no value and no comment changed',
  options: (parser) =>
    formatOptions(typeOption(configOptions(pathsPositional(parser))), formats)
      .option('check', {
        type: 'boolean',
        default: false,
        describe: 'Write nothing; exit code 1 when a file would change',
      })
      .example('$0 fmt', 'Lay out every rule file')
      .example('$0 fmt --check', 'For CI'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const mode = args.check ? 'check' : 'write';
    const files = await fmt(io, { config: contentChoice(args), paths: args.paths, mode });
    const layouts = { files, mode } as const;
    const report = { command: 'fmt', version, diagnostics: [], files: files.length, layouts } as const;
    await emit(report, choices, io, () => undefined);
    if (files.length === 0)
      io.err.write('note: fmt lays out YAML; JSON, CSV and KQL files stay as the tools that write them have them.\n');
    return files.some(({ state }) => state === 'unreadable' || (args.check && state === 'formatted'))
      ? exitCodes.contentErrors
      : exitCodes.clean;
  },
});
