import { describe, expect, test } from '@jest/globals';
import yargs from 'yargs';
import { commands } from '../../src/cli/commands/index.ts';

/** What yargs keeps of the options of a command; narg says of an option how many values must follow it. */
type Declared = {
  readonly string: readonly string[];
  readonly boolean: readonly string[];
  readonly array: readonly string[];
  readonly narg: Readonly<Record<string, number>>;
  readonly key: Readonly<Record<string, boolean>>;
  readonly choices: Readonly<Record<string, unknown>>;
};

const isDescribed = (parser: object): parser is { readonly getOptions: () => Declared } => 'getOptions' in parser;

/** Options that mean something without a value as well, or with `no-` before them. */
const withOrWithout = ['prune', 'changed', 'config', 'resume'];

const declaredBy = async (load: (typeof commands)[number]['load']): Promise<Declared> => {
  const parser = yargs([]);
  const { declare } = await load();
  declare(parser);
  if (!isDescribed(parser)) throw new Error('This yargs says nothing of its options.');
  return parser.getOptions();
};

/** Keys of positionals stand among the options too, and are never asked for a value. */
const isPositional = (usage: string, key: string): boolean => new RegExp(`[<[]${key}(?:\\.\\.)?[>\\]]`).test(usage);

describe.each(commands)('the options of picket $name', ({ usage, load }) => {
  test('say whether a value follows them, and are refused without the one that they take', async () => {
    const { string, boolean, array, narg, key, choices } = await declaredBy(load);
    const told = [...string, ...boolean, ...array, ...Object.keys(choices), 'help', 'version'];
    const own = Object.keys(key).filter((name) => !isPositional(usage, name));
    expect(own.filter((name) => !told.includes(name))).toEqual([]);
    // A short form has one letter, and the rule of its long one.
    const takers = own.filter((name) => name.length > 1 && ![...boolean, ...withOrWithout].includes(name));
    expect(takers.filter((name) => !['help', 'version'].includes(name) && narg[name] === undefined)).toEqual([]);
  });
});
