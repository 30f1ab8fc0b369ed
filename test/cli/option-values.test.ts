import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import yargs from 'yargs';
import { commands } from '../../src/cli/commands/index.ts';
import { updateExpected } from '../expected.ts';

/** What yargs keeps of the options of a command; narg says of an option how many values must follow it. */
type Declared = {
  readonly string: readonly string[];
  readonly boolean: readonly string[];
  readonly array: readonly string[];
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly default: Readonly<Record<string, unknown>>;
  readonly defaultDescription: Readonly<Record<string, string | undefined>>;
  readonly demandedOptions: Readonly<Record<string, unknown>>;
  readonly narg: Readonly<Record<string, number>>;
  readonly key: Readonly<Record<string, boolean>>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
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

/** An option on one line, with everything that decides how it is read. */
const optionLine = (name: string, declared: Declared): string => {
  const { string, boolean, array, alias, narg, choices, demandedOptions } = declared;
  const fallback = declared.defaultDescription[name];
  return [
    `  ${name}:`,
    ...(alias[name] ?? []).map((other) => `= ${other}`),
    ...(string.includes(name) ? ['text'] : []),
    ...(boolean.includes(name) ? ['switch'] : []),
    ...(array.includes(name) ? ['list'] : []),
    ...(narg[name] === undefined ? [] : [narg[name] === 1 ? 'one value each time' : 'needs a value']),
    ...(name in demandedOptions ? ['demanded'] : []),
    ...(choices[name] === undefined ? [] : [`of ${choices[name].join('|')}`]),
    ...(name in declared.default ? [`default ${JSON.stringify(declared.default[name])}`] : []),
    ...(fallback === undefined ? [] : [`otherwise ${fallback}`]),
  ].join(' ');
};

const expected = new URL('option-values.txt', import.meta.url);

describe('the options of all commands', () => {
  test('are read as they were when a person looked at them', async () => {
    const told: string[] = [];
    for (const { name, usage, load } of commands) {
      const declared = await declaredBy(load);
      const { formats } = await load();
      const options = Object.keys(declared.key).filter((key) => !['help', 'version'].includes(key));
      told.push(
        [
          `${name} (${usage})${formats === undefined ? '' : ` says ${formats.join(', ')}`}`,
          ...options.toSorted().map((option) => optionLine(option, declared)),
        ].join('\n'),
      );
    }
    const text = `${told.join('\n\n')}\n`;
    updateExpected(expected, () => text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
  });
});

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
