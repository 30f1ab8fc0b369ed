import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildSite } from '../../../src/catalogue/site/site.ts';
import { assets, model } from '../sample.ts';
import { varied } from './varied.ts';

const folder = new URL('pages/', import.meta.url);

/** An element a line, so that a difference can be read. */
const inLines = (text: string): string => text.replaceAll('><', '>\n<');

/** The files of a site by the folder that they are in, those of a folder in one text. */
const textsOf = (name: string, files: Iterable<readonly [path: string, text: string]>): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  for (const [path, text] of files) {
    const [head = '', ...rest] = path.split('/');
    const key = `${name}-${rest.length === 0 ? 'index' : head}.txt`;
    texts.set(key, `${texts.get(key) ?? ''}===== ${path}\n${inLines(text)}\n`);
  }
  return texts;
};

const texts = new Map([
  ...textsOf('varied', buildSite(varied, assets)),
  ...textsOf('empty', buildSite(model([], { workspaces: [] }), assets)),
]);

if (process.env['UPDATE_EXPECTED'] === '1')
  for (const [name, text] of texts) writeFileSync(new URL(name, folder), text);

describe('the pages of a site are whole as they were read once', () => {
  test.each([...texts])('%s', (name, text) => {
    expect(text).toBe(readFileSync(new URL(name, folder), 'utf8'));
  });

  test('and none is kept that is not made', () => {
    expect(readdirSync(folder).toSorted()).toEqual([...texts.keys()].toSorted());
  });
});
