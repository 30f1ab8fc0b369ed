import { listExclusions, removeEnded, type ShownExclusion } from '../../app/show/exclusions.ts';
import { whereWords } from '../../core/overlays/exclusions.ts';
import { counted } from '../../core/text/phrase.ts';
import { jsonLine } from '../../core/text/visible.ts';
import { oneLine } from '../../report/text/style.ts';
import { wrapped } from '../../report/text/wrap.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';

const standings = { holds: 'until', ends: 'ends', ended: 'ended' } as const;

const lineOf = ({ of, layer, where, until, reason, owner, standing, path, line }: ShownExclusion): string =>
  oneLine(
    [
      `${standings[standing].padEnd(5)} ${until}  ${of}${layer === undefined ? '' : ` in ${layer}`}:`,
      `${whereWords(where)}  (${reason}${owner === undefined ? '' : `; ${owner}`})  ${path}:${line}`,
    ].join(' '),
  );

export const command = defineCommand({
  usage: 'exclusions',
  describe: 'List what rules leave out, until when and whose it is, and take out what has ended',
  options: (parser) =>
    configOptions(parser)
      .option('json', { type: 'boolean', default: false, describe: 'As a list in JSON, on one line' })
      .option('remove-ended', {
        type: 'boolean',
        default: false,
        describe: 'Take those out of their files that have ended; no other line changes',
      })
      .example('$0 exclusions', 'Exit code 2 when one has ended')
      .example('$0 exclusions --remove-ended', 'For the pull request of a scheduled job'),
  run: async (args, io) => {
    const config = configChoice(args);
    const shown = args.removeEnded ? await removeEnded(io, config) : await listExclusions(io, config);
    if (args.json) io.out.write(`${jsonLine(shown.map((each) => ({ ...each })))}\n`);
    else {
      for (const each of shown)
        io.out.write(wrapped(`${lineOf(each)}\n`, io.out.interactive ? io.out.columns() : Infinity));
      const ended = shown.filter(({ standing }) => standing === 'ended').length;
      io.out.write(
        args.removeEnded
          ? `${counted(shown.length, 'exclusion')} taken out.\n`
          : `${counted(shown.length, 'exclusion')}, ${ended} ended.\n`,
      );
    }
    return !args.removeEnded && shown.some(({ standing }) => standing === 'ended')
      ? exitCodes.changesPending
      : exitCodes.clean;
  },
});
