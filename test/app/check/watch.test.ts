import { describe, expect, test } from '@jest/globals';
import { watchContent } from '../../../src/app/check/watch.ts';
import type { ConfigChoice } from '../../../src/app/project.ts';
import type { Watcher } from '../../../src/core/ports.ts';
import { inFolder } from '../../cli/io.ts';

/** A watcher that tells of what the test says, a clock whose time passes at once, and runs that the test counts. */
const watching = async (
  work: (world: {
    readonly change: (path: string) => void;
    readonly runs: () => number;
    readonly told: readonly string[];
    readonly settled: () => Promise<void>;
    readonly ignored: (path: string) => boolean;
    readonly watched: () => readonly string[];
    /** Called at each quiet moment. */
    readonly onSleep: (heard: () => void) => void;
    /** Called within each run. */
    readonly onRun: (heard: () => void) => void;
    readonly stop: () => void;
    readonly ended: Promise<void>;
    readonly closed: () => boolean;
    readonly sleeps: () => number;
  }) => Promise<void>,
  paths: readonly string[] = [],
  config: ConfigChoice = { from: 'nearest', outside: [] },
): Promise<void> => {
  await inFolder(async ({ cwd, write }) => {
    await write('picket.yaml', 'content: [rules]\nschema: {parsers: [parsers]}\n');
    await write('broken.yaml', 'content: 3\n');
    const stop = new AbortController();
    const told: string[] = [];
    let [runs, sleeps, closed] = [0, 0, false];
    let onSleep = (): void => undefined;
    let onRun = (): void => undefined;
    let heard: Parameters<Watcher>[1] | undefined;
    let watched: readonly string[] = [];
    const watcher: Watcher = (paths, listener) => {
      watched = paths;
      heard = listener;
      return {
        add: () => undefined,
        close: async () => {
          closed = true;
        },
      };
    };
    const clock = {
      now: () => 0,
      sleep: async () => {
        sleeps += 1;
        onSleep();
      },
    };
    const io = { cwd, clock, signals: { stop: stop.signal, abort: stop.signal } };
    const request = { config, paths, written: ['report.json'] };
    let begin = (): void => undefined;
    const begun = new Promise<void>((done) => {
      begin = done;
    });
    const run = async (): Promise<void> => {
      runs += 1;
      begin();
      onRun();
    };
    const ended = watchContent(io, request, run, { tell: (path) => void told.push(path), watcher });
    const settled = async (): Promise<void> => {
      // Everything that waits for the disk or for a promise has had its turn after so many of them.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((done) => setImmediate(done));
    };
    await begun;
    await work({
      change: (path) => heard?.changed(`${cwd}/${path}`),
      runs: () => runs,
      told,
      settled,
      ignored: (path) => heard?.ignored(`${cwd}/${path}`) === true,
      watched: () => watched.map((path) => path.slice(cwd.length + 1)),
      onSleep: (listener) => {
        onSleep = listener;
      },
      onRun: (listener) => {
        onRun = listener;
      },
      stop: () => stop.abort(),
      ended,
      closed: () => closed,
      sleeps: () => sleeps,
    });
    stop.abort();
    await ended;
    expect(closed).toBe(true);
  });
};

describe('watching the content', () => {
  test('checks once, and again after each change, which it names', async () => {
    await watching(async ({ change, runs, told, settled }) => {
      expect(runs()).toBe(1);
      await settled();
      expect(runs()).toBe(1);
      change('rules/a.yaml');
      while (runs() < 2) await settled();
      expect(told).toEqual(['rules/a.yaml']);
    });
  });

  test('waits until nothing changes any more, and then checks once', async () => {
    await watching(async ({ change, runs, settled, onSleep, sleeps }) => {
      let more = 3;
      onSleep(() => {
        if (more > 0) change(`rules/${more}.yaml`);
        more -= 1;
      });
      change('rules/a.yaml');
      while (runs() < 2) await settled();
      await settled();
      expect({ runs: runs(), sleeps: sleeps() }).toEqual({ runs: 2, sleeps: 4 });
    });
  });

  test('does not wait for ever where changes never end', async () => {
    await watching(async ({ change, runs, settled, onSleep, sleeps }) => {
      onSleep(() => {
        if (runs() === 1) change('rules/a.yaml');
      });
      change('rules/a.yaml');
      while (runs() < 2) await settled();
      expect(sleeps()).toBe(20);
    });
  });

  test('checks again what changed during a check', async () => {
    await watching(async ({ change, runs, settled, onRun }) => {
      onRun(() => {
        if (runs() === 2) change('rules/b.yaml');
      });
      change('rules/a.yaml');
      while (runs() < 3) await settled();
      await settled();
      expect(runs()).toBe(3);
    });
  });

  test('watches what a check reads, and passes over what it writes itself', async () => {
    await watching(async ({ watched, ignored }) => {
      expect(watched()).toEqual(expect.arrayContaining(['rules', 'picket.yaml']));
      expect(['report.json', '.git/index', '.picket/cache/kql/a', 'rules/a.yaml'].map(ignored)).toEqual([
        true,
        true,
        true,
        false,
      ]);
    });
  });

  const schema = ['tables', 'parsers', 'watchlists', 'workspace-schema'];

  test.each<[what: string, paths: readonly string[], file: string | undefined, seen: readonly string[]]>([
    ['the folders of picket.yaml', [], undefined, [...schema, 'rules', 'picket.yaml']],
    ['what was named instead', ['a.yaml', 'b'], undefined, ['a.yaml', 'b', ...schema, 'picket.yaml']],
    ['another configuration', ['a.yaml'], 'picket.yaml', ['a.yaml', ...schema, 'picket.yaml']],
    ['itself where that is broken', [], 'broken.yaml', ['broken.yaml']],
    ['what was named beside it', ['a.yaml'], 'broken.yaml', ['a.yaml', 'broken.yaml']],
  ])('watches %s', async (_, paths, file, seen) => {
    await watching(
      async ({ watched }) => {
        expect(watched()).toEqual(seen);
      },
      paths,
      { from: file === undefined ? 'nearest' : { file }, outside: [] },
    );
  });

  test('ends at the interrupt, also while it waits for quiet', async () => {
    await watching(async ({ change, runs, onSleep, stop, ended }) => {
      onSleep(stop);
      change('rules/a.yaml');
      await ended;
      expect(runs()).toBe(1);
    });
  });
});
