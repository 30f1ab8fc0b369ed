import { describe, expect, test } from '@jest/globals';
import { inline, oneLine } from '../../../src/report/text/style.ts';

/** Quadratic work on so much white space takes hours. */
const spaces = ' '.repeat(1_000_000);

describe('a text on one line', () => {
  test('has its line ends and the white space around them replaced', () => {
    expect(inline(' One.  \n  Two.\n\nThree ')).toBe('One. Two. Three');
  });

  test.each([inline, oneLine])('takes linear work, however much white space there is', (line) => {
    expect(line(`a${spaces}b`).length).toBe(spaces.length + 2);
  });
});
