import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fileCache } from '../../src/files/cache.ts';
import {
  analyzeAll,
  analyzeQueries,
  type CompilerFactory,
  engineVersion,
  factsKey,
  inThisThread,
  schemaOf,
} from '../../src/kql/index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picket-cache-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const mebibyte = 1024 * 1024;

const entries = async (): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
    .toSorted();

const onlyEntry = async (): Promise<string> => {
  const [path = ''] = await entries();
  return path;
};

describe('a cache on disk', () => {
  test('gives back what it was given, in another process too', async () => {
    await fileCache(folder, mebibyte).write('key', { a: [1, 'ü'] });
    expect(await fileCache(folder, mebibyte).read('key')).toEqual({ a: [1, 'ü'] });
    expect(await fileCache(folder, mebibyte).read('other')).toBeUndefined();
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, -3)],
    ['empty', () => ''],
    ['with one character changed', (text: string) => text.replace('"right"', '"wrong"')],
    ['no JSON', () => 'x'],
    ['without its digest', (text: string) => text.split('\n').slice(1).join('\n')],
  ])('an entry that is %s counts as none, and can be written anew', async (_, damage) => {
    const cache = fileCache(folder, mebibyte);
    await cache.write('key', 'right');
    const path = await onlyEntry();
    const text = await readFile(path, 'utf8');
    await writeFile(path, damage(text));
    expect(await readFile(path, 'utf8')).not.toBe(text);
    expect(await cache.read('key')).toBeUndefined();
    await cache.write('key', 'right');
    expect(await cache.read('key')).toBe('right');
  });

  test('an entry in the place of another one counts as none', async () => {
    const cache = fileCache(folder, mebibyte);
    await cache.write('one', 1);
    const one = await onlyEntry();
    await cache.write('two', 2);
    const two = (await entries()).find((path) => path !== one) ?? '';
    await writeFile(two, await readFile(one));
    expect(await cache.read('two')).toBeUndefined();
    expect(await cache.read('one')).toBe(1);
  });

  test('loses its oldest entries beyond its bound when it is closed', async () => {
    const cache = fileCache(folder, 1000);
    const names = ['a', 'b', 'c', 'd'];
    for (const [index, name] of names.entries()) {
      const before = new Set(await entries());
      await cache.write(name, name.repeat(300));
      const path = (await entries()).find((each) => !before.has(each)) ?? '';
      await utimes(path, index + 1, index + 1);
    }
    await cache.close();
    const sizes = await Promise.all((await entries()).map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1000);
    const left = await Promise.all(names.map(async (name) => (await cache.read(name)) !== undefined));
    expect(left).toEqual([false, false, true, true]);
  });

  test('a folder that cannot be one stops nobody', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const cache = fileCache(file, mebibyte);
    await cache.write('key', 1);
    await cache.close();
    expect(await cache.read('key')).toBeUndefined();
  });
});

describe('remembered facts about queries', () => {
  const column = (name: string) => ({ name, type: 'string' });
  const schema = (...columns: readonly string[]) =>
    schemaOf({
      tables: [{ name: 'T', columns: columns.map(column), open: false, hidden: [], source: 'user' }],
    });
  const query = 'T | project A';
  const codes = async (columns: readonly string[]) => {
    const factsOf = await analyzeAll([query], schema(...columns), fileCache(folder, mebibyte));
    return factsOf(query)?.diagnostics.map(({ kind }) => kind);
  };

  test('are the facts that an analysis gives, damaged entries or not', async () => {
    const first = await analyzeAll([query], schema('A'), fileCache(folder, mebibyte));
    const again = await analyzeAll([query], schema('A'), fileCache(folder, mebibyte));
    expect(again(query)).toEqual(first(query));
    for (const path of await entries()) await writeFile(path, (await readFile(path, 'utf8')).replaceAll('A', 'B'));
    const repaired = await analyzeAll([query], schema('A'), fileCache(folder, mebibyte));
    expect(repaired(query)).toEqual(first(query));
  });

  test('come with what is shown where that is asked for, whatever was remembered before and however it was damaged', async () => {
    const tokens = async () => {
      const { factsOf, shownOf } = await analyzeQueries([query], schema('A'), {
        cache: fileCache(folder, mebibyte),
        tokens: 'on',
      });
      expect(factsOf(query)?.diagnostics).toEqual([]);
      const { text = '', tokens: list = [] } = shownOf(query) ?? {};
      return list.map(({ kind, span }) => `${kind} ${text.slice(span.start, span.end)}`);
    };
    const wanted = ['table T', 'punctuation |', 'keyword project', 'column A'];
    const plain = await analyzeQueries([query], schema('A'), { cache: fileCache(folder, mebibyte) });
    expect(plain.shownOf(query)).toBeUndefined();
    expect(await tokens()).toEqual(wanted);
    const cache = fileCache(folder, mebibyte);
    expect(await tokens()).toEqual(wanted);
    await cache.write(`shown ${factsKey(query, schema('A'))}`, ['T', [['colour', 0, 1]]]);
    expect(await tokens()).toEqual(wanted);
  });

  test('are not used once a table that the query names has other columns', async () => {
    expect(await codes(['A'])).toEqual([]);
    expect(await codes(['B'])).toEqual(['column']);
    expect(await codes(['A'])).toEqual([]);
    expect(await entries()).toHaveLength(2);
  });

  test('are not used once a table that a wildcard of the query fits has other columns, or one more fits it', async () => {
    const key = (...tables: readonly (readonly [string, string])[]) =>
      factsKey(
        'union Tab*, (Other | take 1)',
        schemaOf({
          tables: tables.map(([name, only]) => ({
            name,
            columns: [column(only)],
            open: false,
            hidden: [],
            source: 'user',
          })),
        }),
      );
    const before = key(['TabA', 'A']);
    expect(key(['TabA', 'A'], ['Further', 'A'])).toBe(before);
    const others = [key(['TabA', 'B']), key(['TabA', 'A'], ['TabB', 'A']), key(['TabA', 'A'], ['Other', 'A'])];
    expect(new Set([before, ...others]).size).toBe(4);
  });

  test('are kept only where the next run would find the same', async () => {
    const kept: string[] = [];
    const read = async () => undefined;
    const write = async (key: string) => void kept.push(key);
    const compiler: CompilerFactory = async (...given) => {
      const made = await inThisThread()(...given);
      return { ...made, analyze: async (text) => ({ ...(await made.analyze(text)), lasting: text === query }) };
    };
    const cache = { read, write };
    const { factsOf } = await analyzeQueries([query, 'T | take 1'], schema('A'), { cache, compiler, tokens: 'on' });
    expect([query, 'T | take 1'].map((each) => factsOf(each)?.tables.length)).toEqual([1, 1]);
    const key = factsKey(query, schema('A'));
    expect(kept).toEqual([key, `shown ${key}`]);
  });

  test('belong to a version of the engine, and that is the one that is installed', async () => {
    const manifest: unknown = JSON.parse(
      await readFile(new URL('../../node_modules/@kusto/language-service-next/package.json', import.meta.url), 'utf8'),
    );
    expect(manifest).toMatchObject({ version: engineVersion });
  });
});
