import { expect, test } from '@jest/globals';
import { differenceLine } from '../../../../src/app/check/tests/backend.ts';
import { oneLine } from '../../../../src/app/check/tests/explain-case.ts';
import { budgetOf } from '../../../../src/app/check/tests/test-case.ts';

test('a run has the time that is left, and none after it', () => {
  let now = 1000;
  const budget = budgetOf({ now: () => now }, 500);
  expect(budget.isUsedUp()).toBe(false);
  now = 1501;
  expect(budget.isUsedUp()).toBe(true);
});

test('what the interpreter and the service answer differently is one line with both', () => {
  const columns = [{ name: 'n', type: 'long' as const }];
  const line = differenceLine({
    rule: 'r',
    case: 'c',
    query: 'print n = 1',
    service: { columns, rows: [[1]] },
    interpreter: { columns, rows: [[2]] },
  });
  expect(JSON.parse(line)).toMatchObject({ rule: 'r', expected: { rows: [[1]] }, actual: { rows: [[2]] } });
  expect(line.trimEnd()).not.toContain('\n');
});

test('a text of several lines is said on one', () => {
  expect(oneLine(' T\n| where\t x ')).toBe('T | where x');
});
