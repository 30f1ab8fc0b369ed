import { PicketError } from '../core/errors.ts';

/** An option's name as it is typed: `allow-deletes` for `allowDeletes`. */
export const kebab = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Makes one value of each option that takes one: yargs makes a list of whatever is given twice, which no command expects.
 * The same value given again is that value; throws a usage error where two differ, since nobody can tell which is meant.
 * @param args what yargs read, each option under its name and its aliases; changed in place
 * @param lists the options that take several values
 */
export const settleRepeated = (args: Record<string, unknown>, lists: readonly string[]): void => {
  for (const [name, values] of Object.entries(args)) {
    if (name === '_' || lists.includes(name) || lists.includes(kebab(name)) || !Array.isArray(values)) continue;
    const different: readonly unknown[] = [...new Set<unknown>(values)];
    // An alias of one letter stands beside the full name, which says more.
    if (different.length > 1 && name.length > 1)
      throw new PicketError(
        'usage',
        `--${kebab(name)} takes one value, and was given ${different.map((value) => `\`${String(value)}\``).join(' and ')}.`,
        { code: 'given-twice', hint: 'Give it once.' },
      );
    args[name] = different[0];
  }
};

/**
 * Refuses a value of an option that is given or not: yargs takes every word but `true` for no, so that `--yes=1` says no.
 * Throws a usage error that names the word.
 * @param argv the command line as it was typed
 * @param switches names of the options that take no value
 */
export const refuseValues = (argv: readonly string[], switches: readonly string[]): void => {
  const end = argv.indexOf('--');
  for (const word of end === -1 ? argv : argv.slice(0, end)) {
    const [, name = '', value = ''] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (value === 'true' || value === 'false' || !switches.some((known) => known === name || kebab(known) === name))
      continue;
    throw new PicketError('usage', `--${name} takes no value, and was given \`${value}\`.`, {
      code: 'takes-no-value',
      hint: `Write --${name} alone, or leave it out.`,
    });
  }
};
