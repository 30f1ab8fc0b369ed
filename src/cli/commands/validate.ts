import { formats } from '../../report/index.ts';
import { validate } from '../../app/validate.ts';
import { watchContent } from '../../app/watch.ts';
import { PicketError } from '../../core/errors.ts';
import { countSeverities } from '../../report/diagnostics.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace } from '../each-workspace.ts';
import { readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { reportFailure } from '../failure.ts';
import { inert } from '../../report/inert.ts';
import {
  configChoice,
  compileOptions,
  formatOptions,
  pathsPositional,
  wholeNumber,
  workspacesOption,
} from '../options.ts';

export const command = defineCommand({
  usage: 'validate [paths..]',
  describe: 'Check rule files: YAML, schema, semantics and KQL',
  options: (parser) =>
    workspacesOption(formatOptions(compileOptions(pathsPositional(parser)), formats), 'all content')
      .option('kql', {
        type: 'boolean',
        default: true,
        describe: 'Compile queries; --no-kql checks everything else only',
      })
      .option('cache', {
        type: 'boolean',
        default: true,
        describe: 'Keep results of the KQL engine; --no-cache does not',
      })
      .option('fix', {
        type: 'boolean',
        default: false,
        describe: 'Write the repairs that findings bring along into the files, then check them',
      })
      .option('base', {
        type: 'string',
        requiresArg: true,
        describe: 'Git ref to compare with: ids, versions and files that vanished',
      })
      .option('changed-since', {
        type: 'string',
        requiresArg: true,
        describe: 'Git ref: report on what changed since, and on rules that depend on it',
      })
      .option('watch', {
        type: 'boolean',
        default: false,
        describe: 'Check again whenever a file changes, until Ctrl-C',
      })
      .option('max-warnings', {
        type: 'string',
        requiresArg: true,
        describe: 'Fail when there are more warnings than this',
      })
      .example('$0 validate analytics-rules/identity', 'Check one folder')
      .example('$0 validate --base origin/main', 'Check, and compare with what is deployed')
      .example("$0 validate -w '*'", 'Check it for every workspace, with its own schema')
      .example('$0 validate --watch', 'Check again at each change, while you write')
      .example('$0 validate --changed-since origin/main', 'Check what this branch changes'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const maximum = wholeNumber('max-warnings', args.maxWarnings);
    const check = () =>
      eachWorkspace(io, args, choices, async (workspace) => {
        const { report, source, fixed } = await validate(io, {
          config: configChoice(args),
          workspace,
          paths: args.paths,
          base: args.base,
          changedSince: args.changedSince,
          queries: args.kql ? 'analyse' : 'skip',
          cache: args.cache ? 'use' : 'ignore',
          fixes: args.fix ? 'apply' : 'none',
        });
        for (const { path, range, message } of fixed)
          io.err.write(`fixed  ${path}${range === undefined ? '' : `:${range.start.line}`} ${message}\n`);
        const { errors, warnings } = countSeverities(report.diagnostics);
        const tooMany = errors === 0 && maximum !== undefined && warnings > maximum;
        return {
          report,
          source,
          code: errors > 0 || tooMany ? exitCodes.contentErrors : exitCodes.clean,
          lines: tooMany ? [`error: ${warnings} warnings, and --max-warnings allows ${maximum}.`] : [],
        };
      });
    if (!args.watch) return check();
    const once = async (): Promise<void> => {
      try {
        await check();
      } catch (error) {
        // A mistake in picket.yaml is mended while it is watched; a bug is none that goes away.
        if (!(error instanceof PicketError)) throw error;
        if (!io.signals.stop.aborted) reportFailure(error, io);
      }
      if (!io.signals.stop.aborted) io.err.write('Watching for changes; Ctrl-C ends.\n');
    };
    await watchContent(
      io,
      {
        config: configChoice(args),
        paths: args.paths,
        written: choices.flatMap(({ file }) => (file === undefined ? [] : [file])),
      },
      once,
      { tell: (path) => io.err.write(`\n${inert(path)} changed.\n`) },
    );
    return exitCodes.interrupted;
  },
});
