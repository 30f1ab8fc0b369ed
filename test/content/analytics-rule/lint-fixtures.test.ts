import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lint } from '../../../src/content/analytics-rule/lint/index.ts';
import { lintCase, printFindings, readLintFixtures, type LintFixture } from '../../../tools/docs/lint-fixtures.ts';

const folder = join('test', 'fixtures', 'lint');
const fixtures = readLintFixtures(folder);

const resultOf = (fixture: LintFixture): string =>
  fixture.cases.map((one) => `== ${one.name}\n${printFindings(lintCase(fixture, one))}`).join('\n');

/** `UPDATE_EXPECTED=1` writes what the rules say now; the difference is then reviewed like any other change. */
const expectedOf = (fixture: LintFixture): string => {
  const path = join(folder, fixture.id, 'expected.txt');
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(path, resultOf(fixture));
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

describe('the fixtures of the lint rules', () => {
  test('there is a folder for each rule, and for nothing else', () => {
    expect(fixtures.map(({ id }) => id)).toEqual(lint.map(({ id }) => id).toSorted());
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

  test.each(fixtures)('$id has a passing case in which no rule finds anything', (fixture) => {
    const passing = fixture.cases.filter(({ name }) => name.startsWith('pass'));
    expect(passing.length).toBeGreaterThan(0);
    for (const one of passing) expect(lintCase(fixture, one)).toEqual([]);
  });
});
