import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/core/json.ts';
import { jsonText } from '../../../src/core/text/visible.ts';
import { jsonList, memberText } from '../../../src/report/text/json-list.ts';

const shared = { id: 'a', text: 'two\nlines ##[x] \u001b[1m', parts: [1, [], {}, { b: null }] };

const objects: readonly JsonObject[] = [
  {},
  { list: [], map: {}, text: 'x', none: null, 'odd "key"': true },
  { list: [shared, 'plain', 2], nested: { deep: [{ x: [1, 2] }] } },
  // The same values once more, in longer and shorter lists and in another order.
  { list: [shared, 'plain', 2], other: [shared] },
  { list: [shared, 'plain'] },
  { list: [shared, 2, 'plain'] },
];

describe('a list in JSON whose members come one by one', () => {
  test('is what the whole would be in one text, although values that are shared are spelled once', () => {
    const list = jsonList('{\n  "all": ');
    const text = [...objects.map((each) => list.placed(memberText(each))), list.end(), '\n}\n'].join('');
    expect(text).toBe(jsonText({ all: objects }));
  });
});
