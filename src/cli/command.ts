import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { Io } from '../core/io.ts';
import { withWorkers } from './options.ts';

/** What a parsed command line asks for; run after parsing, so that its errors are never taken for the parser's. */
export type Run = {
  readonly run: (io: Io) => Promise<number>;
  /** Whether it changes something that is not on this disk: then an interrupt ends it only between two changes. */
  readonly writes: boolean;
};

/** A command with its options, closed over the type of its arguments so that no caller needs to know it. */
export type Command = {
  readonly register: (parser: Argv, chosen: (run: Run) => void) => Argv;
  /** Its options alone, for who wants to know what there is. */
  readonly declare: (parser: Argv) => object;
  /** The values of its `--format`, where those are not all that there are. */
  readonly formats?: readonly string[];
};

type Definition<Arguments> = {
  /** With its positionals, as yargs writes them: `validate [paths..]`. */
  readonly usage: string;
  readonly describe: string;
  readonly options: (parser: Argv) => Argv<Arguments>;
  readonly formats?: readonly string[];
  /** Whether it changes something that is not on this disk: a workspace, a pull request. */
  readonly writes?: true;
  readonly run: (args: ArgumentsCamelCase<Arguments>, io: Io) => Promise<number>;
};

/** Makes a command out of its usage line, its options and what it does. */
export const defineCommand = <Arguments>(definition: Definition<Arguments>): Command => ({
  declare: definition.options,
  ...(definition.formats === undefined ? {} : { formats: definition.formats }),
  register: (parser, chosen) =>
    parser.command(definition.usage, definition.describe, definition.options, (args) => {
      const run = (io: Io): Promise<number> => {
        const { workers } = args;
        return definition.run(args, typeof workers === 'string' ? withWorkers(io, workers) : io);
      };
      chosen({ run, writes: definition.writes === true });
    }),
});
