import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { everyCheck } from '../../src/content/index.ts';
import { pagesOfCode, schemasOfCode } from '../../tools/docs/pages.ts';

const pages = new Map([...(await pagesOfCode()), ...schemasOfCode()]);

// Commands, checks, formats and tables of fields are said to readers and editors by these alone.
test.each([...pages.keys()])('%s is what follows from the code', (path) => {
  expect(readFileSync(path, 'utf8')).toBe(pages.get(path));
});

describe('the pages of the lint rules', () => {
  test('there is one a rule and a list that names them all', () => {
    expect([...pages.keys()].filter((path) => path.startsWith('docs/rules/')).toSorted()).toEqual(
      ['docs/rules/README.md', ...everyCheck.map(({ id }) => `docs/rules/${id}.md`)].toSorted(),
    );
    for (const { id } of everyCheck) expect(pages.get('docs/rules/README.md')).toContain(`(${id}.md)`);
  });

  test.each(everyCheck)('the page of $id shows a finding of its own severity or says which', ({ id, why }) => {
    const page = pages.get(`docs/rules/${id}.md`) ?? '';
    expect(page).toContain(why);
    expect(page.slice(0, page.indexOf('## Not found'))).toMatch(/^- `.+` \*\*(?:error|warning|note)\*\*: /m);
  });
});
