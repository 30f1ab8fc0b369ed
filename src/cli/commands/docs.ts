import { buildDocs } from '../../app/show/docs.ts';
import { PicketError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { emit } from '../emit.ts';
import { fleetOptions, isChoosing, selectionOf } from '../fleet-options.ts';
import { exitCodes } from '../exit-code.ts';
import { compileOptions } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { counted } from '../../core/text/phrase.ts';

export const command = defineCommand({
  usage: 'docs <action>',
  describe: 'Build a catalogue: a static site, or Markdown',
  options: (parser) =>
    fleetOptions(typeOption(compileOptions(parser)), 'none is asked')
      .positional('action', { choices: ['build'] as const, demandOption: true, describe: 'What to do' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for the catalogue, of its own: a later build removes what it no longer needs there',
      })
      .option('to', {
        choices: ['site', 'markdown'] as const,
        default: 'site' as const,
        requiresArg: true,
        describe: 'A static site, or Markdown for a repository',
      })
      .option('base-url', {
        type: 'string',
        requiresArg: true,
        describe: 'Where it will be published; adds links that deploy a rule from Azure’s portal',
      })
      .option('history', {
        type: 'boolean',
        default: true,
        describe: 'Show the history of each rule from git; --no-history leaves it out',
      })
      .option('mutants', {
        type: 'boolean',
        default: false,
        describe: 'Count how many small changes of each query its tests notice',
      })
      .example('$0 docs build --out site', 'The site; open site/index.html')
      .example("$0 docs build --out site -w '*'", 'With what the rules do in the workspaces, among its metrics')
      .example('$0 docs build --out catalogue --to markdown', 'Pages for the repository itself'),
  run: async (args, io) => {
    if (args.out === undefined)
      throw new PicketError('usage', 'Say where the catalogue goes.', {
        code: 'no-target',
        hint: 'Add --out FOLDER.',
      });
    const { report, source, built } = await buildDocs(io, {
      config: contentChoice(args),
      out: args.out,
      to: args.to,
      history: args.history ? 'git' : 'none',
      mutants: args.mutants ? 'counted' : 'not-counted',
      baseUrl: args.baseUrl,
      workspaces: isChoosing(args) ? selectionOf(args) : undefined,
    });
    if (built === undefined) {
      await emit(report, [{ format: 'pretty' }], io, source);
      io.err.write('error: Nothing was written, because the rules have errors.\n');
      return exitCodes.contentErrors;
    }
    const { rules, start, written, unchanged, removed } = built;
    io.out.write(
      `${counted(rules, 'rule')} in ${args.out}/${start} (${counted(written, 'file')} written, ${unchanged} unchanged, ${removed} removed)\n`,
    );
    return exitCodes.clean;
  },
});
