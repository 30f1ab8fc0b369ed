import yargs from 'yargs';
import type { Argv } from 'yargs';
import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { nearest } from '../core/nearest.ts';
import { version } from '../version.ts';
import { commands } from './commands/index.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';

const name = 'picket';

/** What yargs objects to becomes an error with the nearest name, since a mistyped flag must never be ignored. */
const usageError = (message: string, known: readonly string[]): PicketError => {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/m.exec(message)?.[1]?.split(', ') ?? [];
  if (unknown.length === 0)
    return new PicketError('usage', message, {
      code: 'usage',
      hint: `Run \`${name} --help\` or \`${name} <command> --help\`.`,
    });
  const described = unknown.map((word) => {
    const close = nearest(word, known)[0];
    const flag = (text: string): string => (commands.some((entry) => entry.name === text) ? text : `--${text}`);
    return close === undefined ? `\`${word}\`` : `\`${word}\` (did you mean \`${flag(close)}\`?)`;
  });
  return new PicketError('usage', `Unknown argument ${described.join(', ')}.`, {
    code: 'unknown-argument',
    hint: `Run \`${name} --help\` or \`${name} <command> --help\` for what there is.`,
  });
};

const build = async (argv: readonly string[], io: Io, done: (code: ExitCode) => void): Promise<Argv> => {
  const parser = yargs([...argv])
    .scriptName(name)
    .usage('$0 <command> [options]\n\nDetections as code for Microsoft Sentinel.')
    .locale('en')
    .parserConfiguration({ 'duplicate-arguments-array': true, 'strip-dashed': true })
    .version(version)
    .alias('help', 'h')
    .completion('completion', 'Print a completion script for bash or zsh')
    .strict()
    .demandCommand(1, 'Name a command.')
    .wrap(Math.min(io.out.columns(), 110))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail(false);
  for (const entry of commands) {
    if (argv.includes(entry.name)) (await entry.load()).register(parser, io, done);
    else parser.command(entry.usage, entry.describe);
  }
  return parser.epilogue('Documentation of a command: picket <command> --help. Of a finding: picket explain <code>.');
};

const knownWords = (parser: Argv): string[] => {
  // yargs keeps its options per command; after a failed parse they are those of the command that was called.
  const { key } = (parser as unknown as { getOptions: () => { key: Record<string, boolean> } }).getOptions();
  return [...Object.keys(key).filter((word) => word.length > 1), ...commands.map((entry) => entry.name)];
};

const reportFailure = (error: unknown, io: Io): ExitCode => {
  if (error instanceof PicketError) {
    io.err.write(`error: ${error.message}\n`);
    if (error.hint !== undefined) io.err.write(`  ${error.hint}\n`);
    return exitCodeOf(error.kind);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`This is a bug in Picket, not in what you gave it. Please report it with this text:\n${text}\n`);
  return exitCodes.bug;
};

/**
 * Runs one command line.
 * @param argv the arguments after the program's name
 * @param io the world; nothing else is read or written
 * @returns the exit code; never rejects
 */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  let code: ExitCode = exitCodes.clean;
  let parser: Argv | undefined;
  try {
    parser = await build(argv, io, (result) => {
      code = result;
    });
    await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, output: string) => {
      if (output !== '') io.out.write(`${output}\n`);
    });
    return io.signals.stop.aborted ? exitCodes.interrupted : code;
  } catch (error) {
    if (io.signals.stop.aborted && !(error instanceof PicketError && error.kind === 'usage')) {
      io.err.write('Interrupted.\n');
      return exitCodes.interrupted;
    }
    if (error instanceof Error && error.name === 'YError' && parser !== undefined)
      return reportFailure(usageError(error.message, knownWords(parser)), io);
    return reportFailure(error, io);
  }
};
