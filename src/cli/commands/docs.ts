import { resolve } from 'node:path';
import { loadCatalogue, siteAssets } from '../../app/catalogue.ts';
import { publish } from '../../app/publish.ts';
import { buildMarkdown } from '../../catalogue/markdown/build.ts';
import { buildSite } from '../../catalogue/site/site.ts';
import { PicketError } from '../../core/errors.ts';
import { counted } from '../../report/style.ts';
import { defineCommand } from '../command.ts';
import { emit } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions } from '../options.ts';

export const command = defineCommand({
  usage: 'docs <action>',
  describe: 'Build a catalogue of the rules: a static site, or Markdown',
  options: (parser) =>
    configOptions(parser)
      .positional('action', { choices: ['build'] as const, demandOption: true, describe: 'What to do' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for the catalogue, of its own: a later build removes what it no longer needs there',
      })
      .option('to', {
        choices: ['site', 'markdown'] as const,
        default: 'site' as const,
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
      .example('$0 docs build --out site', 'The site; open site/index.html')
      .example('$0 docs build --out catalogue --to markdown', 'Pages for the repository itself'),
  run: async (args, io) => {
    if (args.out === undefined)
      throw new PicketError('usage', 'Say where the catalogue goes.', {
        code: 'no-target',
        hint: 'Add --out FOLDER.',
      });
    const { report, source, model } = await loadCatalogue(io, {
      config: configChoice(args.config),
      detail: 'pages',
      history: args.history ? 'git' : 'none',
      ...(args.baseUrl === undefined ? {} : { baseUrl: args.baseUrl }),
    });
    if (model === undefined) {
      await emit(report, [{ format: 'pretty' }], io, source);
      io.err.write('error: Nothing was written, because the rules have errors.\n');
      return exitCodes.contentErrors;
    }
    const files = args.to === 'site' ? buildSite(model, siteAssets()) : buildMarkdown(model);
    const done = await publish(resolve(io.cwd, args.out), files);
    const first = args.to === 'site' ? 'index.html' : 'README.md';
    io.out.write(
      `${counted(model.rules.length, 'rule')} in ${args.out}/${first} (${counted(done.written, 'file')} written, ${done.unchanged} unchanged, ${done.removed} removed)\n`,
    );
    return exitCodes.clean;
  },
});
