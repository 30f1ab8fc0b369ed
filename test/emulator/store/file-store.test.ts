import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { fileStore } from '../../../src/emulator/store/file-store.ts';
import { memoryStore, type Store } from '../../../src/emulator/store/store.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'picket-store-'));
  path = join(folder, 'deep', 'state.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const set = (store: Store, name: string, value: number): Promise<void> =>
  store.transact((transaction) => transaction.set('c', name, { value }));
const names = (store: Store): Promise<readonly string[]> =>
  store.read((view) => [...view.entries('c')].map(([name]) => name));

describe.each([
  ['the store in memory', () => Promise.resolve(memoryStore())],
  ['the store in a file', () => fileStore(path)],
] as const)('%s', (_, open) => {
  test('keeps entries in order of creation', async () => {
    const store = await open();
    await set(store, 'b', 1);
    await set(store, 'a', 2);
    await set(store, 'b', 3);
    expect(await names(store)).toEqual(['b', 'a']);
    expect(await store.read((view) => [view.get('c', 'b'), view.size('c'), view.size('none')])).toEqual([
      { value: 3 },
      2,
      0,
    ]);
  });

  test('takes everything back when the work throws', async () => {
    const store = await open();
    await set(store, 'a', 1);
    const failing = store.transact((transaction) => {
      transaction.set('c', 'a', { value: 2 });
      transaction.set('c', 'b', { value: 2 });
      transaction.remove('c', 'a');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await store.read((view) => [view.get('c', 'a'), view.get('c', 'b')])).toEqual([{ value: 1 }, undefined]);
    await set(store, 'c', 3);
    expect(await names(store)).toEqual(['a', 'c']);
  });

  test('reads its own writes within a transaction', async () => {
    const store = await open();
    const seen = await store.transact((transaction) => {
      transaction.set('c', 'a', { value: 1 });
      const written = transaction.get('c', 'a');
      transaction.remove('c', 'a');
      return [written, transaction.get('c', 'a')];
    });
    expect(seen).toEqual([{ value: 1 }, undefined]);
  });
});

describe('the journal', () => {
  test('is seen by another store of the same file at once', async () => {
    const [one, two] = [await fileStore(path), await fileStore(path)];
    await set(one, 'a', 1);
    expect(await names(two)).toEqual(['a']);
    await set(two, 'b', 2);
    expect(await names(one)).toEqual(['a', 'b']);
    expect(await names(await fileStore(path))).toEqual(['a', 'b']);
  });

  test('is not made by a mere read', async () => {
    expect(await names(await fileStore(path))).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  test('starts afresh when its file was removed', async () => {
    const store = await fileStore(path);
    await set(store, 'a', 1);
    rmSync(path);
    expect(await names(store)).toEqual([]);
    await set(store, 'b', 1);
    expect(await names(store)).toEqual(['b']);
  });

  test.each([
    ['nothing', (text: string) => text.length, ['a', 'b']],
    ['the line end', (text: string) => text.length - 1, ['a']],
    ['half of the last line', (text: string) => text.length - 10, ['a']],
    ['all but the header', (text: string) => text.indexOf('\n') + 1, []],
  ])('without %s of its end, as a kill leaves it, is readable and goes on', async (_, keep, left) => {
    const first = await fileStore(path);
    await set(first, 'a', 1);
    await set(first, 'b', 2);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, keep(text)));
    const store = await fileStore(path);
    expect(await names(store)).toEqual(left);
    await set(store, 'c', 3);
    expect(await names(store)).toEqual([...left, 'c']);
    expect(await names(await fileStore(path))).toEqual([...left, 'c']);
  });

  test.each([1, 30, 3000])(
    'is cut off where %d signs of a line stand at its end, so that nothing is left behind',
    async (length) => {
      const store = await fileStore(path);
      await set(store, 'a', 1);
      const whole = readFileSync(path, 'utf8');
      appendFileSync(path, 'x'.repeat(length));
      expect(await names(store)).toEqual(['a']);
      await set(store, 'b', 2);
      expect(readFileSync(path, 'utf8')).toBe(`${whole}[["c","b",{"value":2}]]\n`);
      expect(await names(store)).toEqual(['a', 'b']);
    },
  );

  test('is read anew by who has it open when it became shorter', async () => {
    const store = await fileStore(path);
    await set(store, 'a', 1);
    const short = readFileSync(path, 'utf8');
    await set(store, 'b', 2);
    writeFileSync(path, short);
    expect(await names(store)).toEqual(['a']);
    await set(store, 'c', 3);
    expect(await names(await fileStore(path))).toEqual(['a', 'c']);
  });

  test('passes over lines and changes that are none', async () => {
    await set(await fileStore(path), 'a', 1);
    const lines = [
      '{"c":"x"}',
      '5',
      '[5,"x",null,[],["c"],["c",1,{}],[1,"x",{}],["c","x",5],["c","x",[]],["c","b",{"value":2}]]',
      '',
      '[["c","none",null]]',
    ];
    appendFileSync(path, `${lines.join('\n')}\n`);
    expect(await names(await fileStore(path))).toEqual(['a', 'b']);
  });

  test('passes over a damaged line in its middle', async () => {
    await set(await fileStore(path), 'a', 1);
    appendFileSync(path, '[["c","x",{"val\n');
    const store = await fileStore(path);
    await set(store, 'b', 2);
    expect(await names(await fileStore(path))).toEqual(['a', 'b']);
  });

  test('of another program is refused and left alone', async () => {
    const foreign = join(folder, 'notes.txt');
    writeFileSync(foreign, 'These are somebody’s notes, and they are longer than a header of a journal is.\nLine\n');
    await expect(fileStore(foreign)).rejects.toThrow('is not a journal');
    const short = join(folder, 'short.txt');
    writeFileSync(short, 'Notes');
    await expect(fileStore(short)).rejects.toThrow('is not a journal');
    expect(readFileSync(short, 'utf8')).toBe('Notes');
  });

  test.each([
    ['that is empty', 0],
    ['with a part of the first line', 30],
  ])('is not written over a file %s, which no kill leaves', async (_name, length) => {
    await set(await fileStore(path), 'a', 1);
    const start = readFileSync(path, 'utf8').slice(0, length);
    writeFileSync(path, start);
    await expect(fileStore(path)).rejects.toThrow('is not a journal');
    expect(readFileSync(path, 'utf8')).toBe(start);
  });

  test('is refused and left alone when somebody puts an empty file in its place', async () => {
    const store = await fileStore(path);
    await set(store, 'a', 1);
    writeFileSync(path, '');
    await expect(set(store, 'b', 1)).rejects.toThrow('is not a journal');
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  test('stays bounded, and other readers notice that it was rewritten', async () => {
    const store = await fileStore(path, 50);
    const other = await fileStore(path);
    await set(store, 'first', 0);
    await names(other);
    for (let index = 0; index < 120; index += 1) await set(store, 'busy', index);
    expect(statSync(path).size).toBeLessThan(5000);
    expect(await other.read((view) => view.get('c', 'busy'))).toEqual({ value: 119 });
    expect(await names(other)).toEqual(['first', 'busy']);
  });

  /** Lines of changes in the journal. */
  const lines = (): number => readFileSync(path, 'utf8').split('\n').length - 2;

  test('is rewritten once it has more lines than it may, by one writer as by two', async () => {
    const counts = async (...stores: readonly Store[]): Promise<readonly number[]> => {
      const found: number[] = [];
      for (let index = 0; index < 12; index += 1) {
        const store = stores[index % stores.length];
        if (store !== undefined) await set(store, 'busy', index);
        found.push(lines());
      }
      return found;
    };
    const expected = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2];
    expect(await counts(await fileStore(path, 5))).toEqual(expected);
    rmSync(path);
    expect(await counts(await fileStore(path, 5), await fileStore(path, 5))).toEqual(expected);
    expect(await (await fileStore(path)).read((view) => view.get('c', 'busy'))).toEqual({ value: 11 });
  });

  test('is not rewritten while most of it is not history', async () => {
    const store = await fileStore(path, 3);
    for (const round of [1, 2]) for (const name of ['a', 'b', 'c', 'd']) await set(store, name, round);
    expect(lines()).toBe(8);
    await set(store, 'a', 3);
    expect(lines()).toBe(1);
    expect(await names(await fileStore(path))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('leaves one ticket of its lock and no drafts behind', async () => {
    const store = await fileStore(path);
    for (let index = 0; index < 5; index += 1) await set(store, 'a', index);
    expect(readdirSync(`${path}.lock`)).toEqual(['5.ticket']);
  });

  test('is taken over from a process that died with the lock', async () => {
    const store = await fileStore(path);
    await set(store, 'a', 1);
    // No process has this number: it is beyond what Linux, macOS and Windows give.
    writeFileSync(join(`${path}.lock`, '9.ticket'), '2147483646 2026-01-01T00:00:00Z');
    await set(store, 'b', 2);
    expect(await names(store)).toEqual(['a', 'b']);
  });

  test('waits for a process that holds the lock', async () => {
    const store = await fileStore(path);
    await set(store, 'a', 1);
    const held = join(`${path}.lock`, '9.ticket');
    writeFileSync(held, `${process.pid} 2026-01-01T00:00:00Z`);
    const waiting = set(store, 'b', 2).then(() => 'done');
    const early = new Promise((soon) => setTimeout(() => soon('waiting'), 30));
    expect(await Promise.race([waiting, early])).toBe('waiting');
    writeFileSync(held, 'free');
    await waiting;
    expect(await names(store)).toEqual(['a', 'b']);
  });
});

describe('several processes', () => {
  let script = '';
  beforeAll(() => {
    script = join(mkdtempSync(join(tmpdir(), 'picket-writer-')), 'writer.mjs');
    buildSync({
      entryPoints: [resolve('test/emulator/store-writer.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      logLevel: 'error',
    });
  });
  afterAll(() => rmSync(dirname(script), { recursive: true, force: true }));

  const start = (writer: string, count: number) => {
    const child = spawn(process.execPath, [script, path, writer, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    return { child, said: () => said.split('\n').filter((line) => line !== '') };
  };

  test('never lose or mix up a write', async () => {
    const writers = ['a', 'b', 'c'].map((writer) => start(writer, 30));
    await Promise.all(writers.map(({ child }) => once(child, 'exit')));
    const store = await fileStore(path);
    const entries = await store.read((view) => [...view.entries('entries')].map(([, entry]) => entry['value']));
    expect(new Set(entries).size).toBe(90);
    expect(await store.read((view) => view.get('shared', 'count'))).toEqual({ value: 90 });
  });

  test('may be killed at any moment: what they reported is there, and the next one goes on', async () => {
    let reported = 0;
    for (let round = 0; round < 4; round += 1) {
      const { child, said } = start(`k${round}`, 5000);
      await once(child.stdout, 'data');
      await new Promise((soon) => setTimeout(soon, round * 7));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const lines = said().length;
      const store = await fileStore(path);
      const written = await store.read(
        (view) => [...view.entries('entries')].filter(([name]) => name.startsWith(`k${round}-`)).length,
      );
      expect(written).toBeGreaterThanOrEqual(lines);
      expect(written).toBeLessThanOrEqual(lines + 50);
      reported += written;
    }
    const store = await fileStore(path);
    expect(await store.read((view) => view.get('shared', 'count'))).toEqual({ value: reported });
    await set(store, 'after', 1);
    expect(await names(store)).toEqual(['after']);
  });
});
