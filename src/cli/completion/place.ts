/** What yargs knows of a command's options. */
export type Options = {
  /** Every option and positional by its name and aliases. */
  readonly key: Readonly<Record<string, boolean>>;
  readonly boolean: readonly string[];
  readonly array: readonly string[];
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly narg: Readonly<Record<string, number>>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
};

/** yargs has had this method for years, and its type declarations have not. */
export const isDescribed = (parser: object): parser is { readonly getOptions: () => Options } => 'getOptions' in parser;

/** Where on the command line somebody is: at a flag, at the value of an option, or at a positional. */
export type Place =
  | { readonly at: 'flag'; readonly begun: string }
  | { readonly at: 'value'; readonly option: string; readonly begun: string; readonly prefix: string }
  | { readonly at: 'positional'; readonly name: string | undefined; readonly begun: string };

/** A word as it was meant, without the quote that is still open and without backslashes. */
export const unquoted = (word: string): string => {
  const [first = ''] = word;
  if (first === '"')
    return word
      .slice(1)
      .replace(/"$/, '')
      .replaceAll(/\\(["\\$`])/g, '$1');
  if (first === "'") return word.slice(1).replace(/'$/, '');
  return word.replaceAll(/\\(.)/g, '$1');
};

/** bash ends words at `=`: what belongs together is put together. Gives the words and the one that is being typed. */
export const joined = (words: readonly string[], current: string): { words: readonly string[]; current: string } => {
  const all: string[] = [];
  let glue = false;
  for (const word of [...words, current]) {
    const isFlag = all.at(-1)?.startsWith('--') === true;
    if (word === '=' && isFlag) {
      all.push(`${all.pop() ?? ''}=`);
      glue = true;
    } else {
      if (glue) all.push(`${all.pop() ?? ''}${word}`);
      else all.push(word);
      glue = false;
    }
  }
  return { words: all.slice(0, -1), current: all.at(-1) ?? '' };
};

/** An option's names, from any of them. */
const namesOf = (option: string, { alias }: Options): readonly string[] => {
  const main = Object.keys(alias).find((name) => alias[name]?.includes(option) === true) ?? option;
  return [option, main, ...(alias[main] ?? [])];
};

/** The longest name that an option has, for looking up what it takes. */
const nameOf = (word: string, options: Options): string => {
  const bare = word.replace(/^--?/, '');
  const names = namesOf(bare, options);
  return names.toSorted((a, b) => b.length - a.length)[0] ?? bare;
};

const isIn = (list: readonly string[], option: string, options: Options): boolean =>
  namesOf(option, options).some((name) => list.includes(name));

/** The option whose value comes next, if any: the last flag, which takes one, or as many as are given. */
const openOption = (words: readonly string[], options: Options): string | undefined => {
  const at = words.findLastIndex((word) => /^--?[a-z]/i.test(word));
  const word = words[at];
  if (word === undefined || word.includes('=')) return undefined;
  const option = nameOf(word, options);
  if (isIn(options.boolean, option, options) || !(option in options.key)) return undefined;
  const values = words.length - 1 - at;
  const isList =
    isIn(options.array, option, options) && !namesOf(option, options).some((name) => options.narg[name] === 1);
  return values === 0 || isList ? option : undefined;
};

/** How many positionals stand before the one that is being typed. */
const positionalsIn = (words: readonly string[], options: Options): number => {
  let count = 0;
  for (const [index, word] of words.entries())
    if (!word.startsWith('-') && openOption(words.slice(0, index), options) === undefined) count += 1;
  return count;
};

/**
 * The place of the word that is being typed.
 * @param words those between the command's name and the current one
 * @param positionals the names of the command's positionals in order; the last takes all that follow where it ends in `..`
 */
export const placeOf = (
  words: readonly string[],
  current: string,
  positionals: readonly string[],
  options: Options,
): Place => {
  const attached = /^(--[^=]+)=(.*)$/s.exec(current);
  if (attached !== null) {
    const [, flag = '', begun = ''] = attached;
    return { at: 'value', option: nameOf(flag, options), begun: unquoted(begun), prefix: `${flag}=` };
  }
  if (current.startsWith('-')) return { at: 'flag', begun: current };
  const begun = unquoted(current);
  const option = openOption(words, options);
  if (option !== undefined) return { at: 'value', option, begun, prefix: '' };
  const index = positionalsIn(words, options);
  const last = positionals.at(-1);
  const name = positionals[index] ?? (last?.endsWith('..') === true ? last : undefined);
  return { at: 'positional', name: name?.replace(/\.\.$/, ''), begun };
};
