import { describe, expect, test } from '@jest/globals';
import { parseString } from '../../../src/sigma/read/value.ts';
import { printReference } from '../../../src/sigma/steps/print-steps.ts';
import type { Tree } from '../../../src/sigma/tree.ts';

const leaf = (field: string, text: string): Tree => ({ kind: 'leaf', field, value: parseString(text), at: 0 });

describe('a condition in the spelling of the reference converter', () => {
  test('compares a plain text without regard to case', () => {
    expect(printReference(leaf('CommandLine', 'whoami'))).toBe('CommandLine =~ "whoami"');
  });

  test('puts what is nested in parentheses, and nothing that stands alone', () => {
    const either: Tree = { kind: 'or', arguments: [leaf('A', 'x'), leaf('B', 'y')] };
    expect(printReference({ kind: 'and', arguments: [either, leaf('C', 'z')] })).toBe(
      '(A =~ "x" or B =~ "y") and C =~ "z"',
    );
  });
});
