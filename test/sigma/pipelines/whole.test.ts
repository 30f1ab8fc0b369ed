import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isObject } from '../../../src/core/json.ts';
import { builtInPipelines } from '../../../src/sigma/index.ts';

/** What a pipeline has at each place, one line each. Columns of tables are left out: views.test.ts holds them to the schema. */
const entries = (value: unknown, place = ''): readonly string[] => {
  if (/^\/views\/[^/]+\/columns$/.test(place)) return [];
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return [`${place} = ${JSON.stringify(value)}`];
  if (Array.isArray(value)) return value.flatMap((each, index) => entries(each, `${place}/${index}`));
  if (isObject(value)) return Object.entries(value).flatMap(([key, each]) => entries(each, `${place}/${key}`));
  return [`${place} = ${JSON.stringify(value)}`];
};

const folder = new URL('whole/', import.meta.url);
if (process.env['UPDATE_EXPECTED'] === '1') {
  mkdirSync(folder, { recursive: true });
  for (const [name, pipeline] of Object.entries(builtInPipelines))
    writeFileSync(new URL(`${name}.txt`, folder), `${entries(pipeline).join('\n')}\n`);
}

test('every built-in pipeline has its file', () => {
  expect(readdirSync(folder).toSorted()).toEqual(
    Object.keys(builtInPipelines)
      .map((name) => `${name}.txt`)
      .toSorted(),
  );
});

// What rules are converted to hangs on each entry, and no rule of a test reads them all.
test.each(Object.entries(builtInPipelines))('the pipeline %s maps what its file says', (name, pipeline) => {
  expect(entries(pipeline)).toEqual(
    readFileSync(new URL(`${name}.txt`, folder), 'utf8')
      .trimEnd()
      .split('\n'),
  );
});
