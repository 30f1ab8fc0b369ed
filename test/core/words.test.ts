import { expect, test } from '@jest/globals';
import { lengthInWords } from '../../src/core/duration.ts';
import { actionPrefix, kindTable, markerKind, resourcePath } from '../../src/core/resource.ts';
import { meaningOf } from '../../src/core/ref.ts';
import { needsAttention } from '../../src/core/service/health.ts';
import { glob } from '../../src/core/text/glob.ts';
import { toldApart } from '../../src/core/text/visible.ts';
import { target } from './rules.ts';

test('a length of time in words has every unit that it needs, and says so where it is none', () => {
  expect([0, 1000, 90_061_000, 2 * 86_400_000].map(lengthInWords)).toEqual([
    'no time',
    '1 second',
    '1 day 1 hour 1 minute 1 second',
    '2 days',
  ]);
});

test('a collection of the workspace itself has no provider in its path', () => {
  const place = { collection: 'savedSearches' } as const;
  expect(resourcePath(target, place, 'a b')).toMatch(/\/workspaces\/sentinel\/savedSearches\/a%20b$/);
  expect(actionPrefix(place)).toBe('Microsoft.OperationalInsights/workspaces/savedSearches');
  expect(() => kindTable([markerKind])('alertRules')).toThrow('Nothing is known of the collection alertRules.');
});

test('a text that means two things means none of them for certain', () => {
  const known = [
    { type: 'rule', id: 'A' },
    { type: 'search', id: 'a' },
  ];
  expect(meaningOf(known)('a')).toEqual({ refs: [], ambiguous: known });
  expect(meaningOf(known)('SEARCH/a').refs).toEqual([known[1]]);
  expect(meaningOf(known)('b')).toEqual({ refs: [], ambiguous: [] });
});

test('who looks after rules acts on those that do not run, and not on those that are quiet', () => {
  expect(
    (['auto-disabled', 'failing', 'not-running', 'failed-runs', 'silent'] as const).map((kind) =>
      needsAttention({ kind }),
    ),
  ).toEqual([true, true, true, false, false]);
});

test('a set in a pattern has single characters and ranges', () => {
  const fits = glob('[a-c_x].yaml');
  expect(['a', 'b', 'c', '_', 'x', 'd', '-'].map((name) => fits(`${name}.yaml`))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('two long texts that part within a character are cut before it', () => {
  const [before, after] = toldApart(
    `${'a'.repeat(100)}💥${'b'.repeat(100)}`,
    `${'a'.repeat(100)}💀${'b'.repeat(100)}`,
    80,
  );
  expect([before.isWellFormed(), after.isWellFormed()]).toEqual([true, true]);
  expect([before.includes('💥'), after.includes('💀')]).toEqual([true, true]);
});
