import { describe, expect, test } from '@jest/globals';
import { upstream } from '../../../src/content/hunting-query/index.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const id = '7c2f4f0e-3b0a-4d6b-8a51-0d9f1a6e2b01';

const followed = (text: string): string => upstream.follow(readDocument('q.yaml', text).document, '1.0.1');

describe('a hunting query and its template', () => {
  test('have one id, which is why no template need be there', () => {
    expect(upstream.linkOf({ id, version: '1.0.0' })).toEqual({ template: id, version: '1.0.0', isImplied: true });
    expect(upstream.linkOf({ name: 'Without an id' })).toBeUndefined();
    const body = { properties: { displayName: 'Hunt' } };
    expect(upstream.linked({ id, version: '1.0.0', body })).toEqual({ id, body });
  });

  test('have one version, which is written even where the file has none', () => {
    expect(followed('id: x\nname: Hunt\nquery: T\nversion: 1.0.0\n')).toBe(
      'id: x\nname: Hunt\nquery: T\nversion: 1.0.1\n',
    );
    expect(followed('id: x\nname: Hunt\nquery: T\n')).toBe('id: x\nname: Hunt\nversion: 1.0.1\nquery: T\n');
  });
});
