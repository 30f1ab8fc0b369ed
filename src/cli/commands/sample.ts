import { sampleRows } from '../../app/check/tests/sample.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';
import { jsonLine } from '../../core/text/visible.ts';

export const command = defineCommand({
  usage: 'sample <file>',
  describe: 'Print events of a file as rows of a table, for tests',
  options: (parser) =>
    configOptions(parser)
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'Windows events as JSON (evtx_dump), or rows as JSON, NDJSON or CSV',
      })
      .option('to', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Table whose rows the events become',
      })
      .example('$0 sample events.json --to SecurityEvent > fixtures/events.ndjson', 'A file for `{file: …}` of a test'),
  run: async (args, io) => {
    const rows = await sampleRows(io, { config: configChoice(args), file: args.file, table: args.to });
    io.out.write(rows.map((row) => `${jsonLine(row)}\n`).join(''));
    return exitCodes.clean;
  },
});
