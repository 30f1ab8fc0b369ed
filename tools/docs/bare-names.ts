/** A command that would fetch a package by its name alone. */
export type BareName = {
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly command: string;
};

/** What npm and its like fetch packages with. */
const installs = /\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:-\S+\s+)*(?:global\s+)?(?:install|i|install-test|add|update|upgrade)\b(.*)/g;
const runs =
  /\b(?:npx|bunx|pnpx|(?:npm|bun)\s+(?:exec|x|init|create|innit)|(?:pnpm|yarn)\s+(?:dlx|create|exec))(?=\s)(.*)/g;

/** Options that a word of their own follows. */
const takesValue = /^(?:--prefix|-C|--registry|--cache|--workspace|-w|--tag|--package|-p|--pack-destination|--userconfig)$/;

/** Where a command ends: at a pipe, a comment, the end of inline code or of a string. */
const ended = (rest: string): string => rest.split(/[`|;&)>]|(?:^|\s)#|['"](?=[,\]])/)[0] ?? '';

/** Something that says itself where it comes from: a path, an address, a packed file, or a variable alone. */
const isPlace = (word: string): boolean =>
  /^(?:\.|\/|~|[A-Za-z]:\\|file:|https:\/\/|\$\{?\w+\}?(?:\/|$))/.test(word) || word.endsWith('.tgz');

const wordsOf = (rest: string): readonly string[] => {
  const words = ended(rest)
    .split(/\s+/)
    .map((word) => word.replaceAll(/^['"]+|['"]+$/g, ''))
    .filter((word) => word !== '' && word !== '\\');
  return words.filter((word, index) => !word.startsWith('-') && !takesValue.test(words[index - 1] ?? ''));
};

/** `npx --no` runs only what is installed; `npm init` with options alone makes a package.json. */
const stays = (command: string, rest: string): boolean =>
  /\s--no(?:-install)?(?=\s|$)/.test(ended(rest)) || (/^npm init/.test(command) && wordsOf(rest).length === 0);

/**
 * The commands of a text that fetch a package from a registry by its bare name, which anybody could take or already has.
 * The one exception is the exact version that is published under Picket's own name.
 */
export const bareNames = (text: string, published: string | undefined): readonly BareName[] =>
  text.split('\n').flatMap((line, index) => {
    const isPublished = (word: string): boolean => published !== undefined && word === `sentinel-picket@${published}`;
    const installed = [...line.matchAll(installs)].filter(([, rest = '']) =>
      wordsOf(rest).some((word) => !isPlace(word) && !isPublished(word)),
    );
    const run = [...line.matchAll(runs)].filter(([command, rest = '']) => !stays(command, rest));
    return [...installed, ...run].map(([command]) => ({ line: index + 1, command: ended(command).trim() }));
  });
