import { upstream } from '../../app/author/upstream.ts';
import { PicketError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { formats } from '../../report/index.ts';
import { checkFiles, readFormats } from '../emit.ts';
import { emitTransfers, transferExitCode } from '../emit-transfers.ts';
import { configOptions, formatOptions, ruleNames, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

export const command = defineCommand({
  usage: 'upstream [rules..]',
  describe: 'Show what newer versions of their templates change in the files that follow them, and apply it',
  options: (parser) =>
    workspaceOption(typeOption(formatOptions(configOptions(parser), formats)))
      .positional('rules', {
        type: 'string',
        array: true,
        describe: `All that follow a template by default. ${ruleNames}`,
      })
      .option('apply', { type: 'boolean', describe: 'Write what only the template changed into the files' })
      .option('conflicts', {
        choices: ['ours', 'theirs'] as const,
        requiresArg: true,
        describe: 'With --apply: whose value a field gets that both sides changed',
      })
      .example('$0 upstream -w prod', 'What is new')
      .example('$0 upstream -w prod --apply', 'Take it over, field by field'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    await checkFiles(choices, io);
    if (args.conflicts !== undefined && args.apply !== true)
      throw new PicketError('usage', '--conflicts decides what --apply writes, and --apply is not given.', {
        code: 'conflicts-without-apply',
      });
    const report = await upstream(io, {
      config: contentChoice(args),
      workspace: args.workspace,
      rules: args.rules ?? [],
      mode: args.apply === true ? 'apply' : 'show',
      conflicts: args.conflicts,
    });
    await emitTransfers(report, choices, io);
    return args.apply === true ? transferExitCode(report) : 0;
  },
});
