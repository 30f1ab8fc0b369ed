import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../../../src/core/diagnostic.ts';
import { applyFixes } from '../../../src/core/text/fix.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const finding = (text: string, from: string, to: string, path = 'a.yaml'): Diagnostic => {
  const start = text.indexOf(from);
  return {
    code: 'schema/test',
    severity: 'error',
    message: `${from} is ${to}`,
    path,
    fix: [{ span: { start, end: start + from.length }, text: to }],
  };
};

const text = 'severity: high # as agreed\nqueryPeriod: PT1D\n';
const document = readDocument('a.yaml', text).document;
const fix = (...diagnostics: readonly Diagnostic[]) => applyFixes(document, diagnostics);

describe('repairs of a file', () => {
  test('are made together, and comments stay', () => {
    expect(fix(finding(text, 'high', 'High'), finding(text, 'PT1D', 'P1D')).text).toBe(
      'severity: High # as agreed\nqueryPeriod: P1D\n',
    );
  });

  test('of two that compete for a place the first counts, and the other is left for later', () => {
    const first = finding(text, 'high', 'High');
    expect(fix(first, finding(text, 'high', 'Low'))).toEqual({
      text: text.replace('high', 'High'),
      fixed: [first],
    });
  });

  test('that two findings agree on is made once and answers both', () => {
    const result = fix(finding(text, 'high', 'High'), finding(text, 'high', 'High'));
    expect(result.text).toBe(text.replace('high', 'High'));
    expect(result.fixed).toHaveLength(2);
  });

  test('after which the file could not be read is not made, and the others are', () => {
    const result = fix(finding(text, 'PT1D', '[P1D'), finding(text, 'high', 'High'));
    expect(result.text).toBe(text.replace('high', 'High'));
    expect(result.fixed.map(({ message }) => message)).toEqual(['high is High']);
  });

  test('that would take a comment away is not made', () => {
    expect(fix(finding(text, ' # as agreed', ''))).toEqual({ text, fixed: [] });
  });

  test('of another file are none of this one', () => {
    expect(fix(finding(text, 'high', 'High', 'b.yaml'))).toEqual({ text, fixed: [] });
  });

  test('two insertions at one place compete', () => {
    const insertion = (line: string): Diagnostic => ({
      ...finding(text, 'high', 'High'),
      message: line,
      fix: [{ span: { start: 0, end: 0 }, text: line }],
    });
    expect(fix(insertion('kind: NRT\n'), insertion('name: A\n')).text).toBe(`kind: NRT\n${text}`);
  });

  test.each<
    readonly [words: string, first: readonly [number, number], second: readonly [number, number], made: string]
  >([
    ['that overlap at the end of the first', [2, 5], [4, 7], 'ab12fghij'],
    ['that overlap at its begin', [4, 7], [2, 5], 'abcd12hij'],
    ['of which one lies within the other', [2, 8], [4, 5], 'ab12ij'],
    ['of which one holds the other', [4, 5], [2, 8], 'abcd12fghij'],
    ['that touch', [2, 4], [4, 6], 'ab1234ghij'],
    ['that touch the other way round', [4, 6], [2, 4], 'ab3412ghij'],
    ['that begin at one place', [2, 4], [2, 6], 'ab12efghij'],
  ])('%s compete only where they share a letter or their begin', (_, first, second, made) => {
    const letters = readDocument('a.yaml', 'abcdefghij').document;
    const of = ([start, end]: readonly [number, number], fresh: string): Diagnostic => ({
      ...finding(text, 'high', 'High'),
      fix: [{ span: { start, end }, text: fresh }],
    });
    expect(applyFixes(letters, [of(first, '12'), of(second, '34')]).text).toBe(made);
  });
});
