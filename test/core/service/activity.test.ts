import { describe, expect, test } from '@jest/globals';
import { closeWriters, otherWriters } from '../../../src/core/service/audit.ts';
import type { ActivityFact } from '../../../src/core/ports.ts';

const entry = (rule: string, caller: string, at: string): ActivityFact => ({
  resourceId: `/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/${rule}`,
  operation: 'Microsoft.SecurityInsights/alertRules/write',
  caller,
  at: `2026-11-22T${at}Z`,
});

describe('who else wrote a rule', () => {
  test('is told only of rules that several callers wrote', () => {
    const log = [entry('a', 'picket', '12:00:02'), entry('A', 'ana', '12:00:01'), entry('b', 'picket', '12:00:03')];
    expect([...otherWriters(log)]).toEqual([
      [
        'alertrules/a',
        [
          { who: 'ana', at: '2026-11-22T12:00:01Z' },
          { who: 'picket', at: '2026-11-22T12:00:02Z' },
        ],
      ],
    ]);
  });

  test('is told once a caller, by its last entry, in the order of time', () => {
    const log = [
      entry('a', 'picket', '12:00:01'),
      entry('a', 'ana', '12:00:02'),
      entry('a', 'picket', '12:00:03'),
      entry('a', 'picket', '12:00:04'),
    ];
    expect(
      otherWriters(log)
        .get('alertrules/a')
        ?.map(({ who }) => who),
    ).toEqual(['ana', 'picket']);
  });

  test('is nobody in an empty log', () => {
    expect(otherWriters([]).size).toBe(0);
  });
});

describe('writes that may have met unseen', () => {
  const who = (log: readonly ActivityFact[]) =>
    closeWriters(log)
      .get('alertrules/a')
      ?.map((writer) => writer.who);

  test('are those of another caller within a minute, before or after', () => {
    expect(who([entry('a', 'picket', '12:00:30'), entry('a', 'ana', '12:00:00')])).toEqual(['ana', 'picket']);
    expect(who([entry('a', 'picket', '12:01:00'), entry('a', 'ana', '12:00:00')])).toEqual(['ana', 'picket']);
    expect(who([entry('a', 'picket', '12:01:01'), entry('a', 'ana', '12:00:00')])).toBeUndefined();
  });

  test('leave out who wrote the rule long before or after', () => {
    const log = [
      entry('a', 'bob', '10:00:00'),
      entry('a', 'ana', '12:00:00'),
      entry('a', 'picket', '12:00:05'),
      entry('a', 'eve', '15:00:00'),
    ];
    expect(who(log)).toEqual(['ana', 'picket']);
  });

  test('are not told of one caller alone, nor of equal times, whose order nobody knows', () => {
    expect(who([entry('a', 'picket', '12:00:00'), entry('a', 'picket', '12:00:05')])).toBeUndefined();
    expect(who([entry('a', 'picket', '12:00:00'), entry('a', 'ana', '12:00:00')])).toBeUndefined();
  });
});
