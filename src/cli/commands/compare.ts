import { ruleFolder } from '../../app/project.ts';
import { compareRules } from '../../app/check/tests/compare.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace, inTurn } from '../each-workspace.ts';
import { readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { fleetOptions } from '../fleet-options.ts';
import { configChoice, configOptions, formatOptions, pathsPositional } from '../options.ts';

export const command = defineCommand({
  usage: 'compare [paths..]',
  describe: 'Tell what changed rules no longer catch, newly catch, or say otherwise, offline',
  options: (parser) =>
    fleetOptions(formatOptions(configOptions(pathsPositional(parser)), formats), 'all content')
      .option('against', {
        type: 'string',
        requiresArg: true,
        describe: 'Git ref with the rules as they were',
        defaultDescription: 'HEAD',
      })
      .example(
        `$0 compare ${ruleFolder}/identity/password-spray.yaml --against main`,
        'What the branch makes of a rule',
      )
      .example('$0 compare', 'What is not committed yet makes different'),
  run: async (args, io) => {
    const { against = 'HEAD' } = args;
    if (against.trim() === '')
      throw new PicketError('usage', '--against is empty.', {
        code: 'no-ref',
        hint: 'Name a commit, a branch or a tag, such as `main`.',
      });
    return eachWorkspace(
      io,
      args,
      readFormats(args.format),
      async (workspace) => {
        const { report, source } = await compareRules(io, {
          config: configChoice(args),
          workspace,
          paths: args.paths,
          against,
        });
        return { report, source, code: exitCodes.clean };
      },
      inTurn,
    );
  },
});
