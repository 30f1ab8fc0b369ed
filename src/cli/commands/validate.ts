import { formats } from '../../report/index.ts';
import { validate } from '../../app/validate.ts';
import { countSeverities } from '../../report/diagnostics.ts';
import { defineCommand } from '../command.ts';
import { emit, readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, formatOptions, pathsPositional, wholeNumber } from '../options.ts';

export const command = defineCommand({
  usage: 'validate [paths..]',
  describe: 'Check rule files: YAML, schema, semantics and KQL',
  options: (parser) =>
    formatOptions(configOptions(pathsPositional(parser)), formats)
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
      .option('base', {
        type: 'string',
        requiresArg: true,
        describe: 'Git ref to compare with: ids, versions and files that vanished',
      })
      .option('max-warnings', {
        type: 'string',
        requiresArg: true,
        describe: 'Fail when there are more warnings than this',
      })
      .example('$0 validate analytics-rules/identity', 'Check one folder')
      .example('$0 validate --base origin/main', 'Check, and compare with what is deployed'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const maximum = wholeNumber('max-warnings', args.maxWarnings);
    const { report, source } = await validate(io, {
      config: configChoice(args.config),
      paths: args.paths,
      base: args.base,
      queries: args.kql ? 'analyse' : 'skip',
      cache: args.cache ? 'use' : 'ignore',
    });
    await emit(report, choices, io, source);
    const { errors, warnings } = countSeverities(report.diagnostics);
    if (errors > 0) return exitCodes.contentErrors;
    if (maximum === undefined || warnings <= maximum) return exitCodes.clean;
    io.err.write(`error: ${warnings} warnings, and --max-warnings allows ${maximum}.\n`);
    return exitCodes.contentErrors;
  },
});
