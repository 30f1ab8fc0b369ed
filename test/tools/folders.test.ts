import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.split(sep).join('/')}`)
    .filter((path) => path.endsWith(ending) && !path.endsWith('.d.ts'));

/** Folders whose files no test takes by themselves, and what runs them. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['src', 'test/bin.test.ts runs the program'],
  ['src/app/check/tests', 'test/cli runs `test`, `compare`, `capture` and `sample`'],
  ['src/app/emulator', 'test/scenarios and test/cli run `emulator`'],
  ['src/app/fleet', 'test/cli runs commands over many workspaces'],
  ['src/app/github', 'test/cli runs reports of a pipeline'],
  ['src/report/plan', 'test/report prints plans in every format'],
  ['src/content/analytics-rule/kql', 'each check has fixtures, which lint-fixtures.test.ts runs'],
  ['src/content/analytics-rule/lint', 'each check has fixtures, which lint-fixtures.test.ts runs'],
  ['src/content/analytics-rule/values', 'fields.test.ts takes each field there and back'],
  ['src/content/hunting-query/lint', 'the tests of the type and its fixtures run its checks'],
  ['src/content/parser/lint', 'the tests of the type and its fixtures run its checks'],
  ['src/content/playbook/lint', 'the tests of the type and its fixtures run its checks'],
  ['src/content/summary-rule/lint', 'the tests of the type and its fixtures run its checks'],
  ['src/content/watchlist/lint', 'the tests of the type and its fixtures run its checks'],
  ['src/content/workbook/lint', 'the tests of the type and its fixtures run its checks'],
  ['src/importers/arm/language/functions', 'test/importers/arm evaluates expressions that call them'],
  ['src/sigma/steps', 'test/sigma runs pipelines of them'],
  ['src/kql/run/aggregates', 'test/kql/run runs queries with known answers'],
  ['src/kql/run/expressions', 'test/kql/run runs queries with known answers'],
  ['src/kql/run/functions/series', 'test/kql/run runs queries with known answers'],
  ['src/kql/run/operators', 'test/kql/run runs queries with known answers'],
]);

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

  test('some test imports from each, but for those that are run as a whole', () => {
    expect(folders.filter((folder) => !tested.has(folder) && !exceptions.has(folder))).toEqual([]);
  });

  test('every exception is one', () => {
    expect([...exceptions.keys()].filter((folder) => !folders.includes(folder) || tested.has(folder))).toEqual([]);
  });
});
