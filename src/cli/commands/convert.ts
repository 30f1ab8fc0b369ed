import { convert, dialectWords } from '../../app/author/import/convert.ts';
import { ruleDialects } from '../../core/file-form.ts';
import { defineCommand } from '../command.ts';
import { formats } from '../../report/index.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { emitTransfers, transferExitCode } from '../emit-transfers.ts';
import { formatOptions, namedFolder } from '../options.ts';

export const command = defineCommand({
  usage: 'convert <files..>',
  describe: 'Bring rule files into another dialect',
  options: (parser) =>
    formatOptions(parser, formats)
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Files or folders' })
      .option('to', {
        choices: ruleDialects,
        demandOption: true,
        requiresArg: true,
        describe: dialectWords,
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for the converted files; in place by default',
      })
      .option('parameters', {
        type: 'string',
        requiresArg: true,
        describe: 'Parameter file of SentinelARConverter to fill in; variables without a value become parameters',
      })
      .example('$0 convert old --to azure-sentinel', 'Read what other tools wrote'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    const report = await convert(io, {
      paths: args.files,
      to: args.to,
      out: namedFolder('out', args.out),
      parameters: args.parameters,
    });
    await emitTransfers(report, choices, io);
    return transferExitCode(report);
  },
});
