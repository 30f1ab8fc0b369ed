import { describe, expect, test } from '@jest/globals';
import { readRuns } from '../../../src/app/show/health.ts';
import { PicketError } from '../../../src/core/errors.ts';

const refused = (message: string): PicketError =>
  new PicketError('service', message, { code: 'invalid', failure: 'invalid', status: 400 });

describe('the runs of rules', () => {
  test('are unknown in a workspace without health monitoring, which a note says how to switch on', async () => {
    const query = () => Promise.reject(refused("Failed to resolve table or column expression named 'SentinelHealth'"));
    expect(await readRuns(query)).toEqual({ note: expect.stringContaining('Switch health monitoring on') });
  });

  test('are unknown to somebody who may not read logs, and the note says why', async () => {
    expect(await readRuns(async () => ({ unknown: 'You may not read the logs.' }))).toEqual({
      note: 'The runs cannot be read: You may not read the logs.',
    });
  });

  test.each([
    refused("'where' operator: no such column"),
    new PicketError('service', 'SentinelHealth', { code: 'timeout' }),
  ])('fail with every other failure: %s', async (failure) => {
    await expect(readRuns(() => Promise.reject(failure))).rejects.toBe(failure);
  });
});
