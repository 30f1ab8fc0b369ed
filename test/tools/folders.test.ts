import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.split(sep).join('/')}`)
    .filter((path) => path.endsWith(ending) && !path.endsWith('.d.ts'));

describe('every folder of src has tests of its own', () => {
  const folders = [...new Set(filesIn('src', '.ts').map((path) => posix.dirname(path)))];
  const tested = new Set(
    filesIn('test', '.test.ts').flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, named = '']) =>
        posix.dirname(
          relative(root, join(root, dirname(path), named))
            .split(sep)
            .join('/'),
        ),
      ),
    ),
  );

  test('some test imports from each', () => {
    expect(folders.filter((folder) => !tested.has(folder))).toEqual([]);
  });
});

/** A folder of files that nobody reads one after another: a command and a check are a file each. */
const lists = ['src/cli/commands', 'src/content/analytics-rule/lint', 'src/content/analytics-rule/kql'];

test('no folder holds more files beside one another than one can look over', () => {
  const sizes = new Map<string, number>();
  for (const folder of filesIn('src', '.ts').map((path) => posix.dirname(path)))
    sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  expect([...sizes].filter(([folder, size]) => size > 25 && !lists.includes(folder))).toEqual([]);
});
