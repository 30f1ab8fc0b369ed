import { describe, expect, test } from '@jest/globals';
import { parentOf, pointer, segmentsOf, valueAt } from '../../src/core/pointer.ts';

describe('a JSON pointer', () => {
  test('escapes slashes and tildes in keys, and reads them back', () => {
    const at = pointer('customDetails', 'a/b~c', 0);
    expect(at).toBe('/customDetails/a~1b~0c/0');
    expect(segmentsOf(at)).toEqual(['customDetails', 'a/b~c', '0']);
  });

  test('finds values in mappings and lists, and nothing where there is nothing', () => {
    const value = { list: [{ key: false }] };
    expect(valueAt(value, '/list/0/key')).toBe(false);
    expect(valueAt(value, '/list/1/key')).toBeUndefined();
    expect(valueAt(value, '/list/0/toString')).toBeUndefined();
    expect(valueAt(value, '')).toBe(value);
  });

  test('knows its parent, up to the document', () => {
    expect(parentOf('/a/0')).toBe('/a');
    expect(parentOf('/a')).toBe('');
    expect(parentOf('')).toBe('');
  });
});
