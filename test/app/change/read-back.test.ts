import { describe, expect, test } from '@jest/globals';
import { mayBeCarriedOut } from '../../../src/app/change/apply-change.ts';
import { isOutage } from '../../../src/app/change/read-back.ts';
import { PicketError, type ServiceFailureClass } from '../../../src/core/errors.ts';

const failures: readonly ServiceFailureClass[] = [
  'invalid',
  'not-found',
  'forbidden',
  'unauthorized',
  'conflict',
  'precondition',
  'throttled',
  'unavailable',
  'timeout',
  'connection',
  'protocol',
];

const failed = (failure: ServiceFailureClass | undefined, open: boolean): PicketError =>
  new PicketError('service', 'Failed', { code: 'failed', failure, open });

describe('a write that failed', () => {
  test('met an outage only where each try was answered so, and none is open', () => {
    expect(failures.filter((failure) => isOutage(failed(failure, false)))).toEqual(['unavailable']);
    expect([...failures, undefined].filter((failure) => isOutage(failed(failure, true)))).toEqual([]);
    expect(isOutage(new Error('unavailable'))).toBe(false);
  });

  test('may have been carried out where no answer says that it was not', () => {
    const doubtful = failures.filter((failure) => mayBeCarriedOut(failed(failure, false)));
    expect(doubtful).toEqual(['timeout', 'connection', 'protocol']);
    const all = [...failures, undefined];
    expect(all.filter((failure) => mayBeCarriedOut(failed(failure, true)))).toEqual(all);
    expect(mayBeCarriedOut(failed(undefined, false))).toBe(false);
    expect(mayBeCarriedOut(new Error('timeout'))).toBe(false);
  });
});
