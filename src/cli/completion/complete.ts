import type { Argv } from 'yargs';
import type { Offer } from '../../app/offered.ts';
import type { Io } from '../../core/io.ts';
import { formats } from '../../report/index.ts';
import { inert } from '../../report/text/style.ts';
import { commands } from '../commands/index.ts';
import { kebab } from '../repeated.ts';
import { isDescribed, joined, placeOf, unquoted, type Options, type Place } from './place.ts';

const named = (values: readonly string[]): readonly Offer[] => values.map((value) => ({ value }));

const ruleOptions = ['only', 'overwrite', 'reenable'];

/** What stands for every rule where an option takes it. */
const everyRule: Readonly<Record<string, readonly string[]>> = { overwrite: ['all'], reenable: ['all'] };

type Scene = { readonly io: Pick<Io, 'cwd'>; readonly options: Options; readonly formats: readonly string[] };

const valuesOf = async (option: string, begun: string, { io, options, ...scene }: Scene): Promise<readonly Offer[]> => {
  const choices = options.choices[option];
  if (choices !== undefined) return named(choices);
  const offered = await import('../../app/offered.ts');
  if (option === 'workspace') return offered.offeredWorkspaces(io);
  if (option === 'format') return named(scene.formats);
  if (!ruleOptions.includes(option) && option !== 'rule' && option !== 'rules') return [];
  return [...named(everyRule[option] ?? []), ...(await offered.offeredRules(io, begun))];
};

const positionalsOf = (usage: string): readonly string[] =>
  usage
    .split(' ')
    .slice(1)
    .map((word) => word.replaceAll(/[<>[\]]/g, ''));

const flagsOf = ({ key }: Options, positionals: readonly string[]): readonly Offer[] => {
  const hidden = new Set(positionals.map((name) => name.replace(/\.\.$/, '')));
  const names = [...Object.keys(key), 'help'].filter((name) => !hidden.has(name) && name === kebab(name));
  return named([...new Set(names)].map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).toSorted());
};

const offersAt = async (place: Place, scene: Scene, positionals: readonly string[]): Promise<readonly Offer[]> => {
  if (place.at === 'flag') return flagsOf(scene.options, positionals);
  if (place.at === 'value') return valuesOf(place.option, place.begun, scene);
  if (place.name === undefined) return [];
  if (place.name === 'code') return (await import('../../app/offered.ts')).offeredCodes();
  return valuesOf(place.name, place.begun, scene);
};

/** What may be typed at a place of the command line. Only what begins like the current word, and nothing for files. */
const complete = async (
  io: Pick<Io, 'cwd'>,
  typed: readonly string[],
  word: string,
  parserOf: () => Promise<Argv>,
): Promise<readonly Offer[]> => {
  const { words, current } = joined(typed, word);
  const at = words.findIndex((given) => commands.some(({ name }) => name === given));
  const entry = commands.find(({ name }) => name === words[at]);
  const begins = (begun: string) => (offer: Offer) => offer.value.toLowerCase().startsWith(begun.toLowerCase());
  if (entry === undefined) {
    const offers = current.startsWith('-')
      ? named(['--help', '--version'])
      : commands.map(({ name, describe }) => ({ value: name, about: describe }));
    return offers.filter(begins(unquoted(current)));
  }
  const command = await entry.load();
  const parser = command.declare(await parserOf());
  if (!isDescribed(parser)) return [];
  const options = parser.getOptions();
  const positionals = positionalsOf(entry.usage);
  const place = placeOf(words.slice(at + 1), current, positionals, options);
  const offers = await offersAt(place, { io, options, formats: command.formats ?? formats }, positionals);
  // bash has ended the word at `=` itself, so it wants the value alone.
  const prefix = place.at === 'value' && word.startsWith(place.prefix) ? place.prefix : '';
  return offers.filter(begins(place.begun)).map((offer) => ({ ...offer, value: `${prefix}${offer.value}` }));
};

/**
 * Answers a shell that asks what may be typed next: one offer a line, with what it is behind a tab.
 * @param args the words before the current one, and last the current one behind `=`, so that it is there when empty
 */
export const answerShell = async (args: readonly string[], io: Io): Promise<void> => {
  const words = args.slice(0, -1).filter((word) => word !== '');
  const current = args.at(-1)?.replace(/^=/, '') ?? '';
  const { default: yargs } = await import('yargs');
  const offers = await complete(io, words, current, async () => yargs([]).help(false).version(false));
  for (const { value, about } of offers) {
    // What a terminal would act on is not offered.
    if (inert(value) !== value || value.includes('\n')) continue;
    io.out.write(`${value}${about === undefined ? '' : `\t${inert(about).replaceAll(/\s+/g, ' ')}`}\n`);
  }
};
