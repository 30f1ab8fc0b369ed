import { expect, test } from '@jest/globals';
import { heldBack, refusedOutcome, stillUsed } from '../../../src/app/change/outcomes.ts';
import type { Outcome, OutcomeStatus, Refusal } from '../../../src/core/engine/change.ts';
import { refKey } from '../../../src/core/ref.ts';
import { change, planOf } from '../../report/reports.ts';

const refOf = (index: number) => ({ type: 'analytics-rule', id: change(index).id });

const ended = (index: number, status: OutcomeStatus, reason?: string): readonly [string, Outcome] => {
  const { displayName, action } = change(index);
  const outcome = { ...refOf(index), displayName, action, status, ...(reason === undefined ? {} : { reason }) };
  return [refKey(refOf(index)), outcome];
};

const all: readonly OutcomeStatus[] = [
  'written',
  'unchanged',
  'skipped',
  'refused',
  'failed',
  'unknown',
  'not-attempted',
];

test('a change is held back by what it needs and was not done, the first of it, and by nothing else', () => {
  const needing = change(9, { needs: [refOf(1), refOf(2), refOf(3)] });
  const held = (...ends: readonly (readonly [string, Outcome])[]) => heldBack(needing, new Map(ends));
  expect(heldBack(change(9), new Map([ended(1, 'failed')]))).toBeUndefined();
  expect(all.map((status) => held(ended(2, status)))).toEqual([
    undefined,
    undefined,
    'it needs Rule 2, which was not done',
    undefined,
    'it needs Rule 2, which was not done',
    'it needs Rule 2, which was not done',
    'it needs Rule 2, which was not done',
  ]);
  expect(held(ended(1, 'written'), ended(3, 'failed', 'no'), ended(2, 'skipped', 'moved'))).toBe(
    'it needs Rule 2, which was not done: moved',
  );
  expect(held(ended(4, 'failed'))).toBeUndefined();
});

test('a deletion waits for those that name what it deletes, where they are deleted too and were not', () => {
  const used = change(1, { action: 'delete' });
  const by = (action: 'delete' | 'update') => planOf([used, change(2, { action, needs: [refOf(7), refOf(1)] })]);
  const failed = new Map([ended(2, 'failed', 'no')]);
  expect(stillUsed(used, by('delete'), failed)).toBe('Rule 2 still needs it, which was not deleted: no');
  expect(stillUsed(used, by('delete'), new Map([ended(2, 'unknown')]))).toBe(
    'Rule 2 still needs it, which was not deleted',
  );
  expect(stillUsed(used, by('delete'), new Map([ended(2, 'written')]))).toBeUndefined();
  expect(stillUsed(used, by('delete'), new Map())).toBeUndefined();
  expect(stillUsed(used, by('update'), failed)).toBeUndefined();
  expect(stillUsed(change(3), by('delete'), failed)).toBeUndefined();
});

test('a rule that a plan left alone is skipped where somebody changed it, and else refused', () => {
  const refusal: Refusal = { scope: 'rule', code: 'drift', message: 'No.', ...refOf(1) };
  const outcome = { ...refOf(1), displayName: refOf(1).id, reason: 'No.' };
  const codes = ['drift', 'conflict', 'switched-off', 'not-owned', 'foreign', 'adopt-needs-file', 'too-many'];
  expect(codes.flatMap((code) => refusedOutcome({ ...refusal, code }))).toEqual([
    { ...outcome, action: 'update', status: 'skipped' },
    { ...outcome, action: 'update', status: 'skipped' },
    { ...outcome, action: 'update', status: 'skipped' },
    { ...outcome, action: 'adopt', status: 'refused' },
    { ...outcome, action: 'adopt', status: 'refused' },
    { ...outcome, action: 'adopt', status: 'refused' },
    { ...outcome, action: 'update', status: 'refused' },
  ]);
  expect(refusedOutcome({ ...refusal, code: 'foreign', action: 'delete', displayName: 'One', hint: 'Do.' })).toEqual([
    { ...outcome, displayName: 'One', action: 'delete', status: 'refused', hint: 'Do.' },
  ]);
  const { id: _id, type: _type, ...ofRun } = refusal;
  expect([ofRun, { ...ofRun, type: 'rule' }, { ...ofRun, id: 'x' }].flatMap(refusedOutcome)).toEqual([]);
});
