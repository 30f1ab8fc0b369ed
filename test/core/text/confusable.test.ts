import { expect, test } from '@jest/globals';
import { mixedWords } from '../../../src/core/text/confusable.ts';

test('a mark that nobody sees is no letter of another script', () => {
  expect(mixedWords('deleted\u061c')).toEqual([]);
  expect(mixedWords('p\u0430yp\u061cal')).toEqual([{ start: 0, end: 7 }]);
});
