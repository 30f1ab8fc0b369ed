import { describe, expect, test } from '@jest/globals';
import yargs from 'yargs';
import { isDescribed, joined, placeOf, unquoted, type Place } from '../../src/cli/completion/place.ts';

/** Options of each way in which one is declared, as yargs knows them. */
const declared = yargs([])
  .help(false)
  .version(false)
  .option('name', { alias: 'n', type: 'string', requiresArg: true })
  .option('only', { type: 'string', array: true, requiresArg: true })
  .option('workspace', { alias: 'w', type: 'string', array: true, nargs: 1 })
  .option('tag', { alias: 't', type: 'string', array: true })
  .option('yes', { alias: 'y', type: 'boolean' });
if (!isDescribed(declared)) throw new Error('This yargs says nothing of its options.');
const options = declared.getOptions();

const flag = (begun: string): Place => ({ at: 'flag', begun });
const value = (option: string, begun = '', prefix = ''): Place => ({ at: 'value', option, begun, prefix });
const positional = (name: string | undefined, begun = ''): Place => ({ at: 'positional', name, begun });

const one = ['rule'];
const several = ['action', 'rules..'];

describe('the place of the word that is typed', () => {
  test.each<[words: string, current: string, positionals: readonly string[], place: Place]>([
    ['', '', one, positional('rule')],
    ['', 'abc', one, positional('rule', 'abc')],
    ['', '"a b', one, positional('rule', 'a b')],
    ['a', '', one, positional(undefined)],
    ['a', '', [], positional(undefined)],
    ['', 'a', several, positional('action', 'a')],
    ['a', 'b', several, positional('rules', 'b')],
    ['a b c', 'd', several, positional('rules', 'd')],
    ['', '-', one, flag('-')],
    ['', '--na', one, flag('--na')],
    ['--name', '--na', one, flag('--na')],
    ['--name', 'x', one, value('name', 'x')],
    ['-n', 'x', one, value('name', 'x')],
    ['-n', '"a b', one, value('name', 'a b')],
    ['--name x', '', one, positional('rule')],
    ['--name=x', '', one, positional('rule')],
    ['--name x a', '', several, positional('rules')],
    ['', '--name=x', one, value('name', 'x', '--name=')],
    ['', '--name="a b', one, value('name', 'a b', '--name=')],
    ['', '--name=a=b', one, value('name', 'a=b', '--name=')],
    ['', '--other=x', one, value('other', 'x', '--other=')],
    ['--yes', '', one, positional('rule')],
    ['-y', '', one, positional('rule')],
    ['--yes a', '', several, positional('rules')],
    ['--other', '', one, positional('rule')],
    ['--only', 'x', one, value('only', 'x')],
    ['--only a b', 'x', one, value('only', 'x')],
    ['--only a --yes', 'x', one, positional('rule', 'x')],
    ['--only=a', 'x', one, positional('rule', 'x')],
    ['--tag a', 'x', one, value('tag', 'x')],
    ['-t a', 'x', one, value('tag', 'x')],
    ['--workspace', 'x', one, value('workspace', 'x')],
    ['-w', 'x', one, value('workspace', 'x')],
    ['--workspace a', 'x', one, positional('rule', 'x')],
    ['-w a', 'x', one, positional('rule', 'x')],
    ['-w a -w', 'x', one, value('workspace', 'x')],
    ['a -w b c', 'x', several, positional('rules', 'x')],
    ['a --only b c', 'x', several, value('only', 'x')],
    ['a --only b --yes', 'x', several, positional('rules', 'x')],
    ['-1', 'x', one, positional('rule', 'x')],
  ])('`%s` and `%s` of %j', (words, current, positionals, place) => {
    expect(placeOf(words === '' ? [] : words.split(' '), current, positionals, options)).toEqual(place);
  });
});

describe('a word that is typed', () => {
  test.each([
    ['', ''],
    ['plain', 'plain'],
    ['"open', 'open'],
    ['"closed"', 'closed'],
    ['"a\\"b \\$c \\`d \\\\e \\f', 'a"b $c `d \\e \\f'],
    ["'open", 'open'],
    ["'closed'", 'closed'],
    ["'a\\b", 'a\\b'],
    ['a\\ b\\c', 'a bc'],
    ['a"b', 'a"b'],
  ])('%s means %s', (word, meant) => {
    expect(unquoted(word)).toBe(meant);
  });

  test.each<[words: readonly string[], current: string, joinedWords: readonly string[], joinedCurrent: string]>([
    [[], '', [], ''],
    [['a', 'b'], 'c', ['a', 'b'], 'c'],
    [['--name', '='], 'x', [], '--name=x'],
    [['--name'], '=', [], '--name='],
    [['--name', '=', 'x'], 'y', ['--name=x'], 'y'],
    [['--name', '=', 'x', '=', 'y'], '', ['--name=x=y'], ''],
    [['a', '='], 'x', ['a', '='], 'x'],
    [['-n', '='], 'x', ['-n', '='], 'x'],
    [['='], 'x', ['='], 'x'],
  ])('%j and %s are put together where bash has cut them at `=`', (words, current, ...expected) => {
    const { words: before, current: last } = joined(words, current);
    expect([before, last]).toEqual(expected);
  });
});
