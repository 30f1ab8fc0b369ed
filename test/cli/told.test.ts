import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const folder = new URL('.', import.meta.url);
const told = readdirSync(folder).filter((name) => name.endsWith('.told.txt'));

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** The texts of a source between quotes, each as a pattern in which what is filled in is anything. */
const titlesIn = (source: string): readonly RegExp[] =>
  [...source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n])+)\1/g)].map(([, , text = '']) => {
    const words = text.replaceAll(/\\(.)/g, '$1').split(/%[a-z]|\$\{[^}]*\}|\$[a-z]\w*/i);
    return new RegExp(`(?:^| )${words.map(escaped).join('.*')}(?: \\(\\d+\\))?$`);
  });

test.each(told)('%s has a section of no test that is gone', (name) => {
  const titles = titlesIn(readFileSync(new URL(name.replace('.told.txt', '.test.ts'), folder), 'utf8'));
  const sections = [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^={5} (.*)$/gm)].map(
    ([, title = '']) => title,
  );
  expect(sections.length).toBeGreaterThan(0);
  expect(sections.filter((section) => !titles.some((title) => title.test(section)))).toEqual([]);
});
