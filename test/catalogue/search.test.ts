import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

type Search = {
  readonly vocabulary: (texts: readonly string[]) => string[];
  readonly nearest: (word: string, words: readonly string[]) => string[];
};

const context: { picketSearch?: Search } = {};
runInNewContext(readFileSync('assets/catalogue/search.js', 'utf8'), context);
const { vocabulary, nearest } = context.picketSearch ?? { vocabulary: () => [], nearest: () => [] };

const found = (word: string, words: readonly string[]): readonly string[] => Array.from(nearest(word, words));

/** One mistake after the first letter: a letter left out, another one, one more, or two that changed places. */
const mistaken = fc
  .tuple(fc.stringMatching(/^[a-z]{5,12}$/), fc.nat(), fc.constantFrom('without', 'other', 'more', 'swapped'))
  .map(([word, number, kind]) => {
    const at = 1 + (number % (word.length - 2));
    const rest = { without: '', other: '_', more: `_${word[at]}`, swapped: `${word[at + 1]}${word[at]}` }[kind];
    return { word, typed: word.slice(0, at) + rest + word.slice(kind === 'swapped' ? at + 2 : at + 1) };
  });

describe('the search of the catalogue', () => {
  test('finds a word in spite of one mistake in it', () => {
    fc.assert(
      fc.property(mistaken, ({ word, typed }) => {
        expect(found(typed, ['persistence', 'zz_zz', word])).toContain(word);
      }),
    );
  });

  test('finds it while the word is still being typed', () => {
    expect(found('powersehl', ['powershell', 'power', 'powerful'])).toEqual(['powershell']);
    expect(found('signinl0', ['signinlogs'])).toEqual(['signinlogs']);
  });

  test('prefers the word with fewer mistakes, and guesses at none that is too short', () => {
    expect(found('malbox', ['mailbox', 'mallbox', 'malware'])).toEqual(['mailbox', 'mallbox']);
    expect(found('mailboxe', ['mailbox', 'mailboxes'])).toEqual(['mailboxes']);
    expect(found('abc', ['abd'])).toEqual([]);
    expect(found('quite_else', ['mailbox'])).toEqual([]);
  });

  test('knows each word once, and no numbers or digests', () => {
    expect(Array.from(vocabulary(['Straße mail|Mail mail', '5d1e0f7a 1098 t1098 _im_dns']))).toEqual([
      'Straße',
      'mail',
      'Mail',
      't1098',
      '_im_dns',
    ]);
  });
});
