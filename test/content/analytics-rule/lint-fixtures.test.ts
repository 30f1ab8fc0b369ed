import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { everyCheck } from '../../../src/content/index.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import type { TextEdit } from '../../../src/core/text/span.ts';
import { openFixtureKql } from '../../../tools/docs/fixture-kql.ts';
import {
  itemOf,
  lintCase,
  printFindings,
  readLintFixtures,
  type LintFixture,
} from '../../../tools/docs/lint-fixtures.ts';

const folder = join('test', 'fixtures', 'lint');
const fixtures = readLintFixtures(folder, await openFixtureKql());

const resultOf = (fixture: LintFixture): string =>
  fixture.cases.map((one) => `== ${one.name}\n${printFindings(lintCase(fixture, one))}`).join('\n');

/** `UPDATE_EXPECTED=1` writes what the rules say now; the difference is then reviewed like any other change. */
const expectedOf = (fixture: LintFixture): string => {
  const path = join(folder, fixture.id, 'expected.txt');
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(path, resultOf(fixture));
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const edited = (text: string, edits: readonly TextEdit[]): string =>
  edits
    .toSorted((left, right) => right.span.start - left.span.start)
    .reduce((result, edit) => result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end), text);

describe('the fixtures of the lint rules', () => {
  test('there is a folder for each rule, and for nothing else', () => {
    expect(fixtures.map(({ id }) => id)).toEqual(everyCheck.map(({ id }) => id).toSorted());
  });

  test.each(fixtures)('$id says what expected.txt says', (fixture) => {
    expect(resultOf(fixture)).toBe(expectedOf(fixture));
  });

  test.each(fixtures)('$id finds something in each failing case, and nothing else does', (fixture) => {
    const failing = fixture.cases.filter(({ name }) => name.startsWith('fail'));
    expect(failing.length).toBeGreaterThan(0);
    for (const one of failing)
      expect([...new Set(lintCase(fixture, one).map(({ code }) => code))]).toEqual([fixture.id]);
  });

  test.each(fixtures)('$id finds nothing that weighs more than it says', (fixture) => {
    const weights = ['note', 'warning', 'error'];
    const { severity, worst = severity } = everyCheck.find(({ id }) => id === fixture.id) ?? {};
    for (const one of fixture.cases)
      for (const found of lintCase(fixture, one))
        expect(weights.indexOf(found.severity)).toBeLessThanOrEqual(weights.indexOf(worst ?? ''));
  });

  test.each(fixtures)('$id has a passing case in which no rule finds anything', (fixture) => {
    const passing = fixture.cases.filter(({ name }) => name.startsWith('pass'));
    expect(passing.length).toBeGreaterThan(0);
    for (const one of passing) expect(lintCase(fixture, one)).toEqual([]);
  });

  test.each(fixtures)('$id has fixtures in which the schema finds nothing: one problem, one finding', (fixture) => {
    for (const { files, base = [] } of fixture.cases)
      for (const file of [...files, ...base])
        expect(checkSchema(fixture.type.schema, itemOf(file).document)).toEqual([]);
  });

  test('a fix takes its finding away and changes nothing else', () => {
    const fixed = fixtures.flatMap((fixture) =>
      fixture.cases.flatMap((one) =>
        lintCase(fixture, one)
          .filter(({ fix }) => fix !== undefined)
          .map((diagnostic) => {
            const files = one.files.map((file) =>
              file.path === diagnostic.path ? { ...file, text: edited(file.text, diagnostic.fix ?? []) } : file,
            );
            const left = lintCase(fixture, { ...one, files });
            const same = lintCase(fixture, one).filter(({ message }) => message !== diagnostic.message);
            expect(left.map(({ message }) => message)).toEqual(same.map(({ message }) => message));
            return diagnostic.code;
          }),
      ),
    );
    expect(fixed).toEqual([
      'kql/deprecated-function',
      'kql/mapped-column-missing',
      'kql/unknown-column',
      'kql/unknown-table',
      'rule/description-quoted',
      'rule/entity-identifier-unknown',
      'rule/hidden-character',
      'rule/hidden-character',
      'rule/kind-missing',
      'rule/name-surrounding-space',
      'rule/version-form',
      'rule/version-form',
      'rule/version-missing',
    ]);
  });
});
