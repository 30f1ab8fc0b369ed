import type { Argv } from 'yargs';
import { PicketError } from '../core/errors.ts';
import { inert } from '../report/text/style.ts';
import type { ConfigChoice } from '../app/project.ts';
import type { Io } from '../core/io.ts';

/** Options of every command that reads picket.yaml. */
export const configOptions = <T>(parser: Argv<T>) =>
  parser
    .option('config', {
      type: 'string',
      describe: 'Configuration file; --no-config ignores picket.yaml',
      defaultDescription: 'nearest picket.yaml',
    })
    .option('allow-outside', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'A path outside the project that picket.yaml may name; repeatable',
    });

/**
 * What `--config FILE`, `--no-config` and `--allow-outside PATH` mean. yargs gives false for a negated form, whatever the
 * declared type says. Throws a usage error where `--config` stands alone.
 */
export const configChoice = (args: {
  readonly config?: string | boolean | undefined;
  readonly allowOutside?: readonly string[] | undefined;
}): ConfigChoice => {
  const { config, allowOutside: outside = [] } = args;
  if (config === '')
    throw new PicketError('usage', '`--config` names no file.', {
      code: 'no-file',
      hint: 'Write the file behind it, leave it out for the nearest picket.yaml, or use `--no-config`.',
    });
  return { from: config === undefined ? 'nearest' : typeof config === 'string' ? { file: config } : 'none', outside };
};

/** Options of every command that reads picket.yaml and compiles queries; `--workers N` is how many threads do. */
export const compileOptions = <T>(parser: Argv<T>) =>
  configOptions(parser).option('workers', {
    type: 'string',
    requiresArg: true,
    describe: 'Threads that compile queries; 0 compiles them one after the other',
    defaultDescription: 'as many as the machine is good for, at most 8',
  });

/** `--format`, repeatable: `pretty`, or `json=plan.json` to write a file as well. */
export const formatOptions = <T>(parser: Argv<T>, formats: readonly string[]) =>
  parser.option('format', {
    type: 'string',
    array: true,
    nargs: 1,
    describe: `How to report: ${formats.join(', ')}; NAME=FILE writes a file, repeatable`,
    defaultDescription: 'pretty',
  });

const none: readonly string[] = [];

/** Files or folders that a command is about. */
export const pathsPositional = <T>(parser: Argv<T>) =>
  parser.positional('paths', {
    type: 'string',
    array: true,
    default: [...none],
    describe: 'Files or folders; the configured content folders by default',
  });

/** The workspace that a command talks to. */
export const workspaceOption = <T>(parser: Argv<T>) =>
  parser.option('workspace', {
    alias: 'w',
    type: 'string',
    requiresArg: true,
    describe: 'Workspace from picket.yaml; required where CI is set',
    defaultDescription: 'local',
  });

/** How a rule is named on the command line. */
export const ruleNames = 'A rule by its id, path, display name, or six and more characters of its id';

/** A note as a line for a person. */
export const noteLine = (text: string): string => `note: ${inert(text)}`;

/** Says notes on standard error: which rules were understood by names that are no ids, or what a plan says beside its changes. */
export const sayNotes = (io: Pick<Io, 'err'>, said: readonly string[]): void => {
  for (const line of said) io.err.write(`${noteLine(line)}\n`);
};

/** Says that a folder for files is no name: an empty one, as a script's empty variable gives, would be the working directory. */
export const namedFolder = (flag: string, value: string | undefined): string | undefined => {
  if (value?.trim() !== '') return value;
  throw new PicketError('usage', `--${flag} is empty.`, {
    code: 'no-folder',
    hint: 'Name a folder, or leave it out; the working directory is `.`.',
  });
};

/**
 * A whole number from 0 upwards. Options with numbers are declared as strings, because yargs turns what is no number
 * into NaN and the wrong value could not be named. Throws a usage error that names the flag.
 */
export const wholeNumber = (flag: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new PicketError('usage', `--${flag} takes a whole number from 0, not \`${value}\`.`, { code: 'not-a-number' });
};

const longestTimeout = 600;

/** How long a query may run. */
export const timeoutOption = {
  type: 'string',
  requiresArg: true,
  default: '10',
  describe: 'Seconds that one run of a query may take',
} as const;

/** Seconds as a number above 0, in milliseconds. Throws a usage error for anything else. */
export const queryTimeout = (value: string): number => {
  const seconds = /^\d{1,4}(?:\.\d{1,3})?s?$/.test(value) ? Number(value.replace('s', '')) : 0;
  if (seconds > 0 && seconds <= longestTimeout) return seconds * 1000;
  throw new PicketError('usage', `--timeout takes seconds from 0.001 to ${longestTimeout}, not \`${value}\`.`, {
    code: 'bad-timeout',
  });
};

/** `--days` as a whole number of days up to the longest that there is something to read of. Throws a usage error for others. */
export const daysBack = (value: string, longest: number): number => {
  const days = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (days >= 1 && days <= longest) return days;
  throw new PicketError('usage', `--days takes a whole number from 1 to ${longest}, not \`${value}\`.`, {
    code: 'bad-days',
  });
};

/** The world with as many threads as `--workers` says. Throws a usage error for what is no number. */
export const withWorkers = (io: Io, value: string | undefined): Io => {
  const workers = wholeNumber('workers', value);
  if (workers === undefined) return io;
  if (workers > mostWorkers)
    throw new PicketError('usage', `--workers takes at most ${mostWorkers}, not ${workers}.`, {
      code: 'too-many-workers',
      hint: 'Each takes about 150 MB of memory, and more than there are cores gain nothing.',
    });
  return { ...io, workers };
};

/** More threads than these no machine that people compile on has use for. */
const mostWorkers = 64;
