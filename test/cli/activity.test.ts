import { describe, expect, test } from '@jest/globals';
import { withActivity } from '../../src/cli/activity.ts';
import type { Io } from '../../src/core/io.ts';
import type { Event } from '../../src/core/ports.ts';
import { ownIdentity, sound } from './mistakes.ts';
import { inFolder } from './io.ts';

const three = async (write: (path: string, text: string) => Promise<void>): Promise<void> => {
  for (const index of [1, 2, 3])
    await write(`analytics-rules/${index}.yaml`, ownIdentity(sound, index).replace('"0"', `"${index}"`));
};

const counts = (events: readonly Event[], type: string): readonly unknown[] =>
  events.filter((event) => event.type === type).map(({ done, total }) => [done, total]);

describe('what goes on is told as it happens', () => {
  test('reading, then each query that is compiled, then each list of the workspace', async () => {
    await inFolder(async ({ picket, write, listen }) => {
      await three(write);
      const events: Event[] = [];
      listen((event) => void events.push(event));
      expect((await picket('plan')).code).toBe(0);
      expect(counts(events, 'read').at(-1)).toEqual([3, 3]);
      expect(counts(events, 'compiled').slice(0, 4)).toEqual([
        [0, 3],
        [1, 3],
        [2, 3],
        [3, 3],
      ]);
      expect(events.find(({ type }) => type === 'listed')).toMatchObject({
        what: 'alertRules',
        count: 0,
      });
      const order = events.map(({ type }) => type);
      expect(order.indexOf('read')).toBe(0);
      expect(order.indexOf('compiled')).toBeLessThan(order.indexOf('listing'));
      expect(order.indexOf('listing')).toBeLessThan(order.indexOf('listed'));
    });
  });

  test('after each query, and before the next one is begun', async () => {
    await inFolder(async ({ picket, write, listen, interrupt }) => {
      await three(write);
      const events: Event[] = [];
      listen((event) => {
        events.push(event);
        if (event.type === 'compiled' && event['done'] === 1) interrupt();
      });
      expect((await picket('validate', '--no-cache')).code).toBe(130);
      expect(counts(events, 'compiled').at(-1)).toEqual([1, 3]);
    });
  });
});

/** A terminal or a log that keeps what is written, and a clock that the test moves. */
const screen = (interactive: boolean) => {
  const written: string[] = [];
  const time = { now: 0 };
  const output = (name: string): Io['out'] => ({
    write: (text) => void written.push(name === 'err' ? text : `${name}:${text}`),
    interactive,
    colour: false,
    columns: () => 40,
  });
  const never = new AbortController().signal;
  const io: Io = {
    out: output('out'),
    err: output('err'),
    ask: async () => undefined,
    attended: false,
    env: {},
    cwd: '/',
    clock: { now: () => time.now, sleep: async () => undefined },
    signals: { stop: never, abort: never },
  };
  return { written, time, ...withActivity(io) };
};

const compiled = (done: number, total = 121): Event => ({ type: 'compiled', at: '', done, total });
const clear = '\r\u001b[2K';

describe('what goes on is shown', () => {
  test('on a terminal in one line, which gives way to whatever else is written', () => {
    const { written, time, io, end } = screen(true);
    io.progress?.(compiled(40));
    io.out.write('a finding\n');
    time.now += 1000;
    io.progress?.({ type: 'listing', at: '', what: 'alertRules', words: 'rules' });
    end();
    expect(written).toEqual([`${clear}compiling 40/121`, clear, 'out:a finding\n', `${clear}listing rules`, clear]);
  });

  test('on a terminal not for each of thousands', () => {
    const { written, time, io } = screen(true);
    for (let done = 1; done <= 1000; done += 1) {
      time.now += 1;
      io.progress?.(compiled(done, 1000));
    }
    expect(written.length).toBeLessThan(25);
    expect(written.at(-1)).toBe(`${clear}compiling 1000/1000`);
  });

  test('in a log only where it takes long, a line now and then', () => {
    const { written, time, io, end } = screen(false);
    for (let done = 1; done <= 100; done += 1) {
      time.now += 400;
      io.progress?.(compiled(done, 100));
    }
    end();
    expect(written).toEqual(['compiling 38/100\n', 'compiling 76/100\n']);
  });
});
