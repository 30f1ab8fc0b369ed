/** A command that would fetch a package by its name alone. */
export type BareName = {
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly command: string;
};

/** Words between a tool and its command: options, each with the word that may be its value. */
const options = String.raw`(?:-\S+\s+(?:[^\s-]\S*\s+)??)*`;
const tool = String.raw`(?:npm|pnpm|yarn|bun|deno|volta)(?:\.cmd|\.exe|\.ps1)?`;
/**
 * Every way of npm to say `install`, its typing mistakes among them (npm's `lib/utils/cmd-list.js`), and its like. Those
 * that are words of a sentence, too ("npm in it"), count only before Picket's own names.
 */
const verbs = [
  'install|install-test|instal|insta|inst|ins|i|isntall|isntal|isnta|isnt|add|update|upgrade|udpate|link|ln',
  String.raw`(?:in|it|a|up)(?=\s+(?:-\S+\s+)*['"]?(?:sentinel-)?picket\b)`,
].join('|');

/** What npm and its like fetch packages with. */
const installs = new RegExp(String.raw`\b${tool}\s+${options}(?:global\s+)?(?:${verbs})(?=\s|$)(.*)`, 'gi');
const runs = new RegExp(
  String.raw`\b(?:(?:npx|bunx|pnpx)(?:\.cmd|\.exe|\.ps1)?|(?:npm|bun)\s+${options}(?:exec|x|init|create|innit)|(?:pnpm|yarn)\s+${options}(?:dlx|create|exec))(?=\s)(.*)`,
  'gi',
);

/** Options that a word of their own follows. */
const takesValue = /^(?:--prefix|-C|--registry|--cache|--workspace|-w|--tag|--package|-p|--pack-destination|--userconfig)$/;

/** Where a command ends: at a pipe, a comment, the end of inline code or of a string. What it redirects is no word of it. */
const ended = (rest: string): string =>
  rest.replaceAll(/(?:\d|&)?>{1,2}(?:&\d|\s*[^\s`'"|;&)]+)/g, '').split(/[`|;&)>]|(?:^|\s)#|['"](?=[,\]])/)[0] ?? '';

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

/** A dependency of a package.json that any version of a registry's package would fulfil. */
const dependency = /"(?:sentinel-)?picket"\s*:\s*"(?<version>(?:npm:|[\^~<>=*\dxv]|latest|next)[^"]*)"/g;

/** A list of words, as JSON and Containerfiles have commands, written as one command. */
const withoutList = (line: string): string => line.replaceAll(/(["'])([^\s"']+)\1\s*,\s*(?=["'])/g, '$2 ');

/** Lines as a shell or YAML reads them: what goes on after `\`, `^` or PowerShell's backtick is one, and so is a folded text. */
const commandLines = (text: string): readonly { readonly line: number; readonly text: string }[] => {
  const found: { line: number; text: string }[] = [];
  let goesOn = false;
  let folded: number | undefined;
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const indent = whole.search(/\S/);
    if (folded !== undefined && indent !== -1 && indent <= folded) {
      folded = undefined;
      goesOn = false;
    }
    const part = whole.replace(/(?:\\|\s[`^])\s*$/, '');
    const last = found.at(-1);
    if (goesOn && last !== undefined) last.text += ` ${part.trim()}`;
    else found.push({ line: index + 1, text: part });
    const opens = /(?::|-)\s+>[-+\d]*\s*$/.test(whole);
    if (opens) folded = indent;
    goesOn = part !== whole || (folded !== undefined && !opens);
  }
  return found;
};

/**
 * The commands of a text that fetch a package from a registry by its bare name, which anybody could take or already has.
 * The one exception is the exact version that is published under Picket's own name.
 */
export const bareNames = (text: string, published: string | undefined): readonly BareName[] =>
  commandLines(text).flatMap(({ line, text: written }) => {
    const isPublished = (word: string): boolean => published !== undefined && word === `sentinel-picket@${published}`;
    const command = withoutList(written);
    const installed = [...command.matchAll(installs)].filter(([, rest = '']) =>
      wordsOf(rest).some((word) => !isPlace(word) && !isPublished(word)),
    );
    const run = [...command.matchAll(runs)].filter(([whole, rest = '']) => !stays(whole, rest));
    const asked = [...written.matchAll(dependency)].filter(
      ([whole]) => published === undefined || !whole.includes(`"${published}"`) || !whole.startsWith('"sentinel-'),
    );
    return [
      ...[...installed, ...run].map(([whole]) => ({ line, command: ended(whole).trim() })),
      ...asked.map(([whole]) => ({ line, command: whole })),
    ];
  });
