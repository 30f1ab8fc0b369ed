import { describe, expect, test } from '@jest/globals';
import { loadConditions } from '../../src/kql/index.ts';

const conditions = await loadConditions();

describe('the conditions of a query', () => {
  test('are read as tests of columns, over casts, members and names', () => {
    expect(conditions('let c = dynamic(["a", "b"]); T | where tostring(X["m n"].y) in (c) and not(N >= -5)')).toEqual([
      {
        kind: 'all',
        parts: [
          { kind: 'test', path: ['X', 'm n', 'y'], relation: 'is', values: ['a', 'b'] },
          { kind: 'not', part: { kind: 'test', path: ['N'], relation: 'above', values: [-5] } },
        ],
      },
    ]);
    expect(conditions('T | extend U = tolower(X.user) | where U !endswith "z" or isempty(U)')).toEqual([
      {
        kind: 'any',
        parts: [
          { kind: 'not', part: { kind: 'test', path: ['X', 'user'], relation: 'ends', values: ['z'] } },
          { kind: 'not', part: { kind: 'test', path: ['X', 'user'], relation: 'filled', values: [] } },
        ],
      },
    ]);
  });

  test('are unknown where they ask something else', () => {
    expect(conditions('T | where A == B | where f(x) | where TimeGenerated > ago(1d)')).toEqual([
      { kind: 'unknown' },
      { kind: 'unknown' },
      { kind: 'unknown' },
    ]);
  });
});
