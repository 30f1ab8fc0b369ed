import { describe, expect, test } from '@jest/globals';
import { assert, pre, property, stringMatching } from 'fast-check';
import { glob, unsupportedGlob } from '../../../src/core/text/glob.ts';

describe('a pattern', () => {
  test.each([
    ['rules/*.yaml', ['rules/a.yaml', 'rules/.a.yaml'], ['rules/b/a.yaml', 'rules/a.yml', 'x/rules/a.yaml']],
    ['rules/**', ['rules/a.yaml', 'rules/b/c/a.yaml'], ['rule/a.yaml', 'rulesx/a.yaml']],
    ['**/a.yaml', ['a.yaml', 'x/a.yaml', 'x/y/a.yaml'], ['ba.yaml', 'x/ba.yaml']],
    ['rules/**/a.yaml', ['rules/a.yaml', 'rules/x/y/a.yaml'], ['rules/xa.yaml', 'rulesa.yaml']],
    ['**', ['a', 'a/b'], []],
    ['a**b', ['ab', 'axb'], ['a/b']],
    ['r?le', ['rule', 'röle'], ['rle', 'r/le']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['[]x', ['[]x'], ['x']],
    ['{a,b/{c,d}}/*.yaml', ['a/1.yaml', 'b/c/1.yaml', 'b/d/1.yaml'], ['b/1.yaml', 'c/1.yaml']],
    ['{a}', ['{a}'], ['a']],
    [String.raw`a\*b`, ['a*b'], ['axb']],
    ['./rules/*', ['rules/a'], ['./rules/a']],
  ])('%s', (pattern, fitting, others) => {
    const fits = glob(pattern);
    expect(fitting.filter((path) => !fits(path))).toEqual([]);
    expect(others.filter((path) => fits(path))).toEqual([]);
  });

  test('fits the text that it is, when nothing in it is special', () => {
    assert(
      property(stringMatching(/^[a-z0-9/ ._-]{1,30}$/), (path) => {
        pre(!path.startsWith('./'));
        expect(glob(path)(path)).toBe(true);
      }),
    );
  });

  test.each(['+(+(a)+)+z', '!(a)', 'x/@(a|b)', '!a/**'])('%s is none that is taken', (pattern) => {
    expect(unsupportedGlob(pattern)).toBeDefined();
  });

  test.each(['a/(b)', String.raw`a\!(b)`, 'a!b', '**/*'])('%s is taken', (pattern) => {
    expect(unsupportedGlob(pattern)).toBeUndefined();
  });
});

describe('the work on a pattern', () => {
  const steps = (pattern: string, path: string): number => {
    let count = 0;
    glob(pattern)(path, () => {
      count += 1;
    });
    return count;
  };

  test.each([
    ['stars', (size: number) => `${'*a'.repeat(size)}b`],
    ['stars for folders', (size: number) => `${'**/'.repeat(size)}b`],
    ['both', (size: number) => `${'**/*a*/'.repeat(size)}b`],
  ])('is at most the length of the path times that of the pattern: %s', (_, pattern) => {
    for (const size of [10, 100, 400]) {
      const path = 'a/a'.repeat(size);
      expect(steps(pattern(size), path)).toBeLessThanOrEqual(path.length * (pattern(size).length + 1));
    }
  });

  test('is bounded where braces multiply', () => {
    expect(steps('{a,b}'.repeat(60), 'a'.repeat(60))).toBeLessThan(60 * 60 * 300 * 6);
  });
});
