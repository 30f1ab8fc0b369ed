import { expect, test } from '@jest/globals';
import { namedGuid } from '../../src/core/digest.ts';

test('an id made of a text is a GUID of version 5, the same for every spelling of the text, another one for another', () => {
  const id = namedGuid('Scheduled/Caf\u00e9');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(namedGuid('Scheduled/Cafe\u0301')).toBe(id);
  expect(namedGuid('NRT/Caf\u00e9')).not.toBe(id);
});
