import { audit, verifyLog } from '../../app/show/audit.ts';
import { datePattern } from '../../core/config/read-config.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { counted } from '../../core/text/phrase.ts';
import { inert } from '../../report/text/style.ts';
import { formats } from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand } from '../command.ts';
import { checkFiles, emit, readFormats } from '../emit.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { fleetOptions, isChoosing, selectionOf, type FleetArguments } from '../fleet-options.ts';
import { configChoice, configOptions, formatOptions } from '../options.ts';

type Arguments = Parameters<typeof configChoice>[0] &
  FleetArguments & {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly out?: string | undefined;
    readonly contains?: string | undefined;
    readonly format?: readonly string[] | undefined;
  };

const verify = async (io: Io, args: Arguments): Promise<ExitCode> => {
  const idle = (['from', 'to', 'out'] as const).find((flag) => args[flag] !== undefined);
  if (idle !== undefined)
    throw new PicketError('usage', `--${idle} is for the evidence, not for \`picket audit verify\`.`, {
      code: 'evidence-with-verify',
      hint: 'Leave it out: the whole log is proven, from its first record to its last.',
    });
  if (args.contains !== undefined && !/^[0-9a-f]{64}$/i.test(args.contains))
    throw new PicketError('usage', `\`${args.contains}\` is no hash of a record.`, {
      code: 'bad-hash',
      hint: 'It is the 64 hexadecimal digits that a deployment prints when it is recorded.',
    });
  const choices = readFormats(args.format);
  await checkFiles(choices, io);
  const log = await verifyLog(io, { config: configChoice(args), contains: args.contains });
  await emit({ command: 'audit', version, diagnostics: [], files: 0, log }, choices, io, () => undefined);
  return log.faults.length > 0 ? exitCodes.contentErrors : exitCodes.clean;
};

/** A day or a moment, in milliseconds since 1970; a day lasts from its beginning to its end in UTC. */
const momentOf = (flag: 'from' | 'to', typed: string): number => {
  const day = flag === 'from' ? `${typed}T00:00:00Z` : `${typed}T23:59:59.999Z`;
  const moment = datePattern.test(typed) ? Date.parse(typed.length === 10 ? day : typed) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new PicketError('usage', `--${flag}: \`${typed}\` is no date.`, {
    code: 'bad-date',
    hint: 'Write a day as 2027-03-01, or a moment as 2027-03-01T12:00:00Z.',
  });
};

const gather = async (io: Io, args: Arguments): Promise<ExitCode> => {
  const { from, out } = args;
  if (args.contains !== undefined)
    throw new PicketError('usage', '--contains is for `picket audit verify`.', {
      code: 'contains-without-verify',
      hint: `Run picket audit verify --contains ${args.contains}`,
    });
  if (args.format !== undefined)
    throw new PicketError('usage', '--format is for `picket audit verify`.', {
      code: 'format-without-verify',
      hint: 'Leave it out: the folder of --out has the evidence as CSV, JSON and one page.',
    });
  if (from === undefined || out === undefined)
    throw new PicketError('usage', 'Say from when on, and where the evidence goes.', {
      code: 'no-target',
      hint: 'picket audit --from 2026-01-01 --to 2026-12-31 --out FOLDER; picket audit verify proves the log alone.',
    });
  const between = {
    from: momentOf('from', from),
    to: args.to === undefined ? io.clock.now() : momentOf('to', args.to),
  };
  if (between.from > between.to)
    throw new PicketError('usage', `--from ${from} is after --to.`, { code: 'bad-date', hint: 'Exchange them.' });
  const found = await audit(io, {
    ...between,
    config: configChoice(args),
    workspaces: isChoosing(args) ? selectionOf(args) : { given: ['*'] },
    out,
  });
  const alone = found.changes.filter(({ review }) => review === 'nobody' || review === 'own').length;
  const unjudged = found.changes.filter(({ review }) => review === 'unknown').length;
  io.out.write(
    `${counted(found.changes.length, 'change')}, ${alone} without the approval of a second person${unjudged === 0 ? '' : ` and ${unjudged} whose reviews could not be read`}; ${counted(found.exceptions.length, 'exception')}; ${counted(found.deployments.length, 'deployment')}: ${inert(found.start)}\n`,
  );
  for (const sentence of found.unread) io.err.write(`note: ${inert(sentence)}\n`);
  for (const sentence of found.faults) io.err.write(`error: ${inert(sentence)}\n`);
  return found.faults.length === 0 ? exitCodes.clean : exitCodes.contentErrors;
};

export const command = defineCommand({
  usage: 'audit [action]',
  describe: 'Give an auditor evidence of changes, or prove the log of deployments',
  options: (parser) =>
    fleetOptions(formatOptions(configOptions(parser), formats), 'all in Azure')
      .positional('action', { choices: ['verify'] as const, describe: 'verify proves the log of deployments' })
      .option('from', { type: 'string', requiresArg: true, describe: 'The first day, or a moment' })
      .option('to', { type: 'string', requiresArg: true, describe: 'The last day, or a moment; now by default' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of its own for the evidence: CSV, JSON and one page',
      })
      .option('contains', {
        type: 'string',
        requiresArg: true,
        describe: 'With verify: the hash of a record that was kept elsewhere and has to be in the log',
      })
      .example("$0 audit --from 2026-01-01 --to 2026-12-31 -w '*' --out audit", 'The evidence of a year')
      .example('$0 audit verify', 'Exit code 1 where a record was altered, dropped or moved')
      .example('$0 audit verify --format junit=log.xml', 'For a build server'),
  run: (args, io) => (args.action === 'verify' ? verify(io, args) : gather(io, args)),
});
