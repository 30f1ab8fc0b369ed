import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { none } from '../../../src/sigma/pipelines/index.ts';
import type { SigmaPipeline } from '../../../src/sigma/convert.ts';
import { visible } from '../../../src/core/text/visible.ts';
import { convertText, sigmaRule } from '../rules.ts';
import { ours, steps } from './pipelines.ts';

const placeholders = { name: ['n*'], pair: ['one', 't?o'] };

/** The lines of items.txt below its rows of fields and values, and each field with each value. */
const itemsOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  const row = (head: string, sign: string): readonly string[] =>
    (lines.find((line) => line.startsWith(`${head} `)) ?? '').slice(head.length + 1).split(sign);
  const values = row('VALUES', ';;').map((value) => value.trim());
  const crossed = row('FIELDS', ' ').flatMap((field) => values.map((value) => `${field}${value}`));
  return [...crossed, ...lines.slice(lines.indexOf('ITEMS') + 1)].filter((line) => line !== '');
};

const pipelines: Readonly<Record<string, SigmaPipeline>> = { ours, steps, none };

/** What a pipeline makes of an item: its queries on one line each and what is said of them, or why there are none. */
const saidOf = (item: string, pipeline: SigmaPipeline): readonly string[] => {
  const text = sigmaRule(`sel:\n  ${item}\ncondition: sel`, 'category: types');
  const result = convertText(text, pipeline, { placeholders });
  if ('error' in result) {
    const { cause, message, at = 0 } = result.error;
    return [visible(`${cause}: ${message} @ ${text.slice(at).split('\n')[0] ?? ''}`)];
  }
  return [...result.queries.map((query) => query.replaceAll('\n', ' ')), ...result.warnings].map(visible);
};

const file = (name: string): URL => new URL(name, import.meta.url);
const said = (name: string): readonly string[] => {
  const pipeline = pipelines[name];
  if (pipeline === undefined) throw new Error(`There is no pipeline ${name}.`);
  return itemsOf(readFileSync(file('items.txt'), 'utf8')).flatMap((item) => [
    item,
    ...saidOf(item, pipeline).map((line) => `  ${line}`),
  ]);
};

if (process.env['UPDATE_EXPECTED'] === '1')
  for (const name of Object.keys(pipelines)) writeFileSync(file(`items-${name}.txt`), `${said(name).join('\n')}\n`);

// One value more or less in a pipeline is no news; what becomes of each kind of value is.
test.each(Object.keys(pipelines))('each item of a detection becomes what it did in the pipeline %s', (name) => {
  const expected = readFileSync(file(`items-${name}.txt`), 'utf8');
  expect(said(name)).toEqual(expected.trimEnd().split('\n'));
});
