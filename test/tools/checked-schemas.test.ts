import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkedSchemas } from '../../tools/schemas/checked.ts';

/** What files are checked by in the sources, as it is written at each call. */
const given = (): readonly string[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('schema.ts'))
    .flatMap((name) => [...readFileSync(join('src', name), 'utf8').matchAll(/\bcheckSchema\(([\w.]+),/g)])
    .map(([, schema = '']) => schema);

describe('the schemas that the build compiles', () => {
  test('each have a name of their own', () => {
    const ids = checkedSchemas.map(({ $id }) => $id);
    expect(ids.every((id) => typeof id === 'string' && id.startsWith('urn:picket:schema:'))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are all that files are checked by', () => {
    // Those of the types, of tests, of picket.yaml and of Sigma pipelines. Another one is said in tools/schemas/checked.ts first.
    expect([...new Set(given())].toSorted()).toEqual([
      'configSchema',
      'made.type.schema',
      'pipelineSchema',
      'schema',
      'testSchema',
      'type.schema',
    ]);
  });
});
