import type { Argv } from 'yargs';
import { typeNames, type ConfigChoice } from '../app/project.ts';
import { configChoice } from './options.ts';

/** The types of content that a command is about. */
export const typeOption = <T>(parser: Argv<T>) =>
  parser.option('type', {
    array: true,
    nargs: 1,
    choices: typeNames,
    describe: 'Only content of this type, repeatable',
    defaultDescription: 'all types',
  });

/** What `--type` means beside the options of `configChoice`. */
export const contentChoice = (
  args: Parameters<typeof configChoice>[0] & { readonly type?: readonly string[] | undefined },
): ConfigChoice => ({ ...configChoice(args), types: args.type });
