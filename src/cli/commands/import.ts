import { importArm } from '../../app/import-arm.ts';
import { importTemplate } from '../../app/import-template.ts';
import { PicketError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import {
  emitTransfers,
  fileProgress,
  readTransferFormats,
  transferExitCode,
  transferFormats,
} from '../emit-transfers.ts';
import { configChoice, configOptions, formatOptions, workspaceOption } from '../options.ts';

export const command = defineCommand({
  usage: 'import <source> <items..>',
  describe: 'Make rule files of ARM templates, or of templates of a workspace',
  options: (parser) =>
    workspaceOption(formatOptions(configOptions(parser), transferFormats))
      .positional('source', {
        choices: ['arm', 'template'] as const,
        demandOption: true,
        describe:
          'arm: files of ARM templates, packages or answers of the service; template: the gallery or Content Hub',
      })
      .positional('items', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Files or folders; or ids or names of templates',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for new files; the first content folder by default',
      })
      .option('parameters', {
        type: 'string',
        requiresArg: true,
        describe: 'Values of a template’s parameters, or a parameter file of SentinelARConverter',
      })
      .example('$0 import arm export.json', 'Take over what the portal exported')
      .example('$0 import template "Rare logon" -w prod', 'Make a rule of a template, linked to it'),
  run: async (args, io) => {
    const formats = readTransferFormats(args.format);
    const config = configChoice(args.config);
    if (args.source === 'template' && args.parameters !== undefined)
      throw new PicketError('usage', '--parameters is for `import arm`: templates of a workspace have none.', {
        code: 'parameters-without-arm',
      });
    const report =
      args.source === 'arm'
        ? await importArm(io, {
            config,
            paths: args.items,
            out: args.out,
            parameters: args.parameters,
            finished: fileProgress(io),
          })
        : await importTemplate(io, { config, workspace: args.workspace, templates: args.items, out: args.out });
    await emitTransfers(report, formats, io);
    return transferExitCode(report);
  },
});
