import { describe, expect, test } from '@jest/globals';
import { slipOf, nearest, sameName } from '../../../src/core/text/nearest.ts';

describe('the nearest name', () => {
  const names = ['CommandAndControl', 'Collection', 'Impact', 'InitialAccess'];

  test('ignores case, spaces, hyphens and underscores before anything else', () => {
    for (const wrong of ['commandandcontrol', 'Command and Control', 'command-and-control', 'COMMAND_AND_CONTROL'])
      expect(nearest(wrong, names)).toEqual(['CommandAndControl']);
    expect(nearest('a b', ['ac', 'a-b'])).toEqual(['a-b']);
    expect(nearest('ab', ['abc', 'a - - - - - - b', 'A_B'])).toEqual(['a - - - - - - b', 'A_B']);
  });

  test('forgives a few letters, and gives all that are equally near', () => {
    expect(nearest('Imapct', names)).toEqual(['Impact']);
    expect(nearest('Collektion', names)).toEqual(['Collection']);
    expect(nearest('cat', ['bat', 'hat', 'dog'])).toEqual(['bat', 'hat']);
  });

  test('counts neighbours that have changed places as one letter, in short names too', () => {
    expect(nearest('plul', ['plan', 'pull'])).toEqual(['pull']);
    expect(nearest('erport', ['import', 'report'])).toEqual(['report']);
    expect(nearest('fmt-', ['ftm', 'fmt'])).toEqual(['fmt']);
    expect(nearest('yse', ['use', 'yes'])).toEqual(['use', 'yes']);
    expect(nearest('klq', ['kql', 'all'])).toEqual(['kql']);
  });

  test('is none where nothing is near, nothing is asked, or the word is no name', () => {
    expect(nearest('Zzz', names)).toEqual([]);
    expect(nearest('', names)).toEqual([]);
    expect(nearest('Impact', [])).toEqual([]);
    expect(nearest('x', ['y', 'ab', 'xy'])).toEqual(['xy']);
    expect(nearest('x'.repeat(1000), ['x'.repeat(1000)])).toEqual([]);
  });

  test('is the same name only where the letters are the same', () => {
    expect(sameName('query_frequency', 'queryFrequency')).toBe(true);
    expect(sameName('queryFrequence', 'queryFrequency')).toBe(false);
  });
});

describe('a slip', () => {
  test.each([
    ['Acount', 'Account'],
    ['HostNamq', 'HostName'],
    ['account', 'Account'],
    ['Accuont', 'Account'],
    ['ACCOUNT', 'Account'],
  ])('is one letter, two swapped or the case: %s for %s', (wrong, meant) => {
    expect(slipOf(wrong, ['TimeGenerated', meant])).toBe(meant);
  });

  test.each([
    ['Address1', 'Address2'],
    ['Address', 'Address2'],
    ['Id', 'Ip'],
    ['AccountUpn', 'AccountSid'],
  ])('is not %s for %s', (name, other) => {
    expect(slipOf(name, [other])).toBeUndefined();
  });
});
