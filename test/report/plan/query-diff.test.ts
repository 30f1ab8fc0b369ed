import { describe, expect, test } from '@jest/globals';
import { sidesText, valueText } from '../../../src/report/plan/plan-text.ts';
import { diffText, lineDiff } from '../../../src/report/plan/query-diff.ts';

describe('two texts', () => {
  test('are shown by the lines that differ, with two around and the rest counted', () => {
    const before = ['1', '2', '3', '4', '5', '6', '7', '8'].join('\n');
    expect(diffText(before, before.replace('5', 'five'))).toBe(
      ['@@ 2 unchanged @@', '  3', '  4', '- 5', '+ five', '  6', '  7', '@@ 1 unchanged @@'].join('\n'),
    );
  });

  test('that are alike have no lines to show', () => {
    expect(lineDiff('a\nb', 'a\nb')).toEqual([]);
  });
});

describe('a value on one line', () => {
  test('is said in words where it is absent', () => {
    expect([valueText(undefined), valueText('a'), valueText([1])]).toEqual(['(none)', 'a', '[1]']);
  });

  test('never looks like the other side', () => {
    const [before, after] = sidesText({ before: 1, after: '1' });
    expect(before).not.toBe(after);
  });
});
