import { setImmediate } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import {
  analyzeQueries,
  inThisThread,
  mergeSchemas,
  schemaFrom,
  schemaOf,
  shippedSchema,
  type Compiled,
} from '../../src/kql/index.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import type { JsonValue } from '../../src/core/json.ts';
import { crew } from '../../src/workers/crew.ts';
import { startAhead } from '../../src/workers/threads.ts';

const schema = mergeSchemas(
  shippedSchema(await readShippedFacts()),
  schemaOf({
    functions: [
      {
        name: 'Leaks',
        parameters: '',
        result: { kind: 'body', body: 'SigninLogs | project Who = Identity' },
        source: 'repository',
      },
    ],
    watchlists: [{ alias: 'Leavers', columns: [{ name: 'Mail', type: 'string' }] }],
  }),
);
const queries = [
  'SecurityEvent | where EventID == 1102 | project Computer',
  'Leaks | summarize count() by Who',
  '_GetWatchlist("Leavers") | project Mail, SearchKey',
  'SigninLogs | where Nope == 1',
  'SigninLogs | where (',
  'Nowhere | where A == 1',
  'let a = 1; let b = a + a; print b',
];
const going = new AbortController().signal;
const breath = async (): Promise<void> => undefined;
const found = async (workers: number, tokens: 'on' | 'off' = 'on') => {
  const { factsOf, shownOf } = await analyzeQueries(queries, schema, {
    tokens,
    compiler: crew(workers, going, breath),
  });
  return queries.map((query) => ({ facts: factsOf(query), shown: shownOf(query) }));
};
describe('queries that worker threads compile', () => {
  test('have the same results whatever their number', async () => {
    const alone = await found(0);
    expect(alone.every(({ facts }) => facts !== undefined)).toBe(true);
    expect(await found(2)).toEqual(alone);
  });

  test('are told of one after the other', async () => {
    const heard: string[] = [];
    const progress = (done: number, total: number): void => void heard.push(`${done}/${total}`);
    await analyzeQueries(queries, schema, { compiler: crew(0, going, breath), progress });
    expect(heard).toEqual(queries.map((_, index) => `${index + 1}/${queries.length}`));
  });

  test('end at an interrupt, whatever they are at', async () => {
    const stop = new AbortController();
    const running = analyzeQueries(queries, schema, { compiler: crew(1, stop.signal, breath) });
    stop.abort();
    await expect(running).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

/** A worker that has its answers ready, and two words that keep it busy for ever or eat all of its memory. */
const planted = async (all: readonly string[]): Promise<URL> => {
  const compiler = await inThisThread()(all.length, schema, 'off');
  const answers: [string, Compiled][] = [];
  for (const query of all) answers.push([query, await compiler.analyze(query)]);
  const work = `
    import { parentPort } from 'node:worker_threads';
    const answers = new Map(${JSON.stringify(answers)});
    parentPort.on('message', (query) => {
      if (typeof query !== 'string') return parentPort.postMessage('ready');
      if (query.includes('forever')) for (;;);
      const eaten = [];
      if (query.includes('hungry')) for (;;) eaten.push(new Array(100000).fill(eaten.length));
      parentPort.postMessage(answers.get(query));
    });
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(work)}`);
};

describe('a query beyond its budget', () => {
  const [first = '', second = '', third = ''] = queries;

  test.each([
    ['time', 'print forever = 1', 2000, 'takes longer than 2 seconds'],
    ['memory', 'print hungry = 1', 600_000, 'takes more than 32 MB of memory'],
  ])(
    'of %s is too complex at its place; the others are compiled, and only they are kept',
    async (_, bad, time, words) => {
      const kept = new Map<string, JsonValue>();
      const all = [first, bad, second, third];
      const { factsOf } = await analyzeQueries(all, schema, {
        compiler: crew(1, going, breath, {
          entry: await planted(all),
          budget: { milliseconds: time, oldMegabytes: 32, youngMegabytes: 8 },
        }),
        cache: {
          read: (key) => Promise.resolve(kept.get(key)),
          write: (key, value) => Promise.resolve(void kept.set(key, value)),
        },
      });
      expect(all.map((query) => factsOf(query)?.diagnostics)).toMatchObject([
        [],
        [{ kind: 'complexity', severity: 'error', message: expect.stringContaining(words) }],
        [],
        [],
      ]);
      expect(kept.size).toBe(3);
    },
  );
});

test('threads that were started ahead work on the queries, and nobody is left who was not wanted', async () => {
  const all = queries.slice(0, 2);
  const place = { entry: await planted(all), budget: { milliseconds: 60_000, oldMegabytes: 32, youngMegabytes: 8 } };
  const ahead = startAhead(50, 3, place);
  const { factsOf } = await analyzeQueries(all, schema, {
    // Another thread than these would have to start from here.
    compiler: crew(2, going, breath, { ...place, entry: new URL('data:text/javascript,process.exit()') }, ahead),
  });
  expect(all.map((query) => factsOf(query)?.diagnostics)).toEqual([[], []]);
  await ahead.dismiss();
  expect(ahead.take()).toBeUndefined();
});

test('threads that end before they can work leave the queries to the thread of the command', async () => {
  const all = queries.slice(0, 3);
  const { factsOf } = await analyzeQueries(all, schema, {
    compiler: crew(2, going, breath, {
      entry: new URL('data:text/javascript,throw new Error()'),
      budget: { milliseconds: 60_000, oldMegabytes: 32, youngMegabytes: 8 },
    }),
  });
  expect(all.map((query) => factsOf(query)?.diagnostics)).toEqual([[], [], []]);
});

test('an interrupt amid a query leaves no timer behind that the process would wait for', async () => {
  const stop = new AbortController();
  const begun = jest.spyOn(globalThis, 'setTimeout');
  const ended = jest.spyOn(globalThis, 'clearTimeout');
  const budget = { milliseconds: 600_123, oldMegabytes: 32, youngMegabytes: 8 };
  const timerOf = (): unknown =>
    begun.mock.results[begun.mock.calls.findIndex(([, delay]) => delay === budget.milliseconds)]?.value;
  const running = analyzeQueries(['print forever = 1'], schema, {
    compiler: crew(1, stop.signal, breath, { entry: await planted([]), budget }),
  });
  while (timerOf() === undefined) await setImmediate();
  stop.abort();
  await expect(running).rejects.toMatchObject({ kind: 'interrupted' });
  expect(ended.mock.calls.map(([timer]): unknown => timer)).toContain(timerOf());
  begun.mockRestore();
  ended.mockRestore();
});

test('a schema that is made again knows the same', () => {
  const again = schemaFrom(structuredClone(schema.origins));
  expect([...again.tableNames()]).toEqual([...schema.tableNames()]);
  expect(again.fn('Leaks')).toEqual(schema.fn('Leaks'));
  expect(again.table('SecurityEvent')).toEqual(schema.table('SecurityEvent'));
  expect(again.watchlist('leavers')).toEqual(schema.watchlist('Leavers'));
});
