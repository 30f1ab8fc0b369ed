import { adopt } from '../../app/change/adopt.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { compileOptions, formatOptions, ruleNames, workspaceOption } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { runWrites, writeOptions } from '../write-run.ts';
import { counted } from '../../core/text/phrase.ts';

const sources = ['content-hub', 'repositories'] as const;

export const command = defineCommand({
  usage: 'adopt [rules..]',
  describe: 'Take over what runs without belonging to this project',
  writes: true,
  options: (parser) =>
    writeOptions(workspaceOption(formatOptions(typeOption(compileOptions(parser)), formats)))
      .positional('rules', { type: 'string', array: true, describe: `Rules of nobody or of anybody. ${ruleNames}` })
      .option('all', { type: 'boolean', describe: 'Everything of nobody that has a file' })
      .option('from', {
        choices: sources,
        array: true,
        requiresArg: true,
        describe: 'Rules with a file that Content Hub or the Repositories feature deployed',
      })
      .example('$0 adopt 0f6a1c52-5b1e-4c55-9a55-6d1f5a0c7e21 -w prod', 'One rule; its file gets this id')
      .example('$0 adopt --from content-hub -w prod', 'What came from Content Hub and has a file'),
  run: (args, io) => {
    const rules = args.rules ?? [];
    const from = args.from ?? [];
    if (rules.length === 0 && from.length === 0 && args.all !== true)
      throw new PicketError('usage', 'Say which rules to take over.', {
        code: 'no-choice',
        hint: 'Name them, or add --all, --from content-hub or --from repositories.',
      });
    return runWrites(
      io,
      args,
      (changes) => `Take over ${counted(changes, 'rule')}?`,
      (hooks, heard) =>
        adopt(heard, {
          ...hooks,
          config: contentChoice(args),
          workspace: args.workspace,
          rules: args.all === true ? 'all' : rules,
          from,
        }),
    );
  },
});
