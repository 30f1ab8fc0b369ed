import { PicketError } from '../core/errors.ts';
import { nearest } from '../core/text/nearest.ts';
import { commands } from './commands/index.ts';
import { kebab } from './repeated.ts';

const name = 'picket';

type CommandLine = {
  readonly argv: readonly string[];
  /** The flags of the command that was called. */
  readonly known: readonly string[];
  /** The values that an option takes, by its name, where those are counted. */
  readonly choices: Readonly<Record<string, readonly unknown[]>>;
};

type Said = { readonly message: string; readonly hint?: string; readonly code?: string };

type Command = (typeof commands)[number];

/** The command that was called: the first word that names one, since a workspace may be called `test` as well. */
const commandOf = (argv: readonly string[]): Command | undefined => {
  const called = argv.find((word) => commands.some((entry) => entry.name === word));
  return commands.find((entry) => entry.name === called);
};

/** An argument as it is typed: `--only`, or `<source>` for one that has its place. */
const typed = (key: string, argv: readonly string[]): string => {
  const place = commandOf(argv)
    ?.usage.split(' ')
    .find((word) => word.replaceAll(/[<>[\].]/g, '') === key);
  return place ?? flag(key);
};

/** An option as it is typed: `-w`, `--allow-deletes`. */
const flag = (key: string): string => (key.length === 1 ? `-${key}` : `--${kebab(key)}`);

/** What yargs calls unknown, as it is typed: an option goes by the same word as the command in `picket plan --plan`. */
const unknownAs = (word: string, argv: readonly string[]): string => {
  const flags = [flag(word), `--no-${kebab(word)}`];
  const option = argv.map((part) => part.replace(/=.*/s, '')).find((part) => flags.includes(part));
  return option ?? (argv.includes(word) ? word : flag(word));
};

/** A command with its words, as they are typed. */
const usageOf = ({ usage }: Command): string => `\`${name} ${usage}\``;

const helpOf = (command: Command | undefined): string =>
  `\`${name}${command === undefined ? '' : ` ${command.name}`} --help\``;

const unknownWords = (message: string, { argv, known }: CommandLine): Said | undefined => {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/m.exec(message)?.[1]?.split(', ') ?? [];
  if (unknown.length === 0) return undefined;
  const words = [...new Set(unknown.map((word) => unknownAs(word, argv)))];
  const names = commands.map((entry) => entry.name);
  const described = words.map((word) => {
    const close = word.startsWith('--')
      ? nearest(word.slice(2), known).map((flag) => `--${flag}`)[0]
      : nearest(word, names)[0];
    return close === undefined || close === word ? `\`${word}\`` : `\`${word}\` (did you mean \`${close}\`?)`;
  });
  const said = { message: `Unknown: ${described.join(', ')}.`, code: 'unknown-argument' };
  const command = commandOf(argv);
  // A word too many, and no flag: what the command takes says it at once.
  if (command === undefined || words.some((word) => word.startsWith('-'))) return said;
  return { ...said, hint: `It is ${usageOf(command)}: leave out what is more, or look at ${helpOf(command)}.` };
};

const wrongChoice = (message: string, { argv }: CommandLine): Said | undefined => {
  const found = /Argument: (\S+), Given: (.*), Choices: (.+)$/m.exec(message);
  if (found === null) return undefined;
  const [, key = '', given = '', listed = ''] = found;
  const value = given.replaceAll(/^"|"$/g, '');
  const choices = [...listed.matchAll(/"([^"]*)"/g)].map(([, choice = '']) => choice);
  const close = nearest(value, choices)[0];
  const place = typed(key, argv);
  const [only = ''] = choices;
  const use =
    choices.length === 1
      ? `Write ${only}${place.startsWith('[') ? `, as in \`${name} ${commandOf(argv)?.name ?? ''} ${only}\`, or leave it out` : ''}.`
      : `Use one of ${choices.join(', ')}.`;
  return {
    message: `\`${value}\` is no value of ${place}.`,
    hint: `${use}${close === undefined ? '' : ` Did you mean \`${close}\`?`}`,
  };
};

const missing = (message: string, { argv, choices }: CommandLine): Said | undefined => {
  const command = commandOf(argv);
  if (/^Not enough non-option arguments/m.test(message) && command !== undefined) {
    const needed = command.usage.split(' ').filter((word) => word.startsWith('<'));
    return {
      message: `\`${name} ${command.name}\` needs ${needed.join(' ')}.`,
      hint: `Write ${usageOf(command)}; ${helpOf(command)} says what ${needed.join(' and ')} may be.`,
    };
  }
  const valueless = /^Not enough arguments following: (\S+)$/m.exec(message)?.[1];
  if (valueless !== undefined) return { message: `${typed(valueless, argv)} needs a value.` };
  const required = /^Missing required arguments?: (.+)$/m.exec(message)?.[1];
  if (required === undefined) return undefined;
  const flags = required.split(', ').map((key) => {
    const values = choices[key] ?? [];
    return values.length === 0 ? typed(key, argv) : `${typed(key, argv)} (${values.join(', ')})`;
  });
  return { message: `\`${name} ${command?.name ?? ''}\` needs ${flags.join(', ')}.` };
};

/**
 * What yargs objects to, as an error that names what was typed, what there is, and the nearest of it: a mistyped flag
 * must never be ignored.
 */
export const usageError = (message: string, line: CommandLine): PicketError => {
  const said = unknownWords(message, line) ?? wrongChoice(message, line) ?? missing(message, line);
  const plain = message.trim().endsWith('.') ? message.trim() : `${message.trim()}.`;
  const command = commandOf(line.argv);
  const help = `Run ${helpOf(command)} for what there is.`;
  return new PicketError('usage', said?.message ?? plain, {
    code: said?.code ?? 'usage',
    hint: said?.hint ?? help,
  });
};
