import { expect, test } from '@jest/globals';
import type { WireRequest } from '../../src/core/ports.ts';
import { withSettings, type SettingOverrides } from '../../src/emulator/index.ts';
import { createThrottle } from '../../src/emulator/throttle.ts';

type Asked = readonly [at: number, method: WireRequest['method'], subscription?: string];

/** What is said to each request: how many are left, or how long to wait. */
const said = (throttle: SettingOverrides['throttle'], asked: readonly Asked[]): readonly string[] => {
  const { admit } = createThrottle(withSettings(throttle === undefined ? {} : { throttle }));
  return asked.map(([at, method, subscription = 's']) => {
    const answer = admit({ method }, subscription, at);
    if ('headers' in answer)
      return Object.entries(answer.headers)
        .map(([name, value]) => `${name.split('-').at(-1) ?? ''} ${value}`)
        .join(' ');
    const { status, headers = {} } = answer.refusal;
    return `${status} ${headers['retry-after'] ?? 'no word'}`;
  });
};

const two = { size: 2, perSecond: 0.5 };

test('each kind of operation of each subscription has tokens of its own', () => {
  expect(
    said({ reads: { size: 9, perSecond: 1 }, writes: two, deletes: { size: 5, perSecond: 1 } }, [
      [0, 'GET'],
      [0, 'PUT'],
      [0, 'POST', 'S'],
      [0, 'PATCH'],
      [0, 'PUT', 'other'],
      [0, 'DELETE'],
      [0, 'GET'],
    ]),
  ).toEqual(['reads 8', 'writes 1', 'writes 0', '429 2', 'writes 1', 'deletes 4', 'reads 7']);
});

test('tokens come back with the time that passes, and never more than there is room for', () => {
  const asked: readonly Asked[] = [0, 0, 0, 1000, 1999, 2000, 2001, 100_000, 100_000, 100_000, 90_000].map(
    (at): Asked => [at, 'PUT'],
  );
  expect(said({ writes: two, earlyRetry: 'allowed' }, asked)).toEqual([
    'writes 1',
    'writes 0',
    '429 2',
    '429 1',
    '429 1',
    'writes 0',
    '429 2',
    'writes 1',
    'writes 0',
    '429 2',
    '429 2',
  ]);
});

test('who comes back too early waits anew where the settings say so, whatever there is', () => {
  const asked: readonly Asked[] = [0, 0, 0, 1000, 2000, 2500, 3000, 4000, 9000].map((at): Asked => [at, 'PUT']);
  const restarts = said({ writes: two, earlyRetry: 'restarts' }, asked);
  expect(restarts).toEqual([
    'writes 1',
    'writes 0',
    '429 2',
    '429 1',
    'writes 0',
    '429 2',
    '429 1',
    'writes 0',
    'writes 1',
  ]);
  expect(said({ writes: two, earlyRetry: 'restarts', retryAfter: 'absent' }, asked)).toEqual(
    restarts.map((line) => line.replace(/^429 .*/, '429 no word')),
  );

  const early: readonly Asked[] = [0, 0, 500, 2100, 3100].map((at): Asked => [at, 'PUT']);
  expect([said({ writes: two, earlyRetry: 'restarts' }, early), said({ writes: two }, early)]).toEqual([
    ['writes 1', 'writes 0', '429 2', '429 1', 'writes 0'],
    ['writes 1', 'writes 0', '429 2', 'writes 0', '429 1'],
  ]);
});
