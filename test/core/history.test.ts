import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { deployerOf, timeLine, type HistoryFacts } from '../../src/core/history.ts';
import { updateExpected } from '../expected.ts';
import { body } from './rules.ts';

const day = (number: number, time = '10:00:00Z'): string => `2027-01-${String(number).padStart(2, '0')}T${time}`;

/** The version of a resource that was written at a moment. */
const versionAt = (at: string): string => `0300bf090300${(Date.parse(at) / 1000).toString(16)}`;

const pipeline = '11111111-2222-3333-4444-555555555555';

const exception = { workspace: 'prod', rule: 'r', until: '', state: 'in force', ended: '' } as const;
const resourceId = '/x/alertRules/r';
const operation = 'Microsoft.SecurityInsights/alertRules/write';

const facts: HistoryFacts = {
  commits: [
    { commit: 'c1', at: day(1), author: 'ana', subject: 'Add the rule (#12)' },
    { commit: 'c2', at: day(2), author: 'bob', subject: 'Raise (#x) it', blob: 'b2' },
    { commit: 'c3', at: day(3), author: 'ana', subject: 'Merge (#7)' },
  ],
  reviews: new Map([['c3', { number: 9, author: 'ana', approvers: ['bob', 'cid'] }]]),
  activity: [
    { at: day(4), caller: pipeline, operation, resourceId },
    { at: day(5), caller: 'eve@contoso.com', operation, resourceId },
    { at: day(6, '10:00:03Z'), caller: 'eve@contoso.com', operation, resourceId },
    { at: day(7), caller: 'Azure Security Insights', operation, resourceId },
    { at: day(8, '10:00:02Z'), caller: 'ana', operation, resourceId },
    { at: day(8, '10:00:50Z'), caller: pipeline, operation, resourceId },
    { at: day(9), caller: 'eve@contoso.com', operation: 'Microsoft.SecurityInsights/alertRules/Delete', resourceId },
  ],
  states: [
    { at: day(4), rule: 'r', who: '', body: body() },
    { at: day(5, '10:00:04Z'), rule: 'r', who: 'eve@contoso.com', body: body({ severity: 'Low', enabled: false }) },
    { at: day(6), rule: 'r', who: 'somebody', body: body({ query: 'A' }) },
    { at: day(7), rule: 'r', who: '', body: body({ query: 'B' }) },
  ],
  overrides: [
    { by: 'dan', at: day(14), until: day(30), reason: 'again', ticket: 'INC-2' },
    { by: 'dan', at: day(12), until: day(13), reason: 'over' },
    { by: 'ana', at: day(10), until: day(30), reason: 'replaced', ended: { by: 'dan', at: day(12) } },
    {
      by: 'ana',
      at: day(8),
      until: day(20),
      reason: 'floods',
      ticket: 'INC-1',
      ended: { by: 'cid', at: day(9, '09:59:58Z') },
    },
  ],
  deployments: [
    {
      at: day(4, '10:01:00Z'),
      sequence: 1,
      identity: pipeline,
      run: 'https://run/1',
      commit: 'c1',
      change: { action: 'create', status: 'written', reason: 'new' },
    },
    { at: day(11), sequence: 2, identity: 'ana', change: { action: 'update', status: 'failed', reason: 'refused' } },
    { at: day(11), sequence: 3, identity: 'ana', change: { action: 'update', status: 'skipped', reason: '' } },
  ],
  exceptions: [
    { kind: 'disabled', ...exception, since: day(2), until: day(28), by: 'ana', reason: 'noise' },
    { kind: 'accepted drift', ...exception, since: day(2), by: 'bob', reason: 'seen', state: 'ended', ended: day(13) },
    { kind: 'opt-out', ...exception, since: day(3), until: day(20), by: 'bob', reason: 'soon', ended: day(20) },
  ],
  version: versionAt(day(4, '10:00:05Z')),
  normalize: (given) => given,
  now: Date.parse(day(15)),
};

const changes: Readonly<Record<string, Partial<HistoryFacts>>> = {
  everything: {},
  'no version known': { version: undefined },
  'a version that nobody wrote': { version: versionAt(day(4, '10:00:06Z')) },
  'a version of a person': { version: versionAt(day(5)) },
  'a month later': { now: Date.parse(day(31)) },
  'at the moment of an end': { now: Date.parse(day(13)) },
  'no states': { states: [] },
  'no overrides': { overrides: [] },
  'writes before and long behind the record': {
    overrides: [{ by: 'ana', at: day(8), until: day(20), reason: 'floods' }],
    activity: ['09:59:54Z', '09:59:55Z', '10:01:00Z', '10:01:01Z'].map((time) => ({
      at: day(8, time),
      caller: time,
      operation,
      resourceId,
    })),
  },
};

const said = (): readonly string[] =>
  Object.entries(changes).flatMap(([words, change]) => {
    const known = { ...facts, ...change };
    return [
      `== ${words}: ${deployerOf(known) ?? 'nobody knows'}`,
      ...timeLine(known).map((event) => JSON.stringify(event)),
    ];
  });

const file = new URL('history.txt', import.meta.url);
updateExpected(file, () => `${said().join('\n')}\n`);

test('the time line of a rule, from all that is known of it', () => {
  expect(said()).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
