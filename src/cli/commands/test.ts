import { ruleFolder } from '../../app/project.ts';
import { testRules } from '../../app/check/tests/tests.ts';
import { PicketError } from '../../core/errors.ts';
import { formats } from '../../report/index.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace, inTurn } from '../each-workspace.ts';
import { readFormats } from '../emit.ts';
import { exitCodes, hasErrors } from '../exit-code.ts';
import { fleetOptions } from '../fleet-options.ts';
import { configOptions, formatOptions, pathsPositional, queryTimeout, timeoutOption, wholeNumber } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { watching } from '../watching.ts';

/** Why no case was run, for a person who asked for all or for what changed; undefined where that is said elsewhere. */
const whyNone = ({ report, tests }: Awaited<ReturnType<typeof testRules>>, changed: string | undefined) => {
  if (tests.cases.length > 0 || report.files > 0 || hasErrors(report)) return undefined;
  return changed === undefined
    ? 'There is no test: one is a file `<rule>.test.yaml` beside its rule.'
    : `No test changed since ${changed}, nor what one is about.`;
};

/** A whole number of percent. Throws a usage error for anything else. */
const percentOf = (value: string | undefined): number | undefined => {
  const percent = wholeNumber('min-mutants', value);
  if (percent === undefined || percent <= 100) return percent;
  throw new PicketError('usage', `--min-mutants takes percent, at most 100, not ${percent}.`, { code: 'not-a-number' });
};

export const command = defineCommand({
  usage: 'test [paths..]',
  describe: 'Run rules over sample events, offline, and compare their alerts with what is expected',
  options: (parser) =>
    fleetOptions(formatOptions(typeOption(configOptions(pathsPositional(parser))), formats), 'all content')
      .option('case', {
        type: 'string',
        requiresArg: true,
        describe: 'Run only the cases of this name, or with it in their name',
      })
      .option('update', {
        type: 'boolean',
        default: false,
        describe: 'Write what comes out as what is expected; not in CI',
      })
      .option('changed', {
        type: 'string',
        describe: 'Run only tests that changed, or whose rules did, since a git ref; since the last commit without one',
      })
      .option('explain', {
        type: 'boolean',
        default: false,
        describe: 'Show the rows behind each operator, and the condition that dropped the expected one',
      })
      .option('untested', {
        type: 'boolean',
        default: false,
        describe: 'List rules without a case that fires and a silent case that one change would make fire',
      })
      .option('mutants', {
        type: 'boolean',
        default: false,
        describe: 'Change each condition of each query a little, and list what no case notices',
      })
      .option('min-mutants', {
        type: 'string',
        requiresArg: true,
        describe: 'Percent of the mutants of each rule that its cases have to notice; with --mutants',
      })
      .option('backend', {
        choices: ['local', 'workspace', 'kusto'] as const,
        default: 'local' as const,
        requiresArg: true,
        describe: 'Also run the queries in the workspace of -w, or on a Kusto endpoint, and compare the answers',
      })
      .option('kusto', {
        type: 'string',
        requiresArg: true,
        default: 'http://localhost:8080/NetDefaultDB',
        describe: 'Address of the Kusto endpoint with its database; by default that of the emulator in a container',
      })
      .option('timeout', timeoutOption)
      .option('watch', {
        type: 'boolean',
        default: false,
        describe: 'Run again whenever a file changes, until Ctrl-C',
      })
      .example('$0 test', 'Run every `<rule>.test.yaml`')
      .example(`$0 test ${ruleFolder}/identity/password-spray.yaml`, 'Run the test of one rule')
      .example('$0 test --case "consent by an administrator"', 'Run one case')
      .example('$0 test --update', 'Take over what comes out')
      .example('$0 test --format junit=tests.xml', 'Also write a report for a build server'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const timeout = queryTimeout(args.timeout);
    const minMutants = percentOf(args.minMutants);
    const check = () =>
      eachWorkspace(
        io,
        args,
        choices,
        async (workspace) => {
          const changedSince = args.changed === '' ? 'HEAD' : args.changed;
          const tested = await testRules(io, {
            config: contentChoice(args),
            workspace,
            paths: args.paths,
            caseName: args.case,
            changedSince,
            expectations: args.update ? 'accept' : 'check',
            timeout,
            explain: args.explain,
            untested: args.untested,
            mutants: args.mutants || minMutants !== undefined,
            minMutants,
            backend: args.backend === 'local' ? undefined : { kind: args.backend, address: args.kusto },
          });
          const { report, source, tests } = tested;
          const why = whyNone(tested, changedSince);
          const isPassed = tests.cases.every(({ status }) => status === 'passed');
          return {
            report,
            source,
            code: isPassed && !hasErrors(report) ? exitCodes.clean : exitCodes.contentErrors,
            ...(why === undefined ? {} : { lines: [why] }),
          };
        },
        inTurn,
      );
    if (!args.watch) return check();
    const written = choices.flatMap(({ file }) => (file === undefined ? [] : [file]));
    return watching(io, { config: contentChoice(args), paths: args.paths, written }, check);
  },
});
