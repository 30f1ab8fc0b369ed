import { join } from 'node:path';
import { everyCheck } from '../../src/content/index.ts';
import { ruleIndex, rulePage, type RuleExample } from '../../src/report/rule-page.ts';
import { openFixtureKql } from './fixture-kql.ts';
import { lintCase, readLintFixtures, type FixtureCase, type LintFixture } from './lint-fixtures.ts';

const exampleOf = (fixture: LintFixture, one: FixtureCase): RuleExample => ({
  files: one.files,
  ...(one.base === undefined ? {} : { base: one.base }),
  diagnostics: lintCase(fixture, one),
});

/**
 * The pages of all lint rules, as texts by their paths from the root of the repository: `docs/rules/<id>.md` and the
 * list `docs/rules/README.md`. Reads the fixtures in the given folder (relative to the working directory); throws where a rule has none.
 */
export const rulePages = async (
  fixturesFolder = join('test', 'fixtures', 'lint'),
): Promise<ReadonlyMap<string, string>> => {
  const fixtures = new Map(readLintFixtures(fixturesFolder, await openFixtureKql()).map((fixture) => [fixture.id, fixture]));
  const pages = new Map([['docs/rules/README.md', ruleIndex(everyCheck)]]);
  for (const rule of everyCheck) {
    const fixture = fixtures.get(rule.id);
    if (fixture === undefined) throw new Error(`${rule.id} has no folder in ${fixturesFolder}.`);
    const examples = (prefix: string): RuleExample[] =>
      fixture.cases.filter(({ name }) => name.startsWith(prefix)).map((one) => exampleOf(fixture, one));
    pages.set(`docs/rules/${rule.id}.md`, rulePage(rule, examples('fail'), examples('pass')));
  }
  return pages;
};
