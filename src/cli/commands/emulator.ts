import { emulate } from '../../app/emulate.ts';
import { PicketError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { wholeNumber } from '../options.ts';

export const command = defineCommand({
  usage: 'emulator',
  describe: 'Run a local Sentinel workspace for trying things out',
  options: (parser) =>
    parser
      .option('port', {
        type: 'string',
        requiresArg: true,
        default: '8787',
        describe: 'Port on 127.0.0.1; 0 takes any free one',
      })
      .option('state', { type: 'string', requiresArg: true, describe: 'File that keeps the workspace between runs' })
      .option('settings', {
        type: 'string',
        requiresArg: true,
        describe: 'JSON file of settings in which the service differs: {"ifMatch": "ignored", "latency": 50}',
      })
      .example('$0 emulator --port 0', 'Print the URL as the first line, then serve until interrupted'),
  run: async (args, io) => {
    const port = wholeNumber('port', args.port) ?? 0;
    if (port > 65_535)
      throw new PicketError('usage', `\`${args.port}\` is no port.`, {
        code: 'bad-port',
        hint: 'Give a whole number from 0 to 65535.',
      });
    await emulate(io, { port, state: args.state, settings: args.settings }, (url) => io.out.write(`${url}\n`));
    return exitCodes.interrupted;
  },
});
