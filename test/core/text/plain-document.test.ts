import { expect, test } from '@jest/globals';
import { readPlain } from '../../../src/core/text/plain-document.ts';

const read = (text: string) => ({
  value: { query: text.trim() },
  places: new Map([['/query', { start: 0, end: text.trim().length }]]),
});

test('a file that is no YAML says where its value stands, and where a part of it does', () => {
  const { document, diagnostics } = readPlain('a.kql', new TextEncoder().encode('SigninLogs\n| take 1\n'), read);
  expect(diagnostics).toEqual([]);
  expect(document.value).toEqual({ query: 'SigninLogs\n| take 1' });
  expect(document.locate('/query')).toEqual({ start: 0, end: 19 });
  expect(document.locate('/query/deeper')).toEqual({ start: 0, end: 19 });
  expect(document.locate('/other')).toEqual({ start: 0, end: 0 });
  expect(document.locateWithin('/query', { start: 13, end: 17 })).toEqual({ start: 13, end: 17 });
  expect(document.locateWithin('/query', { start: 13, end: 99 })).toEqual({ start: 13, end: 19 });
  expect(document.range({ start: 13, end: 17 })).toMatchObject({ start: { line: 2, column: 3 } });
});

test('a file that is no text has no value, and the place where it ceases to be one is said', () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode('a\nb'), 0xff, 0xff]);
  const { document, diagnostics } = readPlain('a.kql', bytes, read);
  expect(document.value).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { code: 'yaml/encoding', severity: 'error', path: 'a.kql', range: { start: { line: 2, column: 2 } } },
  ]);
});
