import { verifyLog } from '../../app/show/audit-verify.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { counted } from '../../core/text/phrase.ts';
import { inert } from '../../report/text/style.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';

const verify = async (
  io: Io,
  args: Parameters<typeof configChoice>[0] & { readonly contains?: string | undefined },
): Promise<ExitCode> => {
  if (args.contains !== undefined && !/^[0-9a-f]{64}$/i.test(args.contains))
    throw new PicketError('usage', `\`${args.contains}\` is no hash of a record.`, {
      code: 'bad-hash',
      hint: 'It is the 64 hexadecimal digits that a deployment prints when it is recorded.',
    });
  const { place, records, head, faults } = await verifyLog(io, {
    config: configChoice(args),
    contains: args.contains,
  });
  for (const { message } of faults) io.out.write(`${inert(message)}\n`);
  if (faults.length > 0) {
    io.err.write(`error: The log in ${inert(place)} has ${counted(faults.length, 'fault')}.\n`);
    return exitCodes.contentErrors;
  }
  io.out.write(`${counted(records.length, 'record')} in ${inert(place)}: every one follows the one before it.\n`);
  if (head !== undefined) io.out.write(`The last is record ${head.sequence}, ${head.hash}\n`);
  return exitCodes.clean;
};

export const command = defineCommand({
  usage: 'audit [action]',
  describe: 'Give an auditor evidence of changes, or prove the log of deployments',
  options: (parser) =>
    configOptions(parser)
      .positional('action', { choices: ['verify'] as const, describe: 'verify proves the log of deployments' })
      .option('contains', {
        type: 'string',
        requiresArg: true,
        describe: 'With verify: the hash of a record that was kept elsewhere and has to be in the log',
      })
      .example('$0 audit verify', 'Exit code 1 where a record was altered, dropped or moved'),
  run: (args, io) => {
    if (args.action === 'verify') return verify(io, args);
    throw new PicketError('usage', 'Say what to do: `picket audit verify`.', { code: 'no-action' });
  },
});
