import { fmt, type FmtOutcome } from '../../app/check/fmt.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configOptions, pathsPositional } from '../options.ts';
import { contentChoice, typeOption } from '../type-option.ts';

const count = (outcomes: readonly FmtOutcome[], state: FmtOutcome['state']): number =>
  outcomes.filter((outcome) => outcome.state === state).length;

const linesOf = ({ path, state, left }: FmtOutcome, verb: string): readonly string[] => [
  ...(state === 'formatted' ? [`${verb}  ${path}`] : []),
  ...left.map((reason) =>
    state === 'unreadable' ? `unreadable  ${path}: ${reason}` : `left alone  ${path}: ${reason}`,
  ),
];

export const command = defineCommand({
  usage: 'fmt [paths..]',
  describe: 'Lay out files: key order and KQL, no value and no comment changed',
  options: (parser) =>
    typeOption(configOptions(pathsPositional(parser)))
      .option('check', {
        type: 'boolean',
        default: false,
        describe: 'Write nothing; exit code 1 when a file would change',
      })
      .example('$0 fmt', 'Lay out every rule file')
      .example('$0 fmt --check', 'For CI'),
  run: async (args, io) => {
    const mode = args.check ? 'check' : 'write';
    const outcomes = await fmt(io, { config: contentChoice(args), paths: args.paths, mode });
    for (const outcome of outcomes)
      for (const line of linesOf(outcome, args.check ? 'would change' : 'formatted')) io.out.write(`${line}\n`);
    const changed = count(outcomes, 'formatted');
    const unreadable = count(outcomes, 'unreadable');
    const parts = [
      `${changed} ${args.check ? 'to format' : 'formatted'}`,
      `${count(outcomes, 'unchanged')} unchanged`,
      ...(unreadable === 0 ? [] : [`${unreadable} unreadable`]),
    ];
    io.out.write(`${outcomes.length} ${outcomes.length === 1 ? 'file' : 'files'}: ${parts.join(', ')}\n`);
    if (outcomes.length === 0)
      io.err.write('note: fmt lays out YAML; JSON, CSV and KQL files stay as the tools that write them have them.\n');
    return unreadable > 0 || (args.check && changed > 0) ? exitCodes.contentErrors : exitCodes.clean;
  },
});
