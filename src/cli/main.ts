import type { Argv } from 'yargs';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { version } from '../version.ts';
import { commandGroups, commands } from './commands/index.ts';
import { withActivity } from './activity.ts';
import type { Run } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { isDescribed } from './completion/place.ts';
import { kebab, refuseValues, settleRepeated } from './repeated.ts';

const name = 'picket';

/**
 * The run that a command line asks for. It is thrown: once a handler has returned yargs lays out the help of its command,
 * which nobody asked for and which takes longer than reading the command line.
 */
class Chosen extends Error {
  readonly run: Run;

  constructor(run: Run) {
    super('A command was chosen.');
    this.run = run;
  }
}

const build = async (argv: readonly string[], io: Io): Promise<Argv> => {
  const { default: yargs } = await import('yargs');
  const parser = yargs([...argv])
    .scriptName(name)
    .locale('en')
    .parserConfiguration({ 'duplicate-arguments-array': true, 'strip-dashed': true })
    .version(version)
    .alias('help', 'h')
    .strict()
    .demandCommand(1, 'Name a command.')
    .wrap(Math.min(io.out.columns(), 110))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail(false);
  parser.middleware((args) => {
    const { array, boolean } = isDescribed(parser) ? parser.getOptions() : { array: [], boolean: [] };
    refuseValues(argv, boolean);
    settleRepeated(args, array);
  });
  for (const entry of commands) {
    if (argv.includes(entry.name))
      (await entry.load()).register(parser, (run) => {
        throw new Chosen(run);
      });
    else parser.command(entry.usage, entry.describe);
  }
  return parser;
};

/** The flags of the command that was called: yargs keeps its options per command. */
const knownFlags = (parser: Argv): string[] => {
  const keys = isDescribed(parser) ? Object.keys(parser.getOptions().key) : [];
  return keys.filter((word) => word.length > 1 && word === kebab(word));
};

/** Columns for a command with its arguments; what is longer has a line of its own. */
const usageWidth = 28;

/** The words of a text in lines of so many columns. */
const folded = (text: string, width: number): string[] => {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
};

/** One command: what it is called on the left, what it does beside it, and below itself where the terminal is narrow. */
const commandLines = (usage: string, describe: string, columns: number): string[] => {
  const indent = ' '.repeat(2 + usageWidth + 2);
  const lines = folded(describe, Math.max(columns - indent.length, 24)).map((line) => `${indent}${line}`);
  const [first = '', ...rest] = lines;
  if (usage.length > usageWidth) return [`  ${usage}`, ...lines];
  return [`  ${usage.padEnd(usageWidth)}  ${first.slice(indent.length)}`, ...rest];
};

/**
 * What `picket --help` says, from the table of commands alone: loading yargs would take longer than everything else
 * that this does.
 */
const overview = (columns: number): string =>
  [
    `${name} <command> [options]`,
    '',
    'Microsoft Sentinel as code, with detections that are proven.',
    '',
    ...commandGroups.flatMap((group) => [
      `${group.title}:`,
      ...group.commands.flatMap((entry) => commandLines(entry.usage, entry.describe, columns)),
      '',
    ]),
    'Options:',
    `  ${'-h, --help'.padEnd(usageWidth)}  Show help; after a command, its options`,
    `  ${'-v, --version'.padEnd(usageWidth)}  Show the version`,
    '',
    'A command in full: picket <command> --help. A finding: picket explain <code>.',
    '',
  ].join('\n');

/**
 * Runs what was asked for, with what goes on shown meanwhile. The requests of a command that only reads are cut off at the
 * first interrupt: nobody needs what they would still find.
 */
const shown = async ({ run, writes }: Run, io: Io): Promise<number> => {
  const { stop } = io.signals;
  const { io: active, end } = withActivity(writes ? io : { ...io, signals: { stop, abort: stop } });
  try {
    return await run(active);
  } finally {
    end();
  }
};

/** What the shorter ways of asking stand for: nothing at all, `-v`, and `help COMMAND`, which other tools have. */
const spelledOut = (argv: readonly string[]): readonly string[] => {
  const [first, second, ...rest] = argv;
  if (first === undefined || (first === 'help' && second === undefined)) return ['--help'];
  if (first === '-v' && second === undefined) return ['--version'];
  if (first !== 'help' || second === undefined) return argv;
  return commands.some((entry) => entry.name === second) ? [second, ...rest, '--help'] : [second, ...rest];
};

/** What a command line asks for; undefined where yargs has answered it, which is help. Rejects with a usage error. */
const chosenBy = async (argv: readonly string[], io: Io): Promise<Run | undefined> => {
  const parser = await build(argv, io);
  try {
    await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, output: string) => {
      if (output !== '') io.out.write(`${output}\n`);
    });
    return undefined;
  } catch (error) {
    if (error instanceof Chosen) return error.run;
    throw error instanceof PicketError
      ? error
      : (await import('./usage-error.ts')).usageError(String(error instanceof Error ? error.message : error), {
          argv,
          known: knownFlags(parser),
          choices: isDescribed(parser) ? parser.getOptions().choices : {},
        });
  }
};

/**
 * Runs one command line.
 * @param given the arguments after the program's name
 * @param io the world; nothing else is read or written
 * @returns the exit code; never rejects
 */
export const main = async (given: readonly string[], io: Io): Promise<number> => {
  const argv = spelledOut(given);
  try {
    if (argv.length === 1 && (argv[0] === '--help' || argv[0] === '-h')) {
      io.out.write(overview(io.out.columns()));
      return exitCodes.clean;
    }
    if (argv.length === 1 && argv[0] === '--version') {
      io.out.write(`${version}\n`);
      return exitCodes.clean;
    }
    if (argv[0] === '__complete') {
      await (await import('./completion/complete.ts')).answerShell(argv.slice(1), io);
      return exitCodes.clean;
    }
    const run = await chosenBy(argv, io);
    const code = run === undefined ? exitCodes.clean : await shown(run, io);
    return io.signals.stop.aborted ? exitCodes.interrupted : code;
  } catch (error) {
    const isOfTheStop = !(error instanceof PicketError) || error.kind === 'service' || error.kind === 'interrupted';
    if (!io.signals.stop.aborted || !isOfTheStop) return reportFailure(error, io);
    io.err.write('Interrupted.\n');
    return exitCodes.interrupted;
  }
};
