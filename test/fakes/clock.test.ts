import { describe, expect, test } from '@jest/globals';
import { virtualClock } from './clock.ts';

describe('the virtual clock', () => {
  test('passes an hour as soon as nobody has anything else to do', async () => {
    const clock = virtualClock(1000);
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_601_000);
  });

  test('wakes sleepers in the order of their time, and lets each finish its promises before the next', async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    const sleeper = async (name: string, milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds);
      await Promise.resolve();
      seen.push(`${name}@${clock.now()}`);
    };
    await Promise.all([sleeper('late', 20), sleeper('early', 10), sleeper('same', 20)]);
    expect(seen).toEqual(['early@10', 'late@20', 'same@20']);
  });

  test('rejects with the reason of the signal and forgets the sleeper', async () => {
    const clock = virtualClock(0);
    const abort = new AbortController();
    const asleep = clock.sleep(50, abort.signal);
    abort.abort(new Error('enough'));
    await expect(asleep).rejects.toThrow('enough');
    await expect(clock.sleep(50, abort.signal)).rejects.toThrow('enough');
    expect([clock.sleeping(), clock.now()]).toEqual([0, 0]);
  });

  test('stands still while work is held', async () => {
    const clock = virtualClock(0);
    const asleep = clock.sleep(5);
    const during = await clock.hold(new Promise<number>((resolve) => void setTimeout(() => resolve(clock.now()), 5)));
    await asleep;
    expect([during, clock.now()]).toEqual([0, 5]);
  });

  test('advances by hand, waking who is due on the way', async () => {
    const clock = virtualClock(0);
    await clock.advance(7);
    expect(clock.now()).toBe(7);
  });
});
