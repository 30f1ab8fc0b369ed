import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { shownTokens } from '../../src/app/query-tokens.ts';
import { queryText } from '../../src/content/analytics-rule/text.ts';
import type { QueryToken } from '../../src/core/query-facts.ts';

const words = (text: string): readonly QueryToken[] =>
  [...text.matchAll(/\w+/g)].map(({ 0: word, index }) => ({
    kind: 'name',
    span: { start: index, end: index + word.length },
  }));

describe('the tokens of a query as a page shows it', () => {
  test('cover the same words, however the file ends its lines', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('T', 'where', ' ', '|', '\n', '\r\n', '\r')), (parts) => {
        const raw = parts.join('');
        expect(shownTokens(raw, words(raw))).toEqual(words(queryText(raw)));
      }),
    );
    expect(shownTokens('A\r\nB\r\n', words('A\r\nB\r\n'))).toEqual(words('A\nB'));
  });
});
