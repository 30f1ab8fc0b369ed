import { render } from '../../app/check/render.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { emit, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { compileOptions, formatOptions, pathsPositional } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { counted, inSeries } from '../../core/text/phrase.ts';

/** What templates of their own need, for the first few of them. */
const orderNote = (first: ReadonlyMap<string, readonly string[]>): string => {
  const told = [...first].slice(0, 3).map(([name, needs]) => `${name} after ${inSeries(needs)}`);
  const more = first.size > told.length ? `; and ${first.size - told.length} more` : '';
  return `note: ${counted(first.size, 'template')} to be deployed after others: ${told.join('; ')}${more}. --single writes one template that keeps the order.\n`;
};

export const command = defineCommand({
  usage: 'render [paths..]',
  describe: 'Write ARM templates',
  options: (parser) =>
    formatOptions(typeOption(compileOptions(pathsPositional(parser))), formats)
      .option('out-dir', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for one template a rule, named by its id',
      })
      .option('single', {
        type: 'string',
        requiresArg: true,
        describe: 'File for all rules; split where Azure limits a template',
      })
      .option('workspace', {
        alias: 'w',
        type: 'string',
        requiresArg: true,
        describe: 'Only the rules that this workspace takes, as it gets them',
        defaultDescription: 'all rules, as their files say them',
      })
      .conflicts('out-dir', 'single')
      .example('$0 render --out-dir templates', 'One template a rule')
      .example('$0 render --single rules.json', 'All rules in one template'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const to =
      args.outDir === undefined
        ? args.single === undefined
          ? undefined
          : { file: args.single }
        : { folder: args.outDir };
    if (to === undefined)
      throw new PicketError('usage', 'Say where the templates go.', {
        code: 'no-target',
        hint: 'Add --out-dir FOLDER for one template a rule, or --single FILE for all of them.',
      });
    const { report, source, written, first } = await render(io, {
      config: contentChoice(args),
      paths: args.paths,
      workspace: args.workspace,
      to,
    });
    await emit(report, choices, io, source);
    const { diagnostics } = report;
    const broken = new Set(diagnostics.flatMap(({ severity, path }) => (severity === 'error' ? [path] : []))).size;
    io.err.write(
      `${counted(written.length, 'template')} written${written.length === 1 ? `: ${written[0] ?? ''}` : ''}\n`,
    );
    if (first.size > 0) io.err.write(orderNote(first));
    if (broken === 0) return exitCodes.clean;
    io.err.write(`error: ${counted(broken, 'file')} with errors left out.\n`);
    return exitCodes.contentErrors;
  },
});
