import { ruleFolder } from '../../app/project.ts';
import { compareWithBaseline, readBaseline, writeBaseline } from '../../app/check/baseline.ts';
import { formats } from '../../report/index.ts';
import { validate } from '../../app/check/validate.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Report } from '../../core/report.ts';
import { countSeverities } from '../../report/diagnostics.ts';
import { defineCommand } from '../command.ts';
import { eachWorkspace, inTurn } from '../each-workspace.ts';
import { readFormats } from '../emit.ts';
import { exitCodes } from '../exit-code.ts';
import { fleetOptions, isChoosing, meansSeveral, type FleetArguments } from '../fleet-options.ts';
import { compileOptions, formatOptions, pathsPositional, wholeNumber } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';
import { watching } from '../watching.ts';
import { counted } from '../../core/text/phrase.ts';

type BaselineChoice = FleetArguments & {
  readonly baseline?: string | undefined;
  readonly updateBaseline: boolean;
  readonly paths: readonly string[];
  readonly changedSince?: string | undefined;
  readonly type?: readonly string[] | undefined;
};

/** What is left to say of a report beside a file of known findings, and a line about those. */
const againstBaseline = async (
  io: Io,
  { baseline: file, updateBaseline, paths, changedSince, type, ...args }: BaselineChoice,
  report: Report,
): Promise<{ readonly shown: Report; readonly lines: readonly string[] }> => {
  if (file === undefined) return { shown: report, lines: [] };
  // Of a part of the content nobody can tell what is gone.
  const isWhole = paths.length === 0 && changedSince === undefined && !isChoosing(args) && type === undefined;
  if (updateBaseline) {
    await writeBaseline(io, file, report.diagnostics);
    const lines = [
      `${file} holds ${counted(report.diagnostics.length, 'finding')} now; new ones alone are shown from here on.`,
    ];
    return { shown: { ...report, diagnostics: [] }, lines };
  }
  const { fresh, old, gone } = compareWithBaseline(io, await readBaseline(io, file), report.diagnostics);
  const { errors, warnings, notes } = countSeverities(old);
  const parts = [counted(errors, 'error'), counted(warnings, 'warning'), counted(notes, 'note')];
  const lines = [
    ...(old.length === 0
      ? []
      : [`${file} knows ${counted(old.length, 'finding')} of these files: ${parts.join(', ')}.`]),
    ...(gone === 0 || !isWhole
      ? []
      : [
          `${counted(gone, 'finding')} in ${file} ${gone === 1 ? 'is gone; --update-baseline takes it out.' : 'are gone; --update-baseline takes them out.'}`,
        ]),
  ];
  return { shown: { ...report, diagnostics: fresh }, lines };
};

export const command = defineCommand({
  usage: 'validate [paths..]',
  describe: 'Check files: YAML, schema, semantics and KQL',
  options: (parser) =>
    fleetOptions(formatOptions(typeOption(compileOptions(pathsPositional(parser))), formats), 'all content')
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
      .option('baseline', {
        type: 'string',
        requiresArg: true,
        describe: 'File of findings that are known: fail on new ones only, and count the old',
      })
      .option('update-baseline', {
        type: 'boolean',
        default: false,
        describe: 'Write what is found now into the file of --baseline, and do not fail',
      })
      .example('$0 validate --baseline known.json', 'Fail on what is not in the file')
      .example(`$0 validate ${ruleFolder}/identity`, 'Check one folder')
      .example('$0 validate --base origin/main', 'Check, and compare with what is deployed')
      .example("$0 validate -w '*'", 'Check it for every workspace, with its own schema')
      .example('$0 validate --watch', 'Check again at each change, while you write')
      .example('$0 validate --changed-since origin/main', 'Check what this branch changes'),
  run: async (args, io) => {
    const choices = readFormats(args.format);
    const maximum = wholeNumber('max-warnings', args.maxWarnings);
    if (args.updateBaseline && args.baseline === undefined)
      throw new PicketError('usage', '--update-baseline writes a file, and none is named.', {
        code: 'no-baseline-named',
        hint: 'Name it: picket validate --baseline FILE --update-baseline.',
      });
    if (args.updateBaseline && meansSeveral(args))
      throw new PicketError('usage', '--update-baseline writes what one run finds, and -w names several workspaces.', {
        code: 'several-baselines',
        hint: 'Leave -w out: the files are then checked for all of them.',
      });
    const check = () =>
      eachWorkspace(
        io,
        args,
        choices,
        async (workspace, shared) => {
          const { report, source, fixed } = await validate(io, {
            config: contentChoice(args),
            workspace,
            shared,
            paths: args.paths,
            base: args.base,
            changedSince: args.changedSince,
            queries: args.kql ? 'analyse' : 'skip',
            cache: args.cache ? 'use' : 'ignore',
            fixes: args.fix ? 'apply' : 'none',
          });
          for (const { path, range, message } of fixed)
            io.err.write(`fixed  ${path}${range === undefined ? '' : `:${range.start.line}`} ${message}\n`);
          const { shown, lines } = await againstBaseline(io, args, report);
          const { errors, warnings } = countSeverities(shown.diagnostics);
          const tooMany = errors === 0 && maximum !== undefined && warnings > maximum;
          return {
            report: shown,
            source,
            code: errors > 0 || tooMany ? exitCodes.contentErrors : exitCodes.clean,
            lines: [
              ...lines,
              ...(tooMany ? [`error: ${counted(warnings, 'warning')}, and --max-warnings allows ${maximum}.`] : []),
            ],
          };
        },
        inTurn,
      );
    if (!args.watch) return check();
    const written = choices.flatMap(({ file }) => (file === undefined ? [] : [file]));
    return watching(io, { config: contentChoice(args), paths: args.paths, written }, check);
  },
});
