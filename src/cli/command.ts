import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { Io } from '../core/io.ts';
import type { ExitCode } from './exit-code.ts';

/** A command with its options, closed over the type of its arguments so that no caller needs to know it. */
export type Command = {
  readonly register: (parser: Argv, io: Io, done: (code: ExitCode) => void) => Argv;
};

type Definition<Arguments> = {
  /** With its positionals, as yargs writes them: `validate [paths..]`. */
  readonly usage: string;
  readonly describe: string;
  readonly options: (parser: Argv) => Argv<Arguments>;
  readonly run: (args: ArgumentsCamelCase<Arguments>, io: Io) => Promise<ExitCode>;
};

/** Makes a command out of its usage line, its options and what it does. */
export const defineCommand = <Arguments>(definition: Definition<Arguments>): Command => ({
  register: (parser, io, done) =>
    parser.command(definition.usage, definition.describe, definition.options, async (args) => {
      done(await definition.run(args, io));
    }),
});
